"""Join two accounts of one person, with all their records; and take them apart again."""

import logging
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, changes
from accounts.erasing.acts import forget_sessions
from accounts.models import User
from accounts.moving import codes, mails, moved_rows
from accounts.moving.addresses import NotProvenError
from accounts.moving.codes import Purpose
from accounts.moving.models import AccountJoin
from accounts.people.words import index_person

logger = logging.getLogger(__name__)


class JoinRefusedError(Exception):
    """The accounts may not be joined, or not taken apart; the text says why and what to do."""


def begin(request: HttpRequest, user: User, email: str) -> None:
    """Mail a code to both mailboxes. Raises CodeRefusedError if too many were asked for."""
    codes.send(request, user, Purpose.OWN, user.email)
    is_known = _others(email, user).exists()
    send = codes.send if is_known else codes.send_nothing
    send(request, user, Purpose.OTHER, email)


def _others(email: str, user: User) -> QuerySet[User]:
    """Return the active account of an address, unless it is the user's own."""
    active = User.objects.filter(email=email, is_active=True)
    return active.exclude(pk=user.pk)


def proven_other(user: User) -> User:
    """Return the other account, if both mailboxes were proven; or raise NotProvenError."""
    proofs = codes.of(user)
    own = proofs.get(Purpose.OWN)
    other = proofs.get(Purpose.OTHER)
    if own is None or other is None:
        raise NotProvenError
    both_proven = own.is_proven and other.is_proven
    if not both_proven or own.address != user.email:
        raise NotProvenError
    found = _others(other.address, user).first()
    if found is None:
        raise NotProvenError
    return found


def join_proven(user: User) -> AccountJoin:
    """Join the other account, whose mailbox was proven, with the user's own.

    Raises NotProvenError or JoinRefusedError.
    """
    with transaction.atomic():
        other = proven_other(user)
        because = _("Both mailboxes were proven by a code.")
        joined = join(user, other, by=user, because=because)
        codes.forget(user, Purpose.OWN, Purpose.OTHER)
    return joined


def join(kept: User, ended: User, by: User | None, because: str) -> AccountJoin:
    """Give all records of ``ended`` to ``kept``, and disable it; safe to repeat.

    Raises JoinRefusedError, and changes nothing then.
    """
    with transaction.atomic():
        kept, ended = _lock(kept, ended)
        in_force = AccountJoin.objects.in_force()
        before = in_force.filter(kept=kept, ended=ended).first()
        if before:
            return before
        check(kept, ended)
        joined = _join(kept, ended)
        audit.record(by, "account.joined", kept, because)
        audit.record(by, "account.ended_by_join", ended, because)
    logger.info("accounts joined join=%s", joined.pk)
    return joined


def _join(kept: User, ended: User) -> AccountJoin:
    """Move the rows, end the other account, and tell both mailboxes."""
    joined = AccountJoin.objects.create(kept=kept, ended=ended, ended_email=ended.email)
    moved_rows.move_rows(joined)
    _end(ended, joined.joined_at)
    index_person(kept)
    mails.queue_joined(joined)
    user_key = str(ended.pk)
    transaction.on_commit(lambda: forget_sessions.enqueue(user_key), robust=True)
    return joined


def check(kept: User, ended: User) -> None:
    """Raise JoinRefusedError for two accounts that may not be joined."""
    if kept.pk == ended.pk:
        raise JoinRefusedError(_("This is one account. Choose two."))
    for user in (kept, ended):
        if not user.is_active:
            raise JoinRefusedError(_("One of the accounts is disabled. It has to be active first."))
        if user.is_staff or user.is_superuser:
            # Their acts would become acts on their own record.
            raise JoinRefusedError(
                _("One of the accounts has staff rights. Ask an administrator to end them first.")
            )


def _lock(first: User, second: User) -> tuple[User, User]:
    """Lock both accounts and return them as stored now; raise JoinRefusedError without one."""
    stored = moved_rows.lock_both(first, second)
    try:
        return stored[first.pk], stored[second.pk]
    except KeyError as error:
        raise JoinRefusedError(_("One of the accounts was erased.")) from error


def _end(ended: User, at: datetime) -> None:
    """Disable an account: nobody signs in to it, and its address is free."""
    EmailAddress.objects.filter(user=ended).delete()
    undoable = ended.changes.filter(undone_at=None)
    undoable.update(undone_at=at)
    waiting = ended.address_moves.waiting()
    waiting.update(stopped_at=at)
    ended.mailbox_codes.all().delete()
    ended.email = f"{ended.public_id}@joined.invalid"
    ended.is_active = False
    ended.set_unusable_password()
    ended.save(update_fields=["email", "is_active", "password"])


def separate(joined: AccountJoin, by: User | None, because: str) -> None:
    """Take two accounts apart again; each row goes back. What was begun since stays.

    Raises JoinRefusedError.
    """
    with transaction.atomic():
        joined.kept, joined.ended = _lock(joined.kept, joined.ended)
        in_force = AccountJoin.objects.in_force().filter(pk=joined.pk)
        if not in_force.update(separated_at=timezone.now()):
            raise JoinRefusedError(_("These accounts were taken apart before."))
        _revive(joined.ended, joined.ended_email)
        moved_rows.put_rows_back(joined)
        for user in (joined.kept, joined.ended):
            index_person(user)
            audit.record(by, "account.separated", user, because)
    logger.info("accounts separated join=%s", joined.pk)


def _revive(ended: User, email: str) -> None:
    """Let somebody sign in to the account again, by a code to its old address."""
    try:
        changes.put_address(ended, email)
    except changes.AddressTakenError as error:
        raise JoinRefusedError(
            _("Another account has the old address by now. Change that one first.")
        ) from error
    ended.is_active = True
    ended.save(update_fields=["email", "is_active"])
