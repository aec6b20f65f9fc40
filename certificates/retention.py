"""End the retention of certificates: name and file go, number, dates, state and hash stay."""

import logging
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.middleware import zone_of
from accounts.models import AuditEvent, OutgoingMail
from certificates.models import Certificate, CertificateQuerySet
from certificates.records import events, files, typed_words
from certificates.retention_period import last_due_issue

logger = logging.getLogger(__name__)
# For so long each run deletes again what an earlier one may have left when it was killed.
DELETED_AGAIN_FOR = timedelta(days=7)


class FilesLeftError(Exception):
    """Names were removed, but files could not be deleted; the log says which."""


def due(now: datetime) -> list[Certificate]:
    """Return the certificates whose retention has ended, the oldest first."""
    # No time zone is a day ahead or behind of UTC by more; the exact day is that of the issuer.
    before = datetime.combine(last_due_issue(now.date()) + timedelta(days=2), now.timetz())
    with_name = Certificate.objects.filter(name_removed_at=None, issued_at__lt=before)
    return [one for one in with_name.order_by("sequence") if one.kept_until <= _day_of(one, now)]


def _day_of(certificate: Certificate, now: datetime) -> date:
    """Return the day in the time zone of the issuer."""
    return now.astimezone(zone_of(certificate.issued_zone)).date()


def end_retention(now: datetime) -> int:
    """Remove the names and files whose time is over; return how many. Safe to repeat and kill.

    Raises FilesLeftError, once all else is done.
    """
    certificates = due(now)
    for certificate in certificates:
        _end_one(certificate, now)
    if certificates:
        logger.info("retention ended certificates=%s", len(certificates))
    lately = Certificate.objects.filter(name_removed_at__gt=now - DELETED_AGAIN_FOR)
    if left := _delete_left_files(lately):
        raise FilesLeftError(
            f"Files that could not be deleted: {left}. The log says why; run this again."
        )
    return len(certificates)


def _end_one(certificate: Certificate, now: datetime) -> None:
    """Remove one name, with what was typed about the record, and the file after the commit."""
    file_name = certificate.pdf_name
    with transaction.atomic():
        if not events.remove_name(certificate, events.Act(at=now)):
            return
        typed_words.forget_names(certificate)
        typed_words.forget_notes(certificate, lambda _note: True)
        about = AuditEvent.objects.filter(
            subject_type=Certificate._meta.label_lower, subject_key=certificate.code
        )
        about.update(reason=None)
        # A mail that was never sent still has its text.
        mails = OutgoingMail.objects.filter(key__endswith=f":{certificate.code}")
        mails.update(body="")
    files.remove(file_name)


def _delete_left_files(certificates: CertificateQuerySet) -> int:
    """Delete the files that an earlier run left; return of how many certificates some stay."""
    # A file is named by its hash.
    hashes = certificates.values_list("pdf_sha256", flat=True)
    return sum(not files.remove(f"certificates/{sha256}.pdf") for sha256 in hashes)
