from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("look/", views.look, name="look"),
    path("undo/<str:token>/", views.undo, name="undo"),
]
