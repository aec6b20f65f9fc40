"""The transcript: what a learner completed in a period, as a page and as a PDF."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from certificates import documents
from certificates.models import Certificate
from certificates.notes_printing import printable
from certificates.printing import full_date
from certificates.sending import send_pdf
from course.hours import quarter_hours
from course.models import Enrolment, Provider


class PeriodForm(forms.Form):
    """Ask for the first and the last day of a period; each may be left out."""

    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and first > last:
            self.add_error("last", _("The last day is before the first. Choose a later one."))


@dataclass(frozen=True)
class Line:
    """Hold a completed course, and its newest certificate if one was issued."""

    enrolment: Enrolment
    certificate: Certificate | None

    @property
    def hours(self) -> str:
        """Return the estimated hours, rounded down to a quarter: "1.25"."""
        if self.certificate:
            return self.certificate.hours
        return quarter_hours(self.enrolment.edition.minutes)


@require_safe
def transcript(request: HttpRequest) -> HttpResponse:
    """List what the learner completed in a period; all of it if none is chosen."""
    context = _facts(request, PeriodForm(request.GET))
    return render(request, "certificates/holder/transcript.html", context)


@require_safe
def transcript_pdf(request: HttpRequest) -> HttpResponse:
    """Send the transcript of a period as a PDF; the page says what is wrong with the period."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        page = reverse("certificates:transcript")
        return redirect(f"{page}?{request.GET.urlencode()}")
    facts = _facts(request, form)
    made_at = timezone.now()
    paper = {
        "provider": Provider.get(),
        "day": full_date(timezone.localdate(made_at)),
        "stamp": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    html = render_to_string("print/transcript.html", facts | paper)
    pdf = documents.render(printable(html))
    return send_pdf(request, pdf, hashlib.sha256(pdf).hexdigest(), "transcript.pdf")


def _facts(request: HttpRequest, form: PeriodForm) -> dict[str, object]:
    """Return what a transcript states of the learner and the period, on page and paper."""
    completed = Enrolment.objects.of(request.user).exclude(completed_on=None)
    lines = list(_lines(_in_period(completed, form)))
    # The name on the newest certificate may have been corrected since it was typed.
    named = [line.certificate for line in lines if line.certificate and line.certificate.shows_name]
    names = [certificate.holder_name for certificate in named]
    user = cast(User, request.user)  # the middleware lets nobody else in
    return {
        "form": form,
        "lines": lines,
        "credits": _credits(lines),
        "name": names[-1] if names else user.display_name,
        "made_at": timezone.now(),
    }


def _credits(lines: Iterable[Line]) -> dict[str, list[str]]:
    """Return the statements of credit, each with the numbers in force that state it."""
    credit: dict[str, list[str]] = {}
    for line in lines:
        certificate = line.certificate
        if certificate and certificate.accreditation and not certificate.is_revoked:
            credit.setdefault(certificate.accreditation, []).append(certificate.shown_code)
    return credit


def _in_period(completed: QuerySet[Enrolment], form: PeriodForm) -> QuerySet[Enrolment]:
    """Return the enrolments completed in the chosen period; none if its days are wrong."""
    if not form.is_valid():
        return completed.none()
    if first := form.cleaned_data["first"]:
        completed = completed.filter(completed_on__gte=first)
    if last := form.cleaned_data["last"]:
        completed = completed.filter(completed_on__lte=last)
    return completed


def _lines(enrolments: QuerySet[Enrolment]) -> Iterable[Line]:
    """Yield a line for each completed course, the earliest first. Two queries."""
    rows = enrolments.select_related("edition").prefetch_related("certificates")
    for enrolment in rows.order_by("completed_on", "pk"):
        certificates = list(enrolment.certificates.all())
        yield Line(enrolment, certificates[-1] if certificates else None)
