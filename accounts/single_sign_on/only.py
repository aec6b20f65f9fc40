"""Single sign-on as the only way in, but for one emergency administrator."""

import logging

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import audit, mail
from accounts.email_addresses import plain_address
from accounts.models import AuditEvent, User

logger = logging.getLogger(__name__)

# Pages that would lead to another way in, by the names of their routes.
CLOSED_PAGES = {
    "account_signup",
    "account_signup_by_passkey",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_from_key",
    "account_change_password",
    "account_set_password",
    "mfa_login_webauthn",
}


def is_on() -> bool:
    return bool(settings.SINGLE_SIGN_ON_ONLY)


def is_emergency_address(email: str) -> bool:
    """Return whether the address is that of the emergency administrator."""
    return bool(email) and plain_address(email) == settings.EMERGENCY_ADMINISTRATOR


def may_use_other_ways(user: User | AnonymousUser) -> bool:
    """Return whether somebody may sign in by password, code or passkey."""
    if not is_on():
        return True
    return isinstance(user, User) and user.is_superuser and is_emergency_address(user.email)


def words_of_refusal() -> str:
    """Return what somebody is told who comes another way."""
    return _("Sign in with your organization. Other ways to sign in are switched off here.")


def came_by_provider(request: HttpRequest, user: User) -> bool:
    """Return whether the sign-in that is going on came through a provider."""
    records = get_authentication_records(request, user)
    return any(record["method"] == "socialaccount" for record in records)


def note_emergency_sign_in(user: User) -> None:
    """Put a sign-in of the emergency administrator on record, and tell every administrator."""
    event = audit.record(user, "account.emergency_sign_in", user, "Not through the provider.")
    logger.warning("emergency administrator signed in user=%s", user.pk)
    for administrator in User.objects.administrators():
        with translation.override(administrator.language):
            _mail_emergency(event, administrator)


def _mail_emergency(event: AuditEvent, administrator: User) -> None:
    """Tell one administrator of a sign-in of the emergency administrator."""
    subject = _("The emergency administrator signed in")
    text = _(
        "%(email)s signed in without single sign-on.\n\nWhen: %(time)s UTC\n\n"
        "If it was none of you, disable this account now, and ask for a new password for it."
    )
    words = {
        "email": settings.EMERGENCY_ADMINISTRATOR,
        "time": date_format(event.at, "DATETIME_FORMAT"),
    }
    key = f"emergency:{event.pk}:{administrator.pk}"
    mail.queue(key, administrator, subject, text % words)
