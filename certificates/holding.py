"""Keep back a certificate that would be wrong, and write down why until it is put right."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.core.exceptions import ValidationError
from django.db import transaction

from certificates import documents, printing
from certificates.models import PARTS, Certificate, Hold
from course.holder_names import clean_holder_name, not_printable, without_glyph
from course.limits import contradictions
from course.models import Enrolment, Provider

logger = logging.getLogger(__name__)
MILLIMETRE = 96 / 25.4  # in CSS pixels
LEAST_GAP = 2 * MILLIMETRE
LEAST_MARGIN = 10 * MILLIMETRE
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


@dataclass(frozen=True)
class Problem:
    """Say why a certificate is held; ``detail`` is the letters, parts or lines meant."""

    reason: Hold.Reason
    detail: str = ""

    def __str__(self) -> str:
        label = str(self.reason.label)
        detail = Hold(reason=self.reason, detail=self.detail).shown_detail
        return f"{label} ({detail})" if detail else label


def problems_of(certificate: Certificate, provider: Provider) -> list[Problem]:
    """Return what keeps a certificate that is about to be issued from being right."""
    if provider.hold_until_reviewed and certificate.review_state != Certificate.Review.REVIEWED:
        return [Problem(Hold.Reason.REVIEW)]
    problems = [*_unentered(provider), *_unprintable(certificate), *_contradicted(certificate)]
    # A page with missing letters or without a provider says nothing about the room it needs.
    if not problems and (parts := crowded_parts(certificate)):
        problems = [Problem(Hold.Reason.NO_ROOM, " ".join(parts))]
    return problems


def hold(enrolment: Enrolment, problems: Sequence[Problem]) -> None:
    """Write down why this enrolment's certificate is held.

    A reason that was written down before and still holds keeps its date.
    """
    with transaction.atomic():
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if Certificate.objects.current().filter(enrolment=enrolment).exists():
            return  # another process has issued it meanwhile
        reasons = {problem.reason: problem.detail for problem in problems}
        enrolment.holds.exclude(reason__in=reasons).delete()
        new = set(reasons) - set(enrolment.holds.values_list("reason", flat=True))
        for reason, detail in reasons.items():
            Hold.objects.update_or_create(enrolment=enrolment, reason=reason, defaults={"detail": detail})
    if new:
        because = ",".join(sorted(new))
        logger.info("certificate held enrolment=%s because=%s", enrolment.public_id, because)


def _unentered(provider: Provider) -> Iterator[Problem]:
    if not provider.is_entered:
        yield Problem(Hold.Reason.NO_PROVIDER)


def _unprintable(certificate: Certificate) -> Iterator[Problem]:
    try:
        clean_holder_name(certificate.holder_name)
    except ValidationError:
        yield Problem(Hold.Reason.HOLDER_NAME, " ".join(not_printable(certificate.holder_name)))
    for reason, names in (
        (Hold.Reason.PROVIDER_LETTERS, PROVIDER_FIELDS),
        (Hold.Reason.COURSE_LETTERS, COURSE_FIELDS),
    ):
        if letters := without_glyph("".join(getattr(certificate, name) for name in names)):
            yield Problem(reason, " ".join(letters))


def _contradicted(certificate: Certificate) -> Iterator[Problem]:
    is_reviewed = certificate.review_state == Certificate.Review.REVIEWED
    lines = contradictions(certificate.limit_lines, credit=certificate.accreditation, is_reviewed=is_reviewed)
    if lines:
        yield Problem(Hold.Reason.CONTRADICTION, " ".join(lines))


def crowded_parts(certificate: Certificate) -> list[str]:
    """Return the parts of the paper that meet another or come too near the edge.

    All of them, if the paper needs a second page.
    """
    layout = documents.measure(printing.render_html(certificate), PARTS)
    meeting = {
        name
        for (one, box), (other, another) in combinations(layout.boxes.items(), 2)
        if box.meets(another, LEAST_GAP)
        for name in (one, other)
    }
    outside = {name for name, box in layout.boxes.items() if not box.lies_within(layout.page, LEAST_MARGIN)}
    if layout.pages > 1:
        return list(PARTS)
    return [part for part in PARTS if part in meeting | outside]
