from django.urls import path

from accounts.single_sign_on import views

# allauth reverses the first two names.
urlpatterns = [
    path("oidc/code/", views.prove_mailbox, name="prove_mailbox"),
    path("oidc/<slug:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
