"""Pages of learners about certificates, and the public check of a record."""

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
def guide_pdf(request: HttpRequest, slug: str) -> Any:
    """Send the guide of a completed course; until then, go back to what is left."""
    enrolments = (
        Enrolment.objects.of(request.user)
        .filter(course__slug=slug)
        .select_related("course", "edition")
        .order_by("-completed_at", "-started_at")
    )
    completed = enrolments.exclude(completed_at=None).first()
    enrolment = completed or get_object_or_404(enrolments[:1])
    if enrolment.completed_at is None:
        left = enrolment.remaining().count()
        messages.info(
            request,
            _("The guide is yours once you have completed the course. Units left: %d.") % left,
        )
        return redirect("course:mine", slug)
    edition = guides.guide_edition(enrolment)
    guide = guides.guide_of(edition)
    file_name = f"guide-{slug}-edition-{edition.number}.pdf"
    return _send_stored_pdf(request, guide.storage_name, guide.sha256, file_name)


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a number, and redirect to the page of that number."""
    if "code" not in request.GET:
        return _record_page(request, "certificates/verify.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _record_page(request, "certificates/verify.html", {"form": form})
    code = form.cleaned_data["code"]
    if is_code(code):
        return redirect("certificates:record", hyphenate(code))
    return _record_page(
        request, "certificates/verify.html", {"form": form, "unknown": True}, status=404
    )


@login_not_required
@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Show a record: genuine with every printed fact, revoked without a name, or unknown."""
    canonical = normalise(code)
    if is_code(canonical) and code != hyphenate(canonical):
        return redirect("certificates:record", hyphenate(canonical))
    if not throttle.allow_lookup(request):
        return _too_many_lookups(request)
    certificate = _find_certificate(canonical)
    if certificate is None:
        context = {"form": CodeForm({"code": code[:64]}), "unknown": True}
        return _record_page(request, "certificates/verify.html", context, status=404)
    context = {"certificate": certificate, "form": CodeForm(), "checked_at": timezone.now()}
    if certificate.is_revoked:
        return _record_page(request, "certificates/revoked.html", context)
    return _record_page(
        request, "certificates/genuine.html", context | {"fields": fields(certificate)}
    )


@login_not_required
@require_safe
def record_json(request: HttpRequest, code: str) -> HttpResponse:
    """Send as JSON what the page of a record shows."""
    if not throttle.allow_lookup(request):
        return _too_many_lookups(request)
    certificate = _find_certificate(normalise(code))
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
    dates = {
        "completed_on": certificate.completed_on.isoformat(),
        "issued_at": certificate.issued_at.isoformat(),
    }
    return _unlisted(
        JsonResponse(
            {"status": "genuine", "sha256": certificate.pdf_sha256, "printed": facts} | dates
        )
    )


def _find_certificate(code: str) -> Certificate | None:
    """Return the record, without reading its note, its learner or its course."""
    return (
        Certificate.objects.filter(code=code).defer("revoked_note").first()
        if is_code(code)
        else None
    )


def _record_page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Show a public page about a record."""
    # Without a course the page shows no links of one, and reads nothing but the record.
    return _unlisted(render(request, template, context | {"course": None}, status=status))


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Keep a response out of search engines and caches; return it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _too_many_lookups(request: HttpRequest) -> HttpResponse:
    """Answer 429 with the time after which to try again."""
    response = render(request, "429.html", {"request_id": getattr(request, "id", "-")}, status=429)
    response["Retry-After"] = str(throttle.WINDOW_SECONDS)
    return _unlisted(response)


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
