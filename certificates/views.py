"""Pages of learners, and the public check of a record."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import guides, throttle
from certificates.codes import hyphenate, is_code, normalise
from certificates.forms import CodeForm
from certificates.models import Certificate
from certificates.printing import fields
from course.models import Enrolment


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The learner's certificates, and the courses completed without one yet."""
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
    """The issued bytes: for the holder, and for staff who may see certificates."""
    found = Certificate.objects.filter(code=normalise(code))
    if not request.user.has_perm("certificates.view_certificate"):
        found = found.of(request.user)
    certificate = get_object_or_404(found)
    return _file(request, certificate.pdf(), certificate.pdf_sha256, certificate.file_name)


@require_safe
def guide_pdf(request: HttpRequest, slug: str) -> Any:
    """Send the guide of a completed course; until then, go back to what is left."""
    enrolment = (
        Enrolment.objects.of(request.user)
        .filter(course__slug=slug)
        .select_related("course", "edition")
        .order_by("-completed_at", "-started_at")
    )
    held = enrolment.exclude(completed_at=None).first() or get_object_or_404(enrolment[:1])
    if held.completed_at is None:
        left = held.remaining().count()
        messages.info(request, _("The guide is yours once you have completed the course. Units left: %d.") % left)
        return redirect("course:mine", slug)
    edition = guides.guide_edition(held)
    guide = guides.guide_of(edition)
    file_name = f"guide-{slug}-edition-{edition.number}.pdf"
    return _stored(request, guide.storage_name, guide.sha256, file_name)


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """A number to look up; every number has a page of its own, found or not."""
    if "code" not in request.GET:
        return _record_page(request, "certificates/verify.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _record_page(request, "certificates/verify.html", {"form": form})
    code = form.cleaned_data["code"]
    if is_code(code):
        return redirect("certificates:record", hyphenate(code))
    return _record_page(request, "certificates/verify.html", {"form": form, "unknown": True}, status=404)


@login_not_required
@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """What the record says: genuine with every printed fact, revoked without a name, or unknown."""
    canonical = normalise(code)
    if is_code(canonical) and code != hyphenate(canonical):
        return redirect("certificates:record", hyphenate(canonical))
    if not throttle.permits(request):
        return _too_many(request)
    certificate = _recorded(canonical)
    if certificate is None:
        context = {"form": CodeForm({"code": code[:64]}), "unknown": True}
        return _record_page(request, "certificates/verify.html", context, status=404)
    context = {"certificate": certificate, "form": CodeForm(), "checked_at": timezone.now()}
    if certificate.is_revoked:
        return _record_page(request, "certificates/revoked.html", context)
    return _record_page(request, "certificates/genuine.html", context | {"fields": fields(certificate)})


@login_not_required
@require_safe
def record_json(request: HttpRequest, code: str) -> HttpResponse:
    """The same for programs."""
    if not throttle.permits(request):
        return _too_many(request)
    certificate = _recorded(normalise(code))
    if certificate is None:
        return _unlisted(JsonResponse({"status": "unknown"}, status=404))
    if certificate.is_revoked:
        body: dict[str, Any] = {
            "status": "revoked",
            "number": certificate.shown_code,
            "revoked_on": str(certificate.revoked_on),
            "reason": certificate.revoked_because,
        }
        return _unlisted(JsonResponse(body))
    facts = {field.key: field.value for field in fields(certificate)}
    dates = {"completed_on": certificate.completed_on.isoformat(), "issued_at": certificate.issued_at.isoformat()}
    return _unlisted(JsonResponse({"status": "genuine", "sha256": certificate.pdf_sha256, "printed": facts} | dates))


def _recorded(code: str) -> Certificate | None:
    """The record alone: no person, course or note is read."""
    return Certificate.objects.filter(code=code).defer("revoked_note").first() if is_code(code) else None


def _record_page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    # no links of a course: the page reads the record alone
    return _unlisted(render(request, template, context | {"course": None}, status=status))


def _unlisted(response: HttpResponse) -> HttpResponse:
    """For whoever holds the number: not for search engines, and fresh each time."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", {"request_id": getattr(request, "id", "-")}, status=429)
    response["Retry-After"] = str(throttle.WINDOW)
    return _unlisted(response)


def _stored(request: HttpRequest, name: str, sha256: str, file_name: str) -> HttpResponse:
    with default_storage.open(name) as file:
        return _file(request, bytes(file.read()), sha256, file_name)


def _file(request: HttpRequest, data: bytes, sha256: str, file_name: str) -> HttpResponse:
    """A download whose tag is the hash of its bytes."""
    tag = f'"{sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
