from django.urls import path

from accounts import views
from accounts.erasing import views as erasing

app_name = "accounts"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("look/", views.look, name="look"),
    path("erase/", erasing.erase, name="erase"),
    path("erased/", erasing.erased, name="erased"),
    path("undo/<str:token>/", views.undo, name="undo"),
]
