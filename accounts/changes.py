"""Changes of address or password, which the owner can take back for seven days."""

import logging
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts import audit, signups
from accounts.models import AccountChange, User

logger = logging.getLogger(__name__)

UNDO_FOR = timedelta(days=7)
SALT = "accounts.changes"
# What allauth tells of, by the template of its mail, and an undo link can take back.
UNDOABLE_NOTICES = {
    "account/email/email_changed",
    "account/email/password_changed",
    "account/email/password_reset",
    "account/email/password_set",
}


class ChangeGoneError(Exception):
    """The link to undo a change is not ours, has expired or was used."""


class AddressTakenError(Exception):
    """The old address belongs to another account by now."""


def remember(user: User, old_email: str) -> AccountChange | None:
    """Keep a change so that it can be undone; return None if it only brought an address back.

    old_email: the address before it; empty if the password was changed.
    """
    came_back_from = user.changes.filter(old_email=user.email, undone_at=None).first()
    if old_email and came_back_from:
        # A link to the address that is given up now would give the account to whoever took it.
        later = user.changes.filter(pk__gt=came_back_from.pk, undone_at=None)
        later.update(undone_at=timezone.now())
        return None
    return user.changes.create(old_email=old_email)


def undo_url(change: AccountChange) -> str:
    """Return the absolute address of the page that undoes the change."""
    token = signing.dumps(change.pk, salt=SALT)
    return f"{settings.BASE_URL}{reverse('accounts:undo', args=[token])}"


def change_of(token: str) -> AccountChange:
    """Return the change that the token of a link names; raise ChangeGoneError."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=UNDO_FOR)
        return AccountChange.objects.get(pk=pk, undone_at=None)
    except (signing.BadSignature, AccountChange.DoesNotExist) as error:
        raise ChangeGoneError from error


def first_move(change: AccountChange) -> AccountChange | None:
    """Return the change of address that undoing ``change`` takes back: itself or one after it."""
    return _with_later(change).exclude(old_email="").first()


def undo(change: AccountChange) -> None:
    """Put the old address back, drop the password, and end every session of the account.

    Raises ChangeGoneError and AddressTakenError; then nothing is changed.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=change.user_id)
        undone = _with_later(change)
        if not undone.filter(pk=change.pk).exists():
            raise ChangeGoneError
        move = first_move(change)
        if move:
            replaced = user.email
            _restore_address(user, move.old_email)
            addresses = {"replaced": replaced, "restored": move.old_email}
            get_adapter().send_mail("account/email/address_restored", replaced, addresses)
        undone.update(undone_at=timezone.now())
        user.set_unusable_password()
        user.save(update_fields=["email", "password"])
        verb = "account.address_restored" if move else "account.password_dropped"
        audit.record(user, verb, user, "By the link that was mailed with the change.")
    logger.info("account change undone change=%s user=%s", change.pk, user.pk)


def forget_old_changes() -> int:
    """Delete the changes that can no longer be undone; return how many."""
    return AccountChange.objects.filter(at__lt=timezone.now() - UNDO_FOR).delete()[0]


def _with_later(change: AccountChange) -> QuerySet[AccountChange]:
    """Return the change and those after it, oldest first, as far as they are not undone."""
    # Whoever made this change also made the later ones: their links must not bring it back.
    later = AccountChange.objects.filter(user=change.user_id, pk__gte=change.pk, undone_at=None)
    return later.order_by("pk")


def _restore_address(user: User, old_email: str) -> None:
    signups.make_way(old_email, owner=user)
    if signups.is_taken(old_email, owner=user):
        raise AddressTakenError
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=old_email, verified=True, primary=True)
    user.email = old_email
