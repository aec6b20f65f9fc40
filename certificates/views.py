"""The guide that a learner takes home, and the public check of a record."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import guide_orders, guides, throttle
from certificates.codes import MAX_TYPED_LENGTH, hyphenate, is_code, normalise
from certificates.forms import CodeForm
from certificates.models import Certificate
from certificates.printing import fields
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
        return _unknown_record(request, code)

    context = {
        "certificate": certificate,
        "form": CodeForm(),
        "checked_at": timezone.now(),
    }
    if certificate.is_revoked:
        return _record_page(request, "certificates/revoked.html", context)
    # The page of a revoked record must not know what was printed on it.
    context["fields"] = fields(certificate)
    return _record_page(request, "certificates/genuine.html", context)


def _unknown_record(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form again, with what was typed."""
    typed = code[:MAX_TYPED_LENGTH]
    context = {"form": CodeForm({"code": typed}), "unknown": True}
    return _record_page(request, "certificates/verify.html", context, status=404)


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
        return _unlisted(JsonResponse(_revoked_facts(certificate)))
    return _unlisted(JsonResponse(_genuine_facts(certificate)))


def _revoked_facts(certificate: Certificate) -> dict[str, str]:
    """Return what anybody may read about a revoked record: no name, no course."""
    return {
        "status": "revoked",
        "number": certificate.shown_code,
        "revoked_on": str(certificate.revoked_on),
        "reason": certificate.revoked_because,
    }


def _genuine_facts(certificate: Certificate) -> dict[str, object]:
    """Return what anybody may read about a genuine record: all that is printed."""
    return {
        "status": "genuine",
        "sha256": certificate.pdf_sha256,
        "printed": {field.key: field.value for field in fields(certificate)},
        "completed_on": certificate.completed_on.isoformat(),
        "issued_at": certificate.issued_at.isoformat(),
    }


def _find_certificate(code: str) -> Certificate | None:
    """Return the record, without reading its note, its learner or its course."""
    if not is_code(code):
        return None
    return Certificate.objects.filter(code=code).defer("revoked_note").first()


def _record_page(
    request: HttpRequest, template: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """Show a public page about a record."""
    # Without a course the page shows no links of one, and reads nothing but the record.
    no_course = {"course": None, "only_course": None}
    return _unlisted(render(request, template, {**context, **no_course}, status=status))


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
