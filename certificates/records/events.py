"""Write what happens to a certificate after its issue: a link of the chain, and its columns.

Each function is one transition. It locks the certificate, and repeating it changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.models import Certificate, RecordEvent
from certificates.records.chain import append_event
from certificates.records.hashes import note_hash
from certificates.records.holder_words import forget_holder


@dataclass(frozen=True)
class Act:
    """Hold who acts on a record and why.

    by: None for the system, or for the holder who erased the account.
    because: a value of Certificate.RevocationReason where the act is a revocation.
    note: private; what happened, for colleagues.
    at: when; None for now.
    """

    by: User | None = None
    because: str = ""
    note: str = ""
    at: datetime | None = None


def revoke(certificate: Certificate, act: Act) -> bool:
    """Revoke a certificate; return False and change nothing if it was revoked already.

    Raises ValueError for a reason that is not listed.
    """
    if act.because not in Certificate.RevocationReason.values:
        raise ValueError(_("A certificate is revoked only for one of the listed reasons."))
    with transaction.atomic():
        locked = _lock(certificate)
        if locked.revoked_at is None:
            event = _add(locked, RecordEvent.Kind.REVOKED, act)
            Certificate.objects.filter(pk=locked.pk).update(
                revoked_at=event.at,
                revoked_by=act.by,
                revoked_because=act.because,
                revoked_note=act.note,
            )
    certificate.refresh_from_db(
        fields=["revoked_at", "revoked_by", "revoked_because", "revoked_note"]
    )
    return locked.revoked_at is None


def end(certificate: Certificate, ending: str, successor: str, act: Act) -> bool:
    """End a certificate that a new one takes the place of; return False if it has ended already.

    ending: a value of Certificate.Ending.
    successor: the number of the new certificate, which is saved in the same transaction.
    """
    with transaction.atomic():
        locked = _lock(certificate)
        if locked.ended_at is not None:
            return False
        event = _add(locked, RecordEvent.Kind(ending), act, detail=successor)
        Certificate.objects.filter(pk=locked.pk).update(ended_at=event.at, ended_as=ending)
    certificate.refresh_from_db(fields=["ended_at", "ended_as"])
    return True


def hide_name(certificate: Certificate, act: Act) -> bool:
    """Take the name off the public page when the holder's account goes; False if it is off.

    The sealed record and its file stay until their date.
    """
    with transaction.atomic():
        locked = _lock(certificate)
        if locked.name_hidden_at is not None:
            return False
        event = _add(locked, RecordEvent.Kind.ERASED, act)
        row = Certificate.objects.filter(pk=locked.pk)
        row.update(name_hidden_at=event.at, enrolment=None)
        if locked.name_removed_at is not None:
            row.update(holder_key="")
        forget_holder(locked)
    certificate.refresh_from_db(fields=["name_hidden_at", "enrolment"])
    return True


def remove_name(certificate: Certificate, act: Act) -> bool:
    """Remove the name, and forget the file, at the end of retention; False if that is done.

    Number, dates, state and hashes stay. The caller deletes the file itself after the commit.
    """
    with transaction.atomic():
        locked = _lock(certificate)
        if locked.name_removed_at is not None:
            return False
        event = _add(locked, RecordEvent.Kind.NAME_REMOVED, act)
        # The database lets these columns change only once the event stands beside them.
        Certificate.objects.filter(pk=locked.pk).update(
            name_removed_at=event.at,
            # A holder with an account still sees the record, and gets no second one for it.
            holder_key=locked.holder_key if locked.enrolment_id else "",
            holder_name="",
            waived="",
            statement="",
            pdf_name="",
        )
        forget_holder(locked)
    certificate.refresh_from_db()
    return True


def _lock(certificate: Certificate) -> Certificate:
    """Return the certificate as it is stored now, locked until the end of the transaction."""
    return Certificate.objects.select_for_update().get(pk=certificate.pk)


def _add(
    certificate: Certificate, kind: RecordEvent.Kind, act: Act, detail: str = ""
) -> RecordEvent:
    """Add an event about a locked certificate to the chain, and return it."""
    event = RecordEvent(
        certificate=certificate,
        certificate_hash=certificate.record_hash,
        kind=kind,
        at=act.at or timezone.now(),
        actor=act.by,
        actor_key=str(act.by.public_id) if act.by else "",
        because=act.because,
        note=act.note,
        note_hash=note_hash(act.note),
        detail=detail,
    )
    append_event(event)
    return event
