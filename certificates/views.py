"""Pages of learners about their certificates and guides."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import guides
from certificates.models import Certificate
from certificates.typed_numbers import normalise
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
    return render(request, "certificates/mine.html", {"enrolments": list(enrolments)})


@require_safe
def certificate_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Send the issued file to its holder, or to staff who may see certificates."""
    certificates = Certificate.objects.filter(code=normalise(code))
    if not request.user.has_perm("certificates.view_certificate"):
        certificates = certificates.of(request.user)
    certificate = get_object_or_404(certificates)
    return _send_pdf(request, certificate.pdf(), certificate.pdf_sha256, certificate.file_name)


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
    """Send the guide that belongs to a completed enrolment."""
    edition = guides.guide_edition(enrolment)
    guide = guides.guide_of(edition)
    file_name = f"guide-{enrolment.course.slug}-edition-{edition.number}.pdf"
    return _send_stored_pdf(request, guide.storage_name, guide.sha256, file_name)


def _send_stored_pdf(request: HttpRequest, name: str, sha256: str, file_name: str) -> HttpResponse:
    """Send the file stored as ``name``."""
    with default_storage.open(name) as file:
        return _send_pdf(request, bytes(file.read()), sha256, file_name)


def _send_pdf(request: HttpRequest, data: bytes, sha256: str, file_name: str) -> HttpResponse:
    """Send a file with its hash as ETag; 304 if the client has it."""
    tag = f'"{sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
