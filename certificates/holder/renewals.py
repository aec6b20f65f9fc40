"""Take a course again, for a certificate that was revoked or is out of date."""

from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.middleware import zone_of
from certificates.models import BulkLine, Certificate
from certificates.typed_numbers import normalise
from course.models import Course

# So long before a certificate is out of date its holder may begin to earn the next one.
RENEWAL_TIME = timedelta(days=60)
ENDED_BECAUSE = "renewal"


def may_take_again(certificate: Certificate, day: date | None = None) -> bool:
    """Return whether the holder may end the finished enrolment, to take the course again.

    day: today in the issuer's time zone if None.
    """
    enrolment = certificate.enrolment
    if enrolment is None or enrolment.ended_at or certificate.ended_at:
        return False
    if certificate.is_revoked:
        return True
    expires_on = certificate.expires_on
    if expires_on is None:
        return False
    day = day or timezone.now().astimezone(zone_of(certificate.issued_zone)).date()
    return day >= expires_on - RENEWAL_TIME or _is_invited(certificate)


def with_invitations(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Return the certificates with ``is_invited``: whether staff asked the holder to renew."""
    of_each = _invitations().filter(certificate=OuterRef("pk"))
    return certificates.annotate(is_invited=Exists(of_each))


def _invitations() -> QuerySet[BulkLine]:
    """Return the lines of acts by which staff asked holders to renew."""
    return BulkLine.objects.filter(plan=BulkLine.Plan.INVITE, result=BulkLine.Result.DONE)


def _is_invited(certificate: Certificate) -> bool:
    """Return whether staff asked the holder to renew. A query, if it was read without."""
    if hasattr(certificate, "is_invited"):
        return bool(certificate.is_invited)
    return _invitations().filter(certificate=certificate).exists()


@require_POST
def take_again(request: HttpRequest, code: str) -> HttpResponse:
    """End the holder's finished enrolment, and lead to the page on which they enroll again.

    What was completed stays on record. Repeated, it leads to the same page.
    """
    own = Certificate.objects.of(request.user).select_related("enrolment__course")
    certificate = get_object_or_404(own, code=normalise(code))
    enrolment = certificate.enrolment
    assert enrolment is not None
    if enrolment.ended_because != ENDED_BECAUSE:
        if not may_take_again(certificate):
            raise Http404
        if not _is_open(enrolment.course):
            text = _("The course can be taken again when its next edition is published.")
            messages.error(request, text)
            return redirect("certificates:mine")
        enrolment.end(ENDED_BECAUSE)
    return redirect("course:enrol", enrolment.course.slug)


def _is_open(course: Course) -> bool:
    """Return whether somebody can enroll; if not, who ended could neither read nor start."""
    edition = course.current_edition
    return edition is not None and not edition.has_expired()
