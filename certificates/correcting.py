"""Correct certificates: the name on a held one, and a new one in place of one issued in error."""

import logging

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from certificates import chain, issuing
from certificates.holding import problems_of
from certificates.models import Certificate
from course.models import Enrolment, Provider

logger = logging.getLogger(__name__)


def issue_again(old: Certificate, *, holder_name: str, by: User, because: str) -> Certificate:
    """Return the certificate issued in place of ``old``, which was revoked as issued in error.

    Repeated calls return the same certificate.
    Raises NotEligibleError if ``old`` may not be replaced, HeldError if the new one would be wrong.
    """
    if successor := successor_of(old):
        return successor
    if not old.may_be_followed:
        raise issuing.NotEligibleError(f"certificate {old.code} was not revoked as issued in error")
    enrolment = Enrolment.objects.select_related("user", "course", "edition").get(certificates=old)
    issuing.check_evidence(enrolment, old.award_key)
    name_before, enrolment.holder_name = enrolment.holder_name, holder_name
    provider = Provider.get()
    certificate = issuing.snapshot(enrolment, old.award_key, provider)
    certificate.supersedes = old.code
    if problems := problems_of(certificate, provider):
        raise issuing.HeldError(problems)
    issuing.store_file(certificate)
    try:
        with transaction.atomic():
            Enrolment.objects.select_for_update().get(pk=enrolment.pk)
            current = Certificate.objects.current().filter(pk=old.pk)
            if not current.update(ended_at=timezone.now()):
                raise IntegrityError(f"certificate {old.code} was followed meanwhile")
            if holder_name != name_before:
                _write_name(enrolment, by, because)
            chain.append(certificate)
            audit.record(by, "certificate.issued_again", certificate, f"{old.code}: {because}")
            issuing.queue_mail(certificate)
    except IntegrityError:
        default_storage.delete(certificate.pdf_name)
        if successor := successor_of(old):
            return successor
        raise
    logger.info("certificate issued again code=%s supersedes=%s", certificate.code, old.code)
    return certificate


def issue_held(enrolment: Enrolment, *, holder_name: str, by: User, because: str) -> Certificate:
    """Try to issue a held certificate again, with ``holder_name`` as the name on it.

    Safe to repeat. Raises HeldError if there is still a reason to hold it.
    """
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        has_certificate = Certificate.objects.filter(enrolment=locked).exists()
        if holder_name != locked.holder_name and not has_certificate:
            locked.holder_name = holder_name
            _write_name(locked, by, because)
    return issuing.issue(enrolment, enrolment.course.slug)


def successor_of(old: Certificate) -> Certificate | None:
    """Return the certificate that was issued in place of ``old``, or None."""
    return Certificate.objects.filter(supersedes=old.code).first()


def _write_name(enrolment: Enrolment, by: User, because: str) -> None:
    """Store the corrected name of a completed enrolment, and who corrected it."""
    enrolment.save(update_fields=["holder_name"])
    audit.record(by, "enrolment.name_corrected", enrolment, because)
