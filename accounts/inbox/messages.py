"""What happens to a message: received, taken, handed on, answered, closed, forgotten."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.audit import record
from accounts.inbox import mails
from accounts.models import AuditEvent, InboxMessage, InboxMessageQuerySet, User

logger = logging.getLogger(__name__)
KEPT_AFTER_THE_END = timedelta(days=2 * 365)


def _no_address() -> str:
    return ""


# Returns the address of the provider, or "". Set by the app that knows the provider, in ready().
provider_address: Callable[[], str] = _no_address


def receive(message: InboxMessage) -> InboxMessage:
    """Save a new message, once for each form; return it as it is stored.

    A report of harm is mailed to the provider.
    """
    with transaction.atomic():
        # Of two requests at once one adds the row.
        InboxMessage.objects.bulk_create([message], ignore_conflicts=True)
        stored = InboxMessage.objects.get(form_digest=message.form_digest)
        address = provider_address() if stored.is_harm else ""
        if address:
            mails.queue_harm(stored, address)
    logger.info("message received id=%s kind=%s", stored.pk, stored.kind)
    return stored


def take(message: InboxMessage, by: User) -> bool:
    """Make ``by`` the owner; return False if it has ended, or is theirs already."""
    return _change_owner(message, by, by, "message.taken") is not None


def hand_on(message: InboxMessage, to: User, by: User) -> bool:
    """Make ``to`` the owner and mail them; return False if it has ended, or is theirs already."""
    with transaction.atomic():
        event = _change_owner(message, to, by, "message.handed-on")
        if event and to != by:
            mails.queue_to_new_owner(message, to, event)
    return event is not None


def _change_owner(message: InboxMessage, owner: User, by: User, verb: str) -> AuditEvent | None:
    """Change the owner of a message that waits; return the record of it, or None."""
    waiting = InboxMessage.objects.waiting().filter(pk=message.pk)
    with transaction.atomic():
        is_changed = waiting.exclude(owner=owner).update(owner=owner)
        return record(by, verb, message, message.get_kind_display()) if is_changed else None


def give_answer(message: InboxMessage, answer: str, by: User) -> bool:
    """Save the answer and mail it; return False if the message had ended before."""
    with transaction.atomic():
        is_first = _end(message, by, answer=answer)
        if is_first:
            record(by, "message.answered", message, message.get_kind_display())
            mails.queue_answer(message, answer)
    return is_first


def close(message: InboxMessage, because: str, by: User) -> bool:
    """Close a message without an answer; return False if it had ended before."""
    with transaction.atomic():
        is_first = _end(message, by, closed_because=because)
        if is_first:
            record(by, "message.closed", message, because)
    return is_first


def _end(message: InboxMessage, by: User, **how: str) -> bool:
    """End a message that waits; whoever ends it owns it, if nobody did."""
    waiting = InboxMessage.objects.waiting().filter(pk=message.pk)
    count = waiting.update(
        ended_at=timezone.now(),
        ended_by=by,
        owner=Coalesce("owner", by.pk),
        **how,
    )
    return bool(count)


def delete_words(message: InboxMessage, because: str, by: User) -> bool:
    """Delete what somebody wrote, such as details of a patient; return False if it is gone."""
    worded = InboxMessage.objects.filter(pk=message.pk).exclude(text="", about="")
    with transaction.atomic():
        is_first = bool(worded.update(text="", about=""))
        if is_first:
            record(by, "message.words-deleted", message, because)
    return is_first


def forget_ended() -> None:
    """Forget the messages that ended two years ago."""
    last_kept = timezone.now() - KEPT_AFTER_THE_END
    forget(InboxMessage.objects.filter(ended_at__lte=last_kept))


def forget(messages: InboxMessageQuerySet) -> None:
    """Delete requests for help; let reports stay without name and address."""
    with transaction.atomic():
        messages.filter(kind=InboxMessage.Kind.HELP).delete()
        messages.exclude(user=None, address="").update(user=None, address="")
