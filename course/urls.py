from django.urls import path

from course import views

app_name = "course"
urlpatterns = [
    path("", views.home, name="home"),
    path("courses/<slug:slug>/", views.course, name="course"),
]
