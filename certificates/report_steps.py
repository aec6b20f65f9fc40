"""Count, for the reports of staff, whom a certificate was issued to."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from course.models import Enrolment


def issued(enrolments: QuerySet[Enrolment], at: datetime) -> int:
    """Return how many of these enrolments had a certificate by a time, revoked ones too."""
    certificates = Certificate.objects.filter(enrolment__in=enrolments, issued_at__lte=at)
    return certificates.order_by().values("enrolment").distinct().count()


STEP = (_("Received a certificate"), issued)
