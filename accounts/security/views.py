"""A person's page of security: ways to sign in, where they are signed in, what happened lately."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import add_webauthn, remove_webauthn
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import AccountEvent
from accounts.security import second_factor, sessions
from accounts.security.events import record
from accounts.security.factors import has_one_factor, is_second_factor_asked, ways_to_sign_in

RECOVERY_CODES = "mfa_view_recovery_codes"


@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Show how the person signs in, where they are signed in, and what happened lately."""
    user = request.user
    assert user.is_authenticated  # LoginRequiredMiddleware sends others to sign in
    context = {
        "ways": ways_to_sign_in(user),
        "sessions": sessions.sessions_of(request, user),
        "events": user.account_events.all()[: AccountEvent.SHOWN],
        "needs_factor": second_factor.is_needed_by(user),
    }
    return render(request, "accounts/security/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey by allauth's view, with recovery codes only where they can be needed."""
    assert request.user.is_authenticated
    response: HttpResponse = add_webauthn(request)
    is_added = response.status_code == 302 and response["Location"] == reverse(RECOVERY_CODES)
    if not is_added or is_second_factor_asked(request.user):
        return response
    Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).delete()
    return redirect("accounts:security")


@require_http_methods(["GET", "HEAD", "POST"])
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a passkey by allauth's view, unless it is the last second factor of staff."""
    assert request.user.is_authenticated
    if second_factor.is_needed_by(request.user) and has_one_factor(request.user):
        messages.error(request, _("Add another passkey or an app first: staff need one."))
        return redirect("accounts:security")
    response: HttpResponse = remove_webauthn(request, pk=pk)
    return response


@require_POST
def sign_out_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of the person's other sessions."""
    assert request.user.is_authenticated
    sessions.end_session(request, request.user, session_id)
    messages.success(request, _("Signed out there."))
    return redirect("accounts:security")


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of the person, this one too."""
    assert request.user.is_authenticated
    record(request.user, AccountEvent.Kind.SIGNED_OUT_EVERYWHERE, request)
    sessions.end_all_sessions(request.user)
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return redirect("account_login")


@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def remove_password(request: HttpRequest) -> HttpResponse:
    """Ask, and then remove the password: the mailed code and passkeys stay."""
    user = request.user
    assert user.is_authenticated
    if not user.has_usable_password():
        return redirect("accounts:security")
    if request.method != "POST":
        return render(request, "accounts/security/remove_password.html")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    record(user, AccountEvent.Kind.PASSWORD_REMOVED, request)
    get_adapter().send_notification_mail("account/email/password_removed", user)
    # The other sessions end with the password, and this one goes on under a new key.
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)
    messages.success(request, _("The password is removed."))
    return redirect("accounts:security")
