"""Changes of address, password or ways to sign in, which the owner can undo for seven days."""

import logging
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts import audit, signups
from accounts.models import AccountChange, User

logger = logging.getLogger(__name__)

UNDO_PERIOD = timedelta(days=7)
LINK_SALT = "accounts.changes"
# allauth's mails, by template, of a change that a link in the mail can undo.
UNDOABLE_NOTICES = {
    "account/email/email_changed",
    "account/email/password_changed",
    "account/email/password_reset",
    "account/email/password_set",
}
# An app that a thief added would be asked of the owner too, who could not sign in to remove it.
NOTICES_OF_WAYS_IN = {"mfa/email/totp_activated", "mfa/email/webauthn_added"}


class ChangeGoneError(Exception):
    """The link that undoes a change is not valid, has expired or was used."""


class AddressTakenError(Exception):
    """The old address now belongs to another account."""


def record_change(user: User, old_email: str) -> AccountChange | None:
    """Record a change to undo; return None if it brought an old address back.

    old_email: the address before the change; empty if it stayed.
    """
    change_taken_back = user.changes.filter(old_email=user.email, undone_at=None).first()
    if old_email and change_taken_back:
        # A link of these changes would bring back the address that is given up now.
        later_changes = user.changes.filter(pk__gt=change_taken_back.pk, undone_at=None)
        later_changes.update(undone_at=timezone.now())
        return None
    return user.changes.create(old_email=old_email)


def record_notified(user: User, notice: str, old_email: str) -> AccountChange | None:
    """Record the change that a notice tells of; None if no link undoes it.

    notice: the template of allauth's mail. old_email: as in ``record_change``.
    """
    if notice in UNDOABLE_NOTICES:
        return record_change(user, old_email)
    # A mailbox alone may not take away the second factor of staff.
    if notice not in NOTICES_OF_WAYS_IN or user.is_staff:
        return None
    ways_in = Authenticator.objects.filter(user=user)
    added = ways_in.exclude(type=Authenticator.Type.RECOVERY_CODES).latest("created_at")
    return user.changes.create(at=added.created_at)  # so that the link takes this one away too


def undo_url(change: AccountChange) -> str:
    """Return the absolute address of the page that undoes the change."""
    token = signing.dumps(change.pk, salt=LINK_SALT)
    return f"{settings.BASE_URL}{reverse('accounts:undo', args=[token])}"


def change_from_token(token: str) -> AccountChange:
    """Return the change that the token of a link names, or raise ChangeGoneError."""
    try:
        pk = signing.loads(token, salt=LINK_SALT, max_age=UNDO_PERIOD)
        return AccountChange.objects.get(pk=pk, undone_at=None)
    except (signing.BadSignature, AccountChange.DoesNotExist) as error:
        raise ChangeGoneError from error


def first_address_change(change: AccountChange) -> AccountChange | None:
    """Return the change whose old address comes back when ``change`` is undone.

    That is the first change of address among ``change`` and later ones, or None.
    """
    return _changes_to_undo(change).exclude(old_email="").first()


def undo(change: AccountChange) -> None:
    """Put the old address back, delete the password and newer factors, and end every session.

    Staff keep their factors.
    Raises ChangeGoneError or AddressTakenError without changing anything.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=change.user_id)
        undone_changes = _changes_to_undo(change)
        if not undone_changes.filter(pk=change.pk).exists():
            raise ChangeGoneError
        verb = "account.password_dropped"
        address_change = first_address_change(change)
        if address_change:
            verb = "account.address_restored"
            _restore_address(user, address_change.old_email)
        if not user.is_staff:  # else who reads the mailbox would be in without a second factor
            # Whoever changed address or password may have added a way in as well.
            added_since = Authenticator.objects.filter(user=user, created_at__gte=change.at)
            added_since.delete()
        undone_changes.update(undone_at=timezone.now())
        # Whoever made these changes may have asked for one that waits.
        user.address_moves.waiting().update(stopped_at=timezone.now())
        user.set_unusable_password()
        user.save(update_fields=["email", "password"])
        # Whoever made the change may have connected an identity of their own since.
        SocialAccount.objects.filter(user=user, date_joined__gte=change.at).delete()
        audit.record(user, verb, user, "By the link that was mailed with the change.")
    logger.info("account change undone change=%s user=%s", change.pk, user.pk)


def forget_old_changes() -> int:
    """Delete the changes that can no longer be undone; return how many."""
    return AccountChange.objects.filter(at__lt=timezone.now() - UNDO_PERIOD).delete()[0]


def _changes_to_undo(change: AccountChange) -> QuerySet[AccountChange]:
    """Return the change and all later ones, oldest first, without those undone before."""
    # Whoever made this change also made the later ones: their links must not bring it back.
    changes = AccountChange.objects.filter(user=change.user_id, pk__gte=change.pk, undone_at=None)
    return changes.order_by("pk")


def put_address(user: User, email: str) -> None:
    """Give a locked user another address, and save it.

    Raises AddressTakenError if another account has it.
    """
    signups.free_address(email, owner=user)
    if signups.is_address_taken(email, owner=user):
        raise AddressTakenError
    try:
        with transaction.atomic():
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            User.objects.filter(pk=user.pk).update(email=email)
    except IntegrityError as error:  # somebody proved this address at the same moment
        raise AddressTakenError from error
    user.email = email


def _restore_address(user: User, old_email: str) -> None:
    """Give the user the old address, and tell the address that is replaced.

    Raises AddressTakenError if another account has it.
    """
    replaced = user.email
    put_address(user, old_email)
    form_url = f"{settings.BASE_URL}{reverse('inbox:help')}"
    words = {"replaced": replaced, "restored": old_email, "form_url": form_url}
    get_adapter().send_mail("account/email/address_restored", replaced, words)
