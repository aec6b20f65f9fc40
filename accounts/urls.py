from django.urls import path

from accounts import views
from accounts.erasing import views as erasing
from accounts.security import views as security

app_name = "accounts"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("look/", views.look, name="look"),
    path("security/", security.security, name="security"),
    path("security/sessions/<int:session_id>/", security.sign_out_session, name="sign_out_session"),
    path("security/sessions/", security.sign_out_everywhere, name="sign_out_everywhere"),
    path("security/password/", security.remove_password, name="remove_password"),
    path("erase/", erasing.erase, name="erase"),
    path("erased/", erasing.erased, name="erased"),
    path("undo/<str:token>/", views.undo, name="undo"),
]
