"""What the tables of accounts hold of a person, and how typed words there are deleted."""

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.erasing.traces import Traces, erase_words
from accounts.inbox.messages import forget
from accounts.models import AuditEvent, InboxMessage, NamedPerson, OutgoingMail, User

TYPED_IN_MESSAGES = ("text", "about", "page", "answer", "closed_because")


def add_account(user: User, traces: Traces) -> None:
    """Add the name and the addresses of the account, old ones too."""
    addresses = EmailAddress.objects.filter(user=user)
    traces.names.add(user.name.strip())
    traces.addresses.add(user.email)
    traces.addresses.update(addresses.values_list("email", flat=True))
    traces.addresses.update(user.changes.values_list("old_email", flat=True))
    traces.records.add((User._meta.label_lower, str(user.public_id)))


def sweep(traces: Traces) -> None:
    """Delete what names the person from log, outbox and inbox; the rows stay."""
    _sweep_audit_log(traces)
    _sweep_outbox(traces)
    _sweep_inbox(traces)
    named = NamedPerson.objects.filter(record_key__in=traces.all_keys)
    erase_words(traces, named, "reason")


def _sweep_audit_log(traces: Traces) -> None:
    """Delete the reasons that name the person. Who did what, when and to what stays."""
    AuditEvent.objects.filter(traces.in_column("reason")).update(reason=None)
    for event in AuditEvent.objects.filter(subject_key__in=traces.all_keys):
        if traces.are_in(event.reason):
            AuditEvent.objects.filter(pk=event.pk).update(reason=None)


def _sweep_outbox(traces: Traces) -> None:
    """Delete text and address of the mails to the person; unsent ones are given up."""
    to_person = OutgoingMail.objects.filter(recipient__in=traces.addresses)
    to_person.waiting().update(given_up_at=timezone.now())
    to_person.update(recipient="", subject="", body="")
    # Of mails to others the text is there until they are sent.
    never_sent = OutgoingMail.objects.exclude(given_up_at=None)
    never_sent.filter(traces.in_column("body")).update(body="")


def _sweep_inbox(traces: Traces) -> None:
    """Delete what reports and answers say of the person, and what was sent signed out."""
    forget(InboxMessage.objects.filter(address__in=traces.addresses))
    forgotten = InboxMessage.objects.filter(user=None, address="")
    for column in TYPED_IN_MESSAGES:
        naming = forgotten.filter(traces.in_column(column))
        erase_words(traces, naming, column)
