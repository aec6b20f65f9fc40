"""The mails about a message: of harm to the provider, to a new owner, with the answer."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import mail
from accounts.models import AuditEvent, InboxMessage, User


def queue_harm(message: InboxMessage, address: str) -> None:
    """Tell the provider of a report of harm, without what it says."""
    language = settings.LANGUAGE_CODE
    with translation.override(language):
        subject = _("A report of harm waits for an answer (number %d)") % message.pk
        text = _("Somebody reported harm, or nearly harm. Read it and answer it here:\n%s\n")
        body = text % _link(message.staff_url)
    mail.queue_to(address, f"message.harm:{message.pk}", subject, body, language)


def queue_to_new_owner(message: InboxMessage, owner: User, event: AuditEvent) -> None:
    """Tell somebody that a message is theirs now."""
    with translation.override(owner.language):
        subject = _("A message was handed on to you (number %d)") % message.pk
        text = _("A colleague asks you to answer a message:\n%s\n")
        body = text % _link(message.staff_url)
    # By the event, because a message may go to and fro: each time is a mail.
    mail.queue(f"message.handed-on:{event.pk}", owner, subject, body)


def queue_answer(message: InboxMessage, answer: str) -> None:
    """Mail the answer, if there is an address to send it to."""
    if not message.recipient:
        return
    language = message.user.language if message.user else message.language
    with translation.override(language):
        subject = _("Our answer to your message (number %d)") % message.pk
        body = _words_of_answer(message, answer)
    key = f"message.answered:{message.pk}"
    mail.queue_to(message.recipient, key, subject, body, language)


def _words_of_answer(message: InboxMessage, answer: str) -> str:
    """Return the text of the mail; with a link to the message where it has a page."""
    if message.user:
        text = _("%(answer)s\n\nWhat you wrote, and this answer:\n%(link)s\n")
        return text % {"answer": answer, "link": _link(message.get_absolute_url())}
    text = _(
        "%(answer)s\n\nYou had written:\n\n%(text)s\n\nTo write again, use this form:\n%(link)s\n"
    )
    return text % {
        "answer": answer,
        "text": message.text,
        "link": _link(message.form_url),
    }


def _link(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
