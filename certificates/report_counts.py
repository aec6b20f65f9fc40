"""Count certificates for the reports of staff."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from course.models import Edition, Enrolment


def issued(enrolments: QuerySet[Enrolment], at: datetime) -> int:
    """Return how many of these enrolments had a certificate by a time, revoked ones too."""
    certificates = Certificate.objects.filter(enrolment__in=enrolments, issued_at__lte=at)
    return certificates.order_by().values("enrolment").distinct().count()


def counts_of_certificates(
    edition: Edition, first: datetime | None, end: datetime
) -> dict[str, int]:
    """Return how many certificates of an edition were issued and revoked from one time to another.

    Those in place of another one of the same completion are counted once more, on their own.
    first: None for ever. end: this moment is left out.
    """
    ours = Certificate.objects.filter(
        course_slug=edition.course.slug,
        edition_number=edition.number,
    )
    in_place = ours.filter(
        # A renewal takes the place of another completion, of another day.
        Exists(
            Certificate.objects.filter(
                code=OuterRef("supersedes"), completed_on=OuterRef("completed_on")
            )
        )
    )
    asked = (
        (gettext("Certificates issued"), ours, "issued_at"),
        (gettext("Of these in place of another of the same completion"), in_place, "issued_at"),
        (gettext("Revoked"), ours, "revoked_at"),
    )
    counts = {}
    for name, certificates, field in asked:
        found = certificates.filter(**{f"{field}__lt": end})
        counts[name] = (found.filter(**{f"{field}__gte": first}) if first else found).count()
    return counts


STEP = (_("Received a certificate"), issued)
