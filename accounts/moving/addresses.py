"""Change the address of an account: with both mailboxes at once, or without the old one later."""

import logging
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, changes, signups
from accounts.models import AccountEvent, User
from accounts.moving import codes, mails
from accounts.moving.codes import Purpose
from accounts.moving.models import AddressHelp, AddressMove
from accounts.security import events

logger = logging.getLogger(__name__)

WAIT = timedelta(days=7)
# Two members of staff saw a document: the old mailbox gets one day.
WAIT_AFTER_HELP = timedelta(days=1)
NOTICE_DAYS = (0, 3, 6)
PROOF_LINK_LIFETIME = timedelta(days=7)


class NotProvenError(Exception):
    """A mailbox was not proven, or so long ago that it does not count anymore."""


class MoveGoneError(Exception):
    """The link is not valid, or the change waits no longer."""


def begin(request: HttpRequest, user: User, email: str) -> None:
    """Mail a code to the address that somebody wants; forget what was begun before.

    Raises CodeRefusedError if the person has asked for too many.
    """
    codes.forget(user, Purpose.OLD)
    if signups.is_address_taken(email, owner=user):
        codes.send_nothing(request, user, Purpose.NEW, email)
        mails.queue_taken(email, user)
        return
    codes.send(request, user, Purpose.NEW, email)


def change(user: User) -> None:
    """Change the address at once, if both mailboxes were proven; or raise NotProvenError.

    Raises AddressTakenError.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        proofs = codes.of(locked)
        new, old = proofs.get(Purpose.NEW), proofs.get(Purpose.OLD)
        if not (new and old and new.is_proven and old.is_proven and old.address == locked.email):
            raise NotProvenError
        locked.address_moves.waiting().update(stopped_at=timezone.now())
        _move(locked, new.address)
        codes.forget(locked, Purpose.NEW, Purpose.OLD)


def _move(user: User, email: str, *, ends_sessions: bool = False) -> None:
    """Give a locked user another address, and tell both mailboxes. Raises AddressTakenError."""
    old_email = user.email
    changes.put_address(user, email)
    if ends_sessions:
        user.set_unusable_password()  # which ends them
        user.save(update_fields=["password"])
    events.record(user, AccountEvent.Kind.ADDRESS)
    mails.queue_moved(user, old_email, changes.record_change(user, old_email))
    logger.info("address changed user=%s", user.pk)


def begin_waiting(user: User) -> AddressMove:
    """Let the new mailbox, which was proven, take over in seven days; safe to repeat.

    Raises NotProvenError.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        if waiting := locked.address_moves.waiting().first():
            return waiting
        new = codes.of(locked).get(Purpose.NEW)
        if not (new and new.is_proven):
            raise NotProvenError
        move = _wait(locked, new.address, WAIT, proven_at=new.entered_at)
        codes.forget(locked, Purpose.NEW, Purpose.OLD)
    logger.info("address change waits move=%s user=%s", move.pk, user.pk)
    return move


def begin_after_help(help: AddressHelp) -> AddressMove:
    """Ask both mailboxes, after two members of staff agreed that the account may move."""
    assert help.user is not None
    locked = User.objects.select_for_update().get(pk=help.user.pk)
    locked.address_moves.waiting().update(stopped_at=timezone.now())
    move = _wait(locked, help.new_email, WAIT_AFTER_HELP, help=help)
    mails.queue_proof(move, PROOF_LINK_LIFETIME)
    return move


def _wait(user: User, email: str, wait: timedelta, **fields: object) -> AddressMove:
    """Write down a change that waits, and tell the old mailbox."""
    now = timezone.now()
    move = AddressMove.objects.create(
        user=user,
        old_email=user.email,
        new_email=email,
        asked_at=now,
        due_at=now + wait,
        **fields,
    )
    mails.queue_notice(move, 0)
    return move


def move_of(token: str, salt: str) -> AddressMove:
    """Return the waiting change that a mailed link names, or raise MoveGoneError."""
    lifetime = PROOF_LINK_LIFETIME if salt == mails.PROVE_SALT else None
    try:
        pk = signing.loads(token, salt=salt, max_age=lifetime)
        return AddressMove.objects.waiting().select_related("user").get(pk=pk)
    except (signing.BadSignature, AddressMove.DoesNotExist) as error:
        raise MoveGoneError from error


def stop(move: AddressMove, by: User | None) -> None:
    """Stop a change that waits. Raises MoveGoneError if it is done or was stopped.

    by: its owner; None for whoever has the link that was mailed to the old mailbox.
    """
    with transaction.atomic():
        if not _stop(move):
            raise MoveGoneError
        reason = _("On the page of the account.") if by else _("By the link in the notice.")
        audit.record(by, "address.stopped", move.user, reason)


def _stop(move: AddressMove) -> bool:
    """Stop a change and tell the new mailbox; return False if it is done or was stopped."""
    stopped = AddressMove.objects.waiting().filter(pk=move.pk).update(stopped_at=timezone.now())
    if stopped:
        mails.queue_stopped(move)
    return bool(stopped)


def prove(move: AddressMove) -> None:
    """Note that somebody reads the new mailbox; safe to repeat."""
    AddressMove.objects.waiting().filter(pk=move.pk, proven_at=None).update(
        proven_at=timezone.now()
    )


def carry_out_due() -> int:
    """Do the changes whose time is over, and send the notices of the others; return how many."""
    now = timezone.now()
    _stop_unproven()
    _send_notices()
    done = 0
    for pk in list(AddressMove.objects.due(now).values_list("pk", flat=True)):
        done += _carry_out(pk)
    return done


def _stop_unproven() -> None:
    """Stop the changes whose new mailbox did not answer within the life of its link."""
    unanswered = AddressMove.objects.waiting().filter(
        proven_at=None, asked_at__lt=timezone.now() - PROOF_LINK_LIFETIME
    )
    for move in unanswered.select_related("user"):
        _stop(move)


def _send_notices() -> None:
    """Remind the old mailboxes after three and six days; each mail goes out once by its key."""
    now = timezone.now()
    for move in AddressMove.objects.waiting().filter(help=None).select_related("user"):
        for day in NOTICE_DAYS:
            if now >= move.asked_at + timedelta(days=day):
                mails.queue_notice(move, day)


def _carry_out(pk: int) -> bool:
    """Do one change that is due; return False if it was stopped, also by what happened since."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(address_moves=pk).first()
        move = AddressMove.objects.waiting().select_for_update().filter(pk=pk).first()
        if user is None or move is None:
            return False
        if not _is_moved(user, move):
            _stop(move)
            return False
        move.done_at = timezone.now()
        move.save(update_fields=["done_at"])
        audit.record(None, "address.moved", user, _("Nobody stopped it within its time."))
    return True


def _is_moved(user: User, move: AddressMove) -> bool:
    """Change the address; return False if what happened since forbids it."""
    if not user.is_active or user.email != move.old_email:
        return False
    try:
        _move(user, move.new_email, ends_sessions=move.by_staff)
    except changes.AddressTakenError:
        return False
    return True


def forget_ended() -> int:
    """Delete the changes that ended seven days ago, and old codes; return how many."""
    codes.forget_old()
    oldest = timezone.now() - changes.UNDO_PERIOD
    done = AddressMove.objects.filter(done_at__lt=oldest).delete()[0]
    return done + AddressMove.objects.filter(stopped_at__lt=oldest).delete()[0]
