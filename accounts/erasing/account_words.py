"""What the tables of accounts hold of a person, and how typed words there are deleted."""

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.erasing.traces import Traces, erase_words
from accounts.inbox.messages import forget
from accounts.models import AuditEvent, InboxMessage, LettingIn, NamedPerson, OutgoingMail, User

TYPED_IN_MESSAGES = ("text", "about", "page", "answer", "closed_because")


def add_account(user: User, traces: Traces) -> None:
    """Add the name and the addresses of the account, old ones too."""
    name = user.name.strip()
    traces.names.add(name)

    own = EmailAddress.objects.filter(user=user)
    addresses = own.values_list("email", flat=True)
    old_addresses = user.changes.values_list("old_email", flat=True)
    traces.addresses.add(user.email)
    traces.addresses.update(addresses)
    traces.addresses.update(old_addresses)

    record = (User._meta.label_lower, str(user.public_id))
    traces.records.add(record)


def sweep(traces: Traces) -> None:
    """Delete what names the person from log, outbox and inbox; the rows stay."""
    _sweep_audit_log(traces)
    _sweep_outbox(traces)
    _sweep_inbox(traces)
    named = NamedPerson.objects.filter(record_key__in=traces.all_keys)
    erase_words(traces, named, "reason")
    for column in LettingIn.TYPED:
        naming = LettingIn.objects.filter(traces.in_column(column))
        erase_words(traces, naming, column)


def _sweep_audit_log(traces: Traces) -> None:
    """Delete the reasons that name the person. Who did what, when and to what stays."""
    naming = AuditEvent.objects.filter(traces.in_column("reason"))
    naming.update(reason=None)
    about_person = AuditEvent.objects.filter(subject_key__in=traces.all_keys)
    for event in about_person:
        if traces.are_in(event.reason):
            stored = AuditEvent.objects.filter(pk=event.pk)
            stored.update(reason=None)


def _sweep_outbox(traces: Traces) -> None:
    """Delete text and address of the mails to the person; unsent ones are given up."""
    to_person = OutgoingMail.objects.filter(recipient__in=traces.addresses)
    unsent = to_person.waiting()
    unsent.update(given_up_at=timezone.now(), body="")
    to_person.update(recipient="", subject="", body="")
    # Of mails to others the text is there until they are sent.
    never_sent = OutgoingMail.objects.exclude(given_up_at=None)
    naming = never_sent.filter(traces.in_column("body"))
    naming.update(body="")


def _sweep_inbox(traces: Traces) -> None:
    """Delete what reports and answers say of the person, and what was sent signed out."""
    from_person = InboxMessage.objects.filter(address__in=traces.addresses)
    forget(from_person)
    forgotten = InboxMessage.objects.filter(user=None, address="")
    for column in TYPED_IN_MESSAGES:
        naming = forgotten.filter(traces.in_column(column))
        erase_words(traces, naming, column)
