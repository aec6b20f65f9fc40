"""The page of a safety correction, and the learner's confirmation of having read it."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from course.models import CorrectionNotice, Edition, Enrolment


@require_safe
def correction(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show what a safety correction changed, to whoever takes the course or finished it."""
    user = cast(User, request.user)
    enrolment = get_object_or_404(
        Enrolment.objects.of(user).active().select_related("edition", "course"),
        course__slug=slug,
    )
    edition = get_object_or_404(
        Edition.objects.safety_corrections()
        .select_related("course")
        .prefetch_related("corrections"),
        course=enrolment.course,
        number=number,
    )
    context = {
        "course": enrolment.course,
        "edition": edition,
        "notice": CorrectionNotice.objects.of(user).filter(edition=edition).first(),
        "has_moved": enrolment.edition.number >= edition.number,
    }
    return render(request, "course/corrections/page.html", context)


@require_POST
def confirm(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Record that the learner has read the correction; a second click changes nothing."""
    notices = CorrectionNotice.objects.of(cast(User, request.user)).filter(
        edition__course__slug=slug,
        edition__number=number,
    )
    if not notices.exists():
        raise Http404
    notices.confirm()
    messages.success(request, _("Thank you. It is on record that you have read the correction."))
    return redirect("course:home")
