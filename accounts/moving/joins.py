"""Join two accounts of one person, with all their records; and take them apart again."""

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, changes, relations
from accounts.erasing.acts import forget_sessions
from accounts.models import User
from accounts.moving import codes, mails
from accounts.moving.addresses import NotProvenError
from accounts.moving.codes import Purpose
from accounts.moving.models import AccountJoin, MovedRow
from accounts.people.words import index_person

logger = logging.getLogger(__name__)


class JoinRefusedError(Exception):
    """The accounts may not be joined, or not taken apart; the text says why and what to do."""


def begin(request: HttpRequest, user: User, email: str) -> None:
    """Mail a code to both mailboxes. Raises CodeRefusedError if too many were asked for."""
    codes.send(request, user, Purpose.OWN, user.email)
    send = codes.send if _is_account(email, user) else codes.send_nothing
    send(request, user, Purpose.OTHER, email)


def _is_account(email: str, user: User) -> bool:
    """Return whether an active account other than the user's has the address."""
    return User.objects.filter(email=email, is_active=True).exclude(pk=user.pk).exists()


def proven_other(user: User) -> User:
    """Return the other account, if both mailboxes were proven; or raise NotProvenError."""
    proofs = codes.of(user)
    own, other = proofs.get(Purpose.OWN), proofs.get(Purpose.OTHER)
    if not (own and other and own.is_proven and other.is_proven and own.address == user.email):
        raise NotProvenError
    found = User.objects.filter(email=other.address, is_active=True).exclude(pk=user.pk).first()
    if found is None:
        raise NotProvenError
    return found


def join_proven(user: User) -> AccountJoin:
    """Join the other account, whose mailbox was proven, with the user's own.

    Raises NotProvenError or JoinRefusedError.
    """
    with transaction.atomic():
        other = proven_other(user)
        joined = join(user, other, by=user, because=_("Both mailboxes were proven by a code."))
        codes.forget(user, Purpose.OWN, Purpose.OTHER)
    return joined


def join(kept: User, ended: User, by: User | None, because: str) -> AccountJoin:
    """Give all records of ``ended`` to ``kept``, and disable it; safe to repeat.

    Raises JoinRefusedError, and changes nothing then.
    """
    with transaction.atomic():
        kept, ended = _lock(kept, ended)
        before = AccountJoin.objects.in_force().filter(kept=kept, ended=ended).first()
        if before:
            return before
        check(kept, ended)
        joined = AccountJoin.objects.create(kept=kept, ended=ended, ended_email=ended.email)
        _move_rows(joined)
        _end(ended, joined.joined_at)
        index_person(kept)
        audit.record(by, "account.joined", kept, because)
        audit.record(by, "account.ended_by_join", ended, because)
        mails.queue_joined(joined)
        forget = partial(forget_sessions.enqueue, str(ended.pk))
        transaction.on_commit(forget, robust=True)
    logger.info("accounts joined join=%s", joined.pk)
    return joined


def check(kept: User, ended: User) -> None:
    """Raise JoinRefusedError for two accounts that may not be joined."""
    if kept.pk == ended.pk:
        raise JoinRefusedError(_("This is one account. Choose two."))
    if not (kept.is_active and ended.is_active):
        raise JoinRefusedError(_("One of the accounts is disabled. It has to be active first."))
    for user in (kept, ended):
        if user.is_staff or user.is_superuser:
            # Their acts would become acts on their own record.
            raise JoinRefusedError(
                _("One of the accounts has staff rights. Ask an administrator to end them first.")
            )


def _lock(first: User, second: User) -> tuple[User, User]:
    """Lock both accounts, always in the same order, and return them as they are stored now."""
    rows = User.objects.select_for_update().filter(pk__in=[first.pk, second.pk]).order_by("pk")
    stored = {user.pk: user for user in rows}
    try:
        return stored[first.pk], stored[second.pk]
    except KeyError as error:
        raise JoinRefusedError(_("One of the accounts was erased.")) from error


def _move_rows(joined: AccountJoin) -> None:
    """Give the rows to the account that stays, and keep which ones."""
    for name, moving in relations.MOVING.items():
        chosen = moving.rows_to_move(joined.kept, joined.ended, joined.joined_at)
        ids = list(chosen.exclude(pk=_own_id(joined, moving.model)).values_list("pk", flat=True))
        _keep_ids(joined, name, ids)
        moving.model._default_manager.filter(pk__in=ids).update(**{moving.field: joined.kept})


def _own_id(joined: AccountJoin, model: type[Model]) -> int | None:
    """Return the id of the join itself among rows of joins, which it does not move."""
    return joined.pk if model is AccountJoin else None


def _keep_ids(joined: AccountJoin, name: str, ids: Iterable[int]) -> None:
    rows = [MovedRow(join=joined, relation=name, row_id=row_id) for row_id in ids]
    MovedRow.objects.bulk_create(rows, batch_size=500)


def _end(ended: User, at: datetime) -> None:
    """Disable an account: nobody signs in to it, and its address is free."""
    EmailAddress.objects.filter(user=ended).delete()
    ended.changes.filter(undone_at=None).update(undone_at=at)
    ended.address_moves.waiting().update(stopped_at=at)
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
        kept, ended = _lock(joined.kept, joined.ended)
        now = timezone.now()
        if not AccountJoin.objects.in_force().filter(pk=joined.pk).update(separated_at=now):
            raise JoinRefusedError(_("These accounts were taken apart before."))
        _revive(ended, joined.ended_email)
        for name, moving in relations.MOVING.items():
            ids = joined.moved_rows.filter(relation=name).values("row_id")
            moving.model._default_manager.filter(pk__in=ids).update(**{moving.field: ended})
            if moving.put_back:
                moving.put_back(kept, ended, joined.joined_at)
        for account in (kept, ended):
            index_person(account)
        audit.record(by, "account.separated", kept, because)
        audit.record(by, "account.separated", ended, because)
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
