"""Correct certificates: the name on a held one, and a new one in place of one issued in error."""

import logging
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from certificates import issuing
from certificates.holding import problems_of
from certificates.models import Certificate
from certificates.records import events
from certificates.records.chain import append_certificate
from course.models import Enrolment, Provider

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Correction:
    """Hold the right name for a certificate, who corrects it, and why."""

    holder_name: str
    by: User
    because: str


def issue_again(old: Certificate, correction: Correction) -> Certificate:
    """Return the certificate issued in place of ``old``, which was revoked as issued in error.

    Repeated calls return the same certificate.
    Raises NotEligibleError if ``old`` may not be replaced, HeldError if the new one would be wrong.
    """
    if successor := successor_of(old):
        return successor

    enrolment = _enrolment_due_another(old)
    certificate = _successor_to_be(old, enrolment, correction)
    issuing.store_file(certificate)
    try:
        _replace(old, certificate, enrolment, correction)
    except IntegrityError:
        default_storage.delete(certificate.pdf_name)
        if successor := successor_of(old):
            return successor
        raise
    logger.info("certificate issued again code=%s supersedes=%s", certificate.code, old.code)
    return certificate


def _enrolment_due_another(old: Certificate) -> Enrolment:
    """Return the enrolment of ``old``; raise NotEligibleError if ``old`` may not be replaced."""
    if not old.may_be_followed:
        raise issuing.NotEligibleError(f"certificate {old.code} was not revoked as issued in error")
    enrolment = Enrolment.objects.select_related("user", "course", "edition").get(certificates=old)
    issuing.check_evidence(enrolment, old.award_key)
    return enrolment


def _successor_to_be(old: Certificate, enrolment: Enrolment, correction: Correction) -> Certificate:
    """Return the unsaved certificate in place of ``old``; raise HeldError if it would be wrong."""
    provider = Provider.get()
    certificate = issuing.snapshot(enrolment, old.award_key, provider)
    certificate.holder_name = correction.holder_name
    certificate.supersedes = old.code
    if problems := problems_of(certificate, provider):
        raise issuing.HeldError(problems)
    return certificate


@transaction.atomic
def _replace(
    old: Certificate, new: Certificate, enrolment: Enrolment, correction: Correction
) -> None:
    """End ``old`` and save ``new``; raise IntegrityError if ``old`` was ended meanwhile."""
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    act = events.Act(by=correction.by, note=correction.because)
    if not events.end(old, Certificate.Ending.REPLACED, new.code, act):
        raise IntegrityError(f"certificate {old.code} was followed meanwhile")

    if correction.holder_name != enrolment.holder_name:
        _write_name(enrolment, correction)
    append_certificate(new)
    reason = f"{old.code}: {correction.because}"
    audit.record(correction.by, "certificate.issued_again", new, reason)
    issuing.queue_mail(new)


def issue_held(enrolment: Enrolment, correction: Correction) -> Certificate:
    """Try to issue a held certificate again, with the corrected name on it.

    Safe to repeat. Raises HeldError if there is still a reason to hold it.
    """
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        is_issued = Certificate.objects.filter(enrolment=locked).exists()
        if not is_issued and correction.holder_name != locked.holder_name:
            _write_name(locked, correction)
    return issuing.issue(enrolment, enrolment.course.slug)


def successor_of(old: Certificate) -> Certificate | None:
    """Return the certificate that was issued in place of ``old``, or None."""
    return Certificate.objects.filter(supersedes=old.code).first()


def _write_name(enrolment: Enrolment, correction: Correction) -> None:
    """Store the corrected name of a completed enrolment, and who corrected it."""
    enrolment.holder_name = correction.holder_name
    enrolment.save(update_fields=["holder_name"])
    audit.record(correction.by, "enrolment.name_corrected", enrolment, correction.because)
