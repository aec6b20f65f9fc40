"""Every address of the site; tests/test_urls.py lists who may open each."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from accounts import mail_links
from accounts.moving.views import address
from accounts.security.views import add_passkey, remove_passkey
from accounts.staff import admin_login
from config import health, pages
from config.security_txt import security_txt

admin.site.login = admin_login  # type: ignore[assignment,method-assign]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

to_security = RedirectView.as_view(pattern_name="accounts:security")

urlpatterns = [
    # In place of pages of allauth, whose names they take.
    path("accounts/2fa/", to_security, name="mfa_index"),
    path("accounts/2fa/webauthn/", to_security, name="mfa_list_webauthn"),
    path("accounts/sessions/", to_security, name="usersessions_list"),
    path("accounts/2fa/webauthn/add/", add_passkey, name="mfa_add_webauthn"),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", remove_passkey, name="mfa_remove_webauthn"),
    # Instead of allauth's page, which asks the new mailbox alone.
    path("accounts/email/", address, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("account/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("robots.txt", pages.robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("go/<str:token>/", mail_links.follow, name="mail_link"),
    path("", include("config.failed_tasks.urls")),
    path("", include("accounts.approvals.urls")),
    path("", include("accounts.inbox.urls")),
    path("", include("accounts.mail_log.urls")),
    path("", include("accounts.roles.urls")),
    path("", include("accounts.security.urls")),
    path("", include("course.assignments.urls")),
    path("pages/<slug:name>/", pages.page, name="page"),
    path("staff/", include("course.staff.urls")),
    path("", include("certificates.urls")),
    path("", include("quizzes.urls")),
    path("", include("course.urls")),
]
