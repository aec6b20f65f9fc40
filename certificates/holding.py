"""Hold certificates that would be wrong, and record the reasons until they are corrected."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from certificates import printing
from certificates.models import Certificate, Hold, IssueApproval
from course.limits import contradictions
from course.models import Enrolment, Provider
from course.names.holder_names import clean_holder_name
from course.names.paper_fonts import not_printable, without_glyph

logger = logging.getLogger(__name__)
PROVIDER_FIELDS = (
    "provider_name",
    "provider_address",
    "provider_web",
    "provider_contact",
    "signatory_name",
    "signatory_title",
    "accreditation",
)
COURSE_FIELDS = ("course_title", "limits", "waived")
# Whose texts are meant if they have letters that the certificate cannot print.
FIELDS_OF_REASON = {
    Hold.HoldReason.PROVIDER_LETTERS: PROVIDER_FIELDS,
    Hold.HoldReason.COURSE_LETTERS: COURSE_FIELDS,
}


@dataclass(frozen=True)
class Problem:
    """Hold one reason why a certificate is held.

    detail: the letters, parts or lines meant.
    """

    reason: Hold.HoldReason
    detail: str = ""

    def __str__(self) -> str:
        label = str(self.reason.label)
        detail = Hold(reason=self.reason, detail=self.detail).shown_detail
        return f"{label} ({detail})" if detail else label


def problems_of(certificate: Certificate, provider: Provider) -> list[Problem]:
    """Return what would be wrong with a certificate that is about to be issued."""
    if provider.hold_until_reviewed and not certificate.says_reviewed:
        return [Problem(Hold.HoldReason.REVIEW)]
    problems = [
        *_provider_problems(provider),
        *_letter_problems(certificate),
        *_contradictions(certificate),
    ]
    # Without a provider, or with letters that do not print, the page needs another amount of room.
    if not problems and (parts := printing.fitted(certificate).crowded):
        problems = [Problem(Hold.HoldReason.NO_ROOM, " ".join(parts))]
    return problems


def unstated(enrolment: Enrolment) -> list[Problem]:
    """Return the problem that the learner has yet to say who took the course; none if they did."""
    if enrolment.stated_at is None:
        return [Problem(Hold.HoldReason.STATEMENT)]
    return []


def unapproved(enrolment: Enrolment, provider: Provider) -> list[Problem]:
    """Return the problem that an issuer has yet to approve the certificate of this completion."""
    # A certificate in place of one that was issued needs no approval: it is an issuer's act.
    if not provider.approve_each or IssueApproval.objects.filter(enrolment=enrolment).exists():
        return []
    return [Problem(Hold.HoldReason.APPROVAL)]


def hold(enrolment: Enrolment, problems: Sequence[Problem]) -> None:
    """Record why this enrolment's certificate is held.

    A reason that was recorded before and is still true keeps its date.
    """
    with transaction.atomic():
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if Certificate.objects.current().filter(enrolment=enrolment).exists():
            return  # another process has issued it meanwhile
        new_reasons = _write_holds(enrolment, problems)
    if new_reasons:
        because = ",".join(new_reasons)
        logger.info("certificate held enrolment=%s because=%s", enrolment.public_id, because)


def _write_holds(enrolment: Enrolment, problems: Sequence[Problem]) -> list[str]:
    """Make the holds of an enrolment agree with ``problems``; return the new reasons, sorted."""
    details = {problem.reason: problem.detail for problem in problems}
    enrolment.holds.exclude(reason__in=details).delete()
    known = set(enrolment.holds.values_list("reason", flat=True))
    for reason, detail in details.items():
        enrolment.holds.update_or_create(reason=reason, defaults={"detail": detail})
    return sorted(set(details) - known)


def _provider_problems(provider: Provider) -> Iterator[Problem]:
    """Yield a problem if no provider was entered."""
    if not provider.is_entered:
        yield Problem(Hold.HoldReason.NO_PROVIDER)


def _letter_problems(certificate: Certificate) -> Iterator[Problem]:
    """Yield the texts with letters that the certificate cannot print."""
    try:
        clean_holder_name(certificate.holder_name)
    except ValidationError:
        letters = not_printable(certificate.holder_name)
        yield Problem(Hold.HoldReason.HOLDER_NAME, " ".join(letters))
    for reason, names in FIELDS_OF_REASON.items():
        text = "".join(getattr(certificate, name) for name in names)
        if letters := without_glyph(text):
            yield Problem(reason, " ".join(letters))


def _contradictions(certificate: Certificate) -> Iterator[Problem]:
    """Yield a problem if limits of the course contradict its credit or its review."""
    lines = contradictions(
        certificate.limit_lines,
        credit=certificate.accreditation,
        is_reviewed=certificate.says_reviewed,
    )
    if lines:
        yield Problem(Hold.HoldReason.CONTRADICTION, " ".join(lines))
