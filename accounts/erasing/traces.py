"""Find typed words that name a person, so that they go when the account is erased.

Apps add to ``sources`` what somebody is called and which records are theirs, and to ``sweepers``
what deletes typed words in their tables, in ``AppConfig.ready()``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.inbox.messages import forget
from accounts.models import AuditEvent, InboxMessage, NamedPerson, OutgoingMail, User

# Stands where a column may not be empty.
ERASED_WORDS = "(erased)"
MIN_LETTERS = 3  # of a word of a name that is looked for


@dataclass
class Traces:
    """Hold by which words somebody is named, and which records are theirs.

    records: type and key of each, as subjects of the audit log.
    """

    names: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    records: set[tuple[str, str]] = field(default_factory=set)

    def keys(self, subject_type: str) -> list[str]:
        """Return the keys of their records of one type."""
        return [key for kind, key in self.records if kind == subject_type]

    def are_in(self, text: str | None) -> bool:
        """Return whether a text about one of their records has an address or a word of a name."""
        small = (text or "").casefold()
        if any(address.casefold() in small for address in self.addresses):
            return True
        spoken = set(_words(small))
        called = {word for name in self.names for word in _words(name.casefold())}
        return any(len(word) >= MIN_LETTERS for word in spoken & called)

    def in_column(self, column: str) -> Q:
        """Return the condition that a column has an address or a whole name."""
        # A single word such as "May" would also be found in texts about others.
        whole_names = {name for name in self.names if " " in name}
        condition = Q(pk__in=[])
        for text in whole_names | self.addresses:
            condition |= Q(**{f"{column}__icontains": text})
        return condition


def _words(text: str) -> list[str]:
    """Return the words of a text, without signs around and between them."""
    letters = [letter if letter.isalnum() else " " for letter in text]
    return "".join(letters).split()


sources: list[Callable[[User, Traces], None]] = []
sweepers: list[Callable[[Traces], None]] = []


def traces_of(user: User) -> Traces:
    """Return what every app knows of the person; call it before anything is erased."""
    traces = Traces()
    for add in sources:
        add(user, traces)
    traces.names.discard("")
    traces.addresses.discard("")
    return traces


def erase_words(traces: Traces, rows: QuerySet[Any], *columns: str) -> None:
    """Replace each text of these rows, which are about the person, that names them."""
    for row in rows:
        named_in = [column for column in columns if traces.are_in(getattr(row, column))]
        if named_in:
            row.__class__._default_manager.filter(pk=row.pk).update(
                **dict.fromkeys(named_in, ERASED_WORDS)
            )


def add_account(user: User, traces: Traces) -> None:
    """Add the name and the addresses of the account, old ones too."""
    traces.names.add(user.name.strip())
    traces.addresses.add(user.email)
    traces.addresses.update(user.changes.values_list("old_email", flat=True))
    traces.addresses.update(EmailAddress.objects.filter(user=user).values_list("email", flat=True))
    traces.records.add((User._meta.label_lower, str(user.public_id)))


def sweep(traces: Traces) -> None:
    """Delete the typed words of every app that name the person."""
    for sweeper in sweepers:
        sweeper(traces)


def sweep_accounts(traces: Traces) -> None:
    """Delete such words from the audit log, the outbox and the inbox; the rows stay."""
    _sweep_audit_log(traces)
    _sweep_outbox(traces)
    _sweep_inbox(traces)
    _sweep_named_people(traces)


def _sweep_audit_log(traces: Traces) -> None:
    """Delete the reasons that name the person. Who did what, when and to what stays."""
    naming = AuditEvent.objects.filter(traces.in_column("reason"))
    naming.update(reason=None)
    keys = [key for _type, key in traces.records]
    about = AuditEvent.objects.filter(subject_key__in=keys).exclude(reason=None)
    named_in = [event.pk for event in about if traces.are_in(event.reason)]
    AuditEvent.objects.filter(pk__in=named_in).update(reason=None)


def _sweep_outbox(traces: Traces) -> None:
    """Delete text and address of the mails to the person; unsent ones are given up."""
    theirs = OutgoingMail.objects.filter(recipient__in=traces.addresses)
    theirs.waiting().update(given_up_at=timezone.now())
    theirs.update(recipient="", subject="", body="")
    to_others = OutgoingMail.objects.exclude(given_up_at=None)
    to_others.filter(traces.in_column("body")).update(body="")


def _sweep_inbox(traces: Traces) -> None:
    """Delete what reports and answers say of the person, and the requests sent signed out."""
    forget(InboxMessage.objects.filter(address__in=traces.addresses))
    forgotten = InboxMessage.objects.filter(user=None, address="")
    for column in ("text", "about", "page", "answer", "closed_because"):
        erase_words(traces, forgotten.filter(traces.in_column(column)), column)


def _sweep_named_people(traces: Traces) -> None:
    """Delete the reasons why somebody may act on a record of the person, where they name them."""
    keys = [key for _type, key in traces.records]
    erase_words(traces, NamedPerson.objects.filter(record_key__in=keys), "reason")
