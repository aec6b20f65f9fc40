"""What holders see of their certificates, and the files themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certificates.holder import downloads
from course.models import Enrolment


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the learner's certificates, and the courses completed without one yet."""
    enrolments = (
        Enrolment.objects.of(request.user)
        .exclude(completed_at=None)
        .select_related("course", "edition")
        .prefetch_related("certificates", "holds", "course__editions__guide_files")
        .order_by("-completed_at")
    )
    return render(request, "certificates/holder/mine.html", {"enrolments": list(enrolments)})


@require_safe
def certificate_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Send the issued file to its holder, or to staff who may see certificates."""
    return downloads.send(request, downloads.find(request, code))
