"""Accounts whose mailbox nobody has proven yet: they belong to nobody and hold no records."""

import logging
from datetime import timedelta

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_reset
from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import personal_data
from accounts.backend import forget_guesses
from accounts.looks import Look
from accounts.models import User

logger = logging.getLogger(__name__)

UNPROVEN_LIFETIME = timedelta(days=3)
SESSION_KEY = "signup"
PREFERENCES = ("time_zone", "language", *Look._fields)


def keep_name(request: HttpRequest, email: str, name: str) -> None:
    """Keep the name of a sign-up in the visitor's session until the mailbox is proven."""
    request.session[SESSION_KEY] = {"email": email, "name": name}


def disposable_accounts(condition: Q) -> list[User]:
    """Return the unproven accounts without records that meet the condition."""
    unproven = User.objects.unproven().filter(condition)
    return [user for user in unproven if not personal_data.has_records(user)]


def is_address_taken(email: str, owner: User) -> bool:
    """Return whether an account other than ``owner`` has the address and must keep it."""
    replaceable = [owner, *disposable_accounts(Q(email=email))]
    replaceable_ids = [user.pk for user in replaceable]
    others = User.objects.filter(email=email).exclude(pk__in=replaceable_ids)
    return others.exists()


def free_address(email: str, owner: User) -> None:
    """Delete the unproven accounts without records that have the address, but not ``owner``.

    Call it in a transaction.
    """
    # The lock lets nobody prove one of them meanwhile.
    list(User.objects.select_for_update().filter(email=email))
    for user in disposable_accounts(Q(email=email)):
        if user.pk != owner.pk:
            user.delete()


def forget_unproven_signups() -> int:
    """Delete unproven sign-ups that are older than three days; return how many."""
    # A sign-up has an EmailAddress at once, an account made by staff only once it is used.
    signed_up = EmailAddress.objects.values("user")
    has_expired = Q(joined_at__lt=timezone.now() - UNPROVEN_LIFETIME, pk__in=signed_up)
    with transaction.atomic():
        # The lock lets nobody prove one of them meanwhile.
        list(User.objects.unproven().filter(has_expired).select_for_update())
        accounts = disposable_accounts(has_expired)
        for user in accounts:
            user.delete()
    logger.info("unproven sign-ups forgotten count=%s", len(accounts))
    return len(accounts)


@receiver(email_confirmed)
def clear_at_proof(request: HttpRequest, email_address: EmailAddress, **_: object) -> None:
    """Clear name, password and preferences when a mailbox is first proven."""
    # A stranger may have made the account and chosen them.
    user = email_address.user
    signup = request.session.pop(SESSION_KEY, {})
    if _is_proven(user, apart_from=email_address):
        return
    if _has_typed_the_password(request, user):
        return

    user.set_unusable_password()  # ends every session and voids every reset link as well
    is_own_signup = signup.get("email") == email_address.email
    _clear(user, name=signup["name"] if is_own_signup else "")
    logger.info("account cleared at proof of mailbox user=%s", user.pk)


@receiver(password_reset)
def clear_at_reset(request: HttpRequest, user: User, **_: object) -> None:
    """Clear an unproven account when its password is reset by mail."""
    forget_guesses(request, user.email)
    if not _is_proven(user):
        _clear(user, name="")


def _is_proven(user: User, apart_from: EmailAddress | None = None) -> bool:
    """Return whether a mailbox of the user is proven, other than ``apart_from``."""
    proven = EmailAddress.objects.filter(user=user, verified=True)
    if apart_from:
        proven = proven.exclude(pk=apart_from.pk)
    return bool(proven.exists())


def _has_typed_the_password(request: HttpRequest, user: User) -> bool:
    """Return whether this session began with the password, as that of a new admin does."""
    records = get_authentication_records(request, user)
    return bool(records) and records[-1]["method"] == "password"


def _clear(user: User, name: str) -> None:
    """Set the name, reset preferences, and save, with the password as set before."""
    user.name = name
    new_user = User()
    for preference in PREFERENCES:
        setattr(user, preference, getattr(new_user, preference))
    user.save(update_fields=["password", "name", *PREFERENCES])
