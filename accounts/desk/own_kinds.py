"""What waits on the desk of messages, mails and acts that need a second person."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.approvals.kinds import KINDS
from accounts.desk.waiting import Section, Waiting
from accounts.models import InboxMessage, OutgoingMail, User

# So long staff see a mail that was given up; later it helps nobody to send it again.
GIVEN_UP_SHOWN_FOR = timedelta(days=30)


def _harm(reader: User) -> list[QuerySet[Any]]:
    return [InboxMessage.objects.waiting().filter(kind=InboxMessage.Kind.HARM)]


def _messages(reader: User) -> list[QuerySet[Any]]:
    return [InboxMessage.objects.waiting().exclude(kind=InboxMessage.Kind.HARM)]


def _acts(reader: User) -> Iterator[QuerySet[Any]]:
    """Yield the acts that this person may decide on; nobody decides on their own."""
    for kind in KINDS.values():
        if reader.has_perm(kind.model.APPROVE_PERMISSION):
            waiting = kind.model._default_manager.filter(approved_at=None, refused_at=None)
            yield waiting.exclude(requested_by=reader)


def _mails(reader: User) -> list[QuerySet[Any]]:
    """Return the mails that were given up lately; codes are asked for again by their readers."""
    lately = timezone.now() - GIVEN_UP_SHOWN_FOR
    mails = OutgoingMail.objects.filter(Q(given_up_at__gt=lately), is_secret=False)
    return [mails.exclude(recipient="")]


HARM = Waiting(
    key="harm",
    section=Section.HARM,
    permissions=("accounts.answer_message",),
    lists=_harm,
    since="sent_at",
    title=_("Reports of harm"),
    why=_("Somebody says that something here was harmful, or nearly."),
    act=_("Read the reports"),
    url_name="inbox:staff_inbox",
    query="kind=harm",
)
MESSAGES = Waiting(
    key="messages",
    section=Section.PEOPLE,
    permissions=("accounts.answer_message",),
    lists=_messages,
    since="sent_at",
    title=_("Requests for help and reports of errors"),
    why=_("Who wrote gets your answer by email and on their page."),
    act=_("Answer them"),
    url_name="inbox:staff_inbox",
)
ACTS = Waiting(
    key="acts",
    section=Section.PEOPLE,
    permissions=(),
    lists=_acts,
    since="requested_at",
    title=_("Acts that need a second person"),
    why=_("A colleague asked for them and may not decide alone."),
    act=_("Approve or refuse"),
    url_name="approvals:list",
)
MAILS = Waiting(
    key="mails",
    section=Section.PEOPLE,
    permissions=("accounts.help_person",),
    lists=_mails,
    since="created_at",
    title=_("Emails that could not be sent"),
    why=_("They were tried for seven days. Codes to sign in are not counted."),
    act=_("See the emails"),
    url_name="mail_log:list",
)
KINDS_OF_ACCOUNTS = (HARM, MESSAGES, ACTS, MAILS)
