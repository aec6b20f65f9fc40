"""The guide that a learner takes home."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import guide_orders, guides
from certificates.sending import send_pdf
from course.models import Enrolment


@require_safe
def guide_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the guide of a completed course; until then, go back to what is left."""
    enrolments = Enrolment.objects.of(request.user).filter(course__slug=slug)
    by_time = enrolments.select_related("course", "edition").order_by(
        "-completed_at", "-started_at"
    )
    completed = by_time.exclude(completed_at=None).first()
    if completed is None:
        return _back_to_course(request, get_object_or_404(by_time[:1]))
    return _send_guide(request, completed)


def _back_to_course(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Send a learner who asked for the guide too early back, and say how much is left."""
    left = enrolment.remaining().count()
    text = _("The guide is yours once you have completed the course. Units left: %d.") % left
    messages.info(request, text)
    return redirect("course:mine", enrolment.course.slug)


def _send_guide(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Send the guide that belongs to a completed enrolment, or say that it is being made."""
    edition = guides.guide_edition(enrolment)
    found = guide_orders.guide_to_send(edition)
    if found is None:
        context = {"enrolment": enrolment, "edition": edition}
        response = render(request, "certificates/guide_being_made.html", context, status=202)
        response["Retry-After"] = "60"
        return response
    guide, pdf = found
    file_name = f"guide-{enrolment.course.slug}-edition-{edition.number}.pdf"
    return send_pdf(request, pdf, guide.sha256, file_name)
