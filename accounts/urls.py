from django.urls import path

from accounts import views
from accounts.data_files import views as data
from accounts.erasing import views as erasing
from accounts.moving import join_views as joining
from accounts.moving import views as moving
from accounts.security import views as security

app_name = "accounts"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("look/", views.look, name="look"),
    path("security/", security.security, name="security"),
    path("security/sessions/<int:session_id>/", security.sign_out_session, name="sign_out_session"),
    path("security/sessions/", security.sign_out_everywhere, name="sign_out_everywhere"),
    path("security/password/", security.remove_password, name="remove_password"),
    path("data/", data.my_data, name="data"),
    path("data/file/", data.make_file, name="make_data_file"),
    path("data/my-data.zip", data.download, name="data_file"),
    path("erase/", erasing.erase, name="erase"),
    path("erased/", erasing.erased, name="erased"),
    path("address/code/", moving.address_code, name="address_code"),
    path("address/again/", moving.address_again, name="address_again"),
    path("address/keep/", moving.address_stop, name="address_stop"),
    path("address/wait/", moving.address_wait, name="address_wait"),
    path("address/stop/<str:token>/", moving.stop_move, name="stop_move"),
    path("address/confirm/<str:token>/", moving.prove_move, name="prove_move"),
    path("join/", joining.join, name="join"),
    path("join/code/", joining.join_code, name="join_code"),
    path("join/now/", joining.join_now, name="join_now"),
    path("join/stop/", joining.join_stop, name="join_stop"),
    path("undo/<str:token>/", views.undo, name="undo"),
]
