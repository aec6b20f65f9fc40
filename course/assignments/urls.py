"""The addresses of groups: of learners, of managers and of staff."""

from django.urls import path

from accounts.groups import views

app_name = "groups"
urlpatterns = [
    path("join/<slug:key>/<str:code>/", views.join, name="join"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("account/groups/", views.mine, name="mine"),
]
