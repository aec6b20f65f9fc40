"""Write down and log what happens to the security of an account, and mail its owner."""

import logging
from datetime import timedelta

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as organization_signals
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import AccountEvent, User
from accounts.security import devices

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=90)
Kind = AccountEvent.Kind
Type = Authenticator.Type
ADDED = {
    Type.WEBAUTHN: Kind.PASSKEY_ADDED,
    Type.TOTP: Kind.APP_ADDED,
}
REMOVED = {Type.WEBAUTHN: Kind.PASSKEY_REMOVED, Type.TOTP: Kind.APP_REMOVED}


def record(user: User, kind: AccountEvent.Kind, request: HttpRequest | None = None) -> None:
    """Write one event, with the device of the request, into the account's list and the log."""
    device = devices.device_of(request) if request else ""
    AccountEvent.objects.create(user=user, kind=kind, device=device)
    logger.info("account event kind=%s user=%s", kind.value, user.pk)


def forget_old_events() -> int:
    """Delete the events that are no longer shown; return how many."""
    old = AccountEvent.objects.filter(at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0]


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_: object) -> None:
    """Record a sign-in."""
    is_known = devices.known_device_id(request, user.email) is not None
    record(user, Kind.SIGNED_IN if is_known else Kind.NEW_DEVICE, request)
    request.signed_in_user = user  # type: ignore[attr-defined]  # accounts.security.stays


def mail_new_device(request: HttpRequest, user: User) -> None:
    """Tell the owner of a sign-in on a device that is not known."""
    if devices.known_device_id(request, user.email) is None:
        words = {"device": devices.device_of(request)}
        get_adapter().send_notification_mail("account/email/new_device", user, words)


@receiver(user_logged_out)
def note_sign_out(user: User | None, **_: object) -> None:
    """Log a sign-out."""
    if user:
        logger.info("signed out user=%s", user.pk)


@receiver(factor_signals.authenticator_added)
def note_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    """Record a new passkey or app; who has just made it has shown it."""
    # Recovery codes come unasked with the first of them, and go unasked with the last.
    if authenticator.type != Type.RECOVERY_CODES:
        record(user, ADDED[Type(authenticator.type)], request)
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type=str(authenticator.type)
        )


@receiver(factor_signals.authenticator_reset)
def note_new_codes(request: HttpRequest, user: User, **_: object) -> None:
    """Record that new recovery codes were made."""
    record(user, Kind.RECOVERY_CODES, request)


@receiver(factor_signals.authenticator_removed)
def note_removed(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: object
) -> None:
    """Record that a factor was removed."""
    if authenticator.type != Type.RECOVERY_CODES:
        record(user, REMOVED[Type(authenticator.type)], request)


@receiver(factor_signals.authenticator_used)
def note_used(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    """Record the use of a recovery code, and log every use of a factor."""
    if authenticator.type == Type.RECOVERY_CODES:
        record(user, Kind.RECOVERY_CODE_USED, request)
    logger.info("second factor used user=%s type=%s", user.pk, authenticator.type)


@receiver(factor_signals.authentication_failed)
def note_wrong_code(user: User, authenticator: Authenticator, **_: object) -> None:
    """Log a wrong code of the app, or a wrong recovery code."""
    logger.warning("second factor refused user=%s type=%s", user.pk, authenticator.type)


@receiver(account_signals.login_code_rejected)
def note_wrong_mailed_code(user: User, **_: object) -> None:
    """Log a wrong mailed code."""
    logger.warning("mailed code refused user=%s", user.pk)


@receiver(account_signals.password_set)
@receiver(account_signals.password_changed)
@receiver(account_signals.password_reset)
def note_password(request: HttpRequest, user: User, **_: object) -> None:
    """Record a new password."""
    record(user, Kind.PASSWORD, request)


@receiver(organization_signals.social_account_added)
def note_organization(request: HttpRequest, sociallogin: SocialLogin, **_: object) -> None:
    """Record that a provider of single sign-on was connected."""
    record(sociallogin.user, Kind.ORGANIZATION_ADDED, request)


@receiver(organization_signals.social_account_removed)
def note_no_organization(request: HttpRequest, socialaccount: SocialAccount, **_: object) -> None:
    """Record that a provider of single sign-on was disconnected."""
    record(socialaccount.user, Kind.ORGANIZATION_REMOVED, request)


@receiver(account_signals.email_changed)
def note_address(
    request: HttpRequest, user: User, from_email_address: EmailAddress | None, **_: object
) -> None:
    """Record a new address; an account that proves its first one has changed nothing."""
    if from_email_address:
        record(user, Kind.ADDRESS, request)
