"""The page of what an edition corrected, and the learner's confirmation of having read it."""

from typing import cast

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from course.corrections.readers import open_texts
from course.models import CorrectionNotice, Edition, Enrolment


@require_safe
def correction(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show what an edition corrected, to whoever takes the course or finished it.

    Of an edition that is no safety correction only to those who were told of it.
    """
    user = cast(User, request.user)
    active = Enrolment.objects.of(user).active().select_related("edition", "course")
    enrolment = get_object_or_404(active, course__slug=slug)
    edition = get_object_or_404(_editions_for(user), course=enrolment.course, number=number)
    open_texts(edition.corrections.all(), enrolment, edition)
    context = {
        "course": enrolment.course,
        "edition": edition,
        "notice": CorrectionNotice.objects.of(user).filter(edition=edition).first(),
        "has_moved": enrolment.edition.number >= edition.number,
    }
    return render(request, "course/corrections/page.html", context)


def _editions_for(user: User) -> QuerySet[Edition]:
    """Return the safety corrections and what the user was told of, with their corrections."""
    told_of = CorrectionNotice.objects.of(user).values("edition")
    editions = Edition.objects.filter(~Q(safety_correction="") | Q(pk__in=told_of))
    return editions.select_related("course").prefetch_related("corrections")


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
