"""What happens to a message: received, taken, handed on, answered, closed, forgotten."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import mail
from accounts.audit import record
from accounts.models import AuditEvent, InboxMessage, InboxMessageQuerySet, User

logger = logging.getLogger(__name__)
KEPT_AFTER_THE_END = timedelta(days=2 * 365)


def _no_address() -> str:
    return ""


# The app that knows the provider sets it in ``AppConfig.ready()``: returns its address, or "".
provider_address: Callable[[], str] = _no_address


def receive(message: InboxMessage) -> InboxMessage:
    """Save a new message, once for each form; return it as it is stored.

    A report of harm is mailed to the provider.
    """
    with transaction.atomic():
        # Of two requests at once one adds the row.
        InboxMessage.objects.bulk_create([message], ignore_conflicts=True)
        stored = InboxMessage.objects.get(form_digest=message.form_digest)
        if stored.is_harm:
            _mail_harm(stored)
    logger.info("message received id=%s kind=%s", stored.pk, stored.kind)
    return stored


def _mail_harm(message: InboxMessage) -> None:
    """Tell the provider of a report of harm, without what it says."""
    address = provider_address()
    if not address:
        return
    subject = _("A report of harm waits for an answer (number %d)") % message.pk
    link = f"{settings.BASE_URL}{message.staff_url}"
    body = _("Somebody reported harm, or nearly harm. Read it and answer it here:\n%s\n") % link
    mail.queue_to(address, f"message.harm:{message.pk}", subject, body, settings.LANGUAGE_CODE)


def take(message: InboxMessage, by: User) -> bool:
    """Make ``by`` the owner; return False if it has ended, or is theirs already."""
    return _change_owner(message, by, by, "message.taken") is not None


def hand_on(message: InboxMessage, to: User, by: User) -> bool:
    """Make ``to`` the owner and mail them; return False if it has ended, or is theirs already."""
    with transaction.atomic():
        event = _change_owner(message, to, by, "message.handed-on")
        if event and to != by:
            _mail_new_owner(message, to, event)
    return event is not None


def _change_owner(message: InboxMessage, owner: User, by: User, verb: str) -> AuditEvent | None:
    """Change the owner of a message that waits; return the record of it, or None."""
    others = InboxMessage.objects.waiting().filter(pk=message.pk).exclude(owner=owner)
    with transaction.atomic():
        if not others.update(owner=owner):
            return None
        return record(by, verb, message, message.get_kind_display())


def _mail_new_owner(message: InboxMessage, owner: User, event: AuditEvent) -> None:
    """Tell somebody that a message is theirs now: each time, for it may go to and fro."""
    with translation.override(owner.language):
        subject = _("A message was handed on to you (number %d)") % message.pk
        link = f"{settings.BASE_URL}{message.staff_url}"
        body = _("A colleague asks you to answer a message:\n%s\n") % link
    mail.queue(f"message.handed-on:{event.pk}", owner, subject, body)


def give_answer(message: InboxMessage, answer: str, by: User) -> bool:
    """Save the answer and mail it; return False if the message had ended before."""
    with transaction.atomic():
        if not _end(message, by, answer=answer):
            return False
        record(by, "message.answered", message, message.get_kind_display())
        _mail_answer(message, answer)
    return True


def close(message: InboxMessage, because: str, by: User) -> bool:
    """Close a message without an answer; return False if it had ended before."""
    with transaction.atomic():
        is_closed = _end(message, by, closed_because=because)
        if is_closed:
            record(by, "message.closed", message, because)
    return is_closed


def delete_words(message: InboxMessage, because: str, by: User) -> bool:
    """Delete what somebody wrote, such as details of a patient; return False if it is gone."""
    with transaction.atomic():
        worded = InboxMessage.objects.filter(pk=message.pk).exclude(text="", about="")
        is_deleted = bool(worded.update(text="", about=""))
        if is_deleted:
            record(by, "message.words-deleted", message, because)
    return is_deleted


def _end(message: InboxMessage, by: User, **how: str) -> bool:
    """End a message that waits; whoever ends it owns it, if nobody did."""
    waiting = InboxMessage.objects.waiting().filter(pk=message.pk)
    owner = Coalesce("owner", by.pk)
    return bool(waiting.update(ended_at=timezone.now(), ended_by=by, owner=owner, **how))


def _mail_answer(message: InboxMessage, answer: str) -> None:
    """Mail the answer, if there is an address to send it to."""
    if not message.recipient:
        return
    language = message.user.language if message.user else message.language
    with translation.override(language):
        subject = _("Our answer to your message (number %d)") % message.pk
        body = _words_of_answer(message, answer)
    mail.queue_to(message.recipient, f"message.answered:{message.pk}", subject, body, language)


def _words_of_answer(message: InboxMessage, answer: str) -> str:
    """Return the text of the mail; a page shows the question only to somebody with an account."""
    if message.user:
        link = f"{settings.BASE_URL}{message.get_absolute_url()}"
        text = _("%(answer)s\n\nWhat you wrote, and this answer:\n%(link)s\n")
        return text % {"answer": answer, "link": link}
    link = f"{settings.BASE_URL}{message.form_url}"
    text = _(
        "%(answer)s\n\nYou had written:\n\n%(text)s\n\nTo write again, use this form:\n%(link)s\n"
    )
    return text % {"answer": answer, "text": message.text, "link": link}


def forget_ended() -> None:
    """Forget the messages that ended two years ago."""
    ended = InboxMessage.objects.filter(ended_at__lte=timezone.now() - KEPT_AFTER_THE_END)
    forget(ended)


def forget(messages: InboxMessageQuerySet) -> None:
    """Delete requests for help; let reports stay without name and address."""
    with transaction.atomic():
        messages.filter(kind=InboxMessage.Kind.HELP).delete()
        messages.exclude(user=None, address="").update(user=None, address="")
