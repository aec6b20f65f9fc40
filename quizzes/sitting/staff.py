"""The page on which staff grant a learner more time or attempts."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.audit import record
from accounts.staff import StaffRequest, staff_page
from course.models import Enrolment
from quizzes.models import Accommodation
from quizzes.sitting.accommodations import accommodations_in_force, grant, limited_quizzes
from quizzes.sitting.forms import AccommodationForm


@staff_page("course.view_timeline", "quizzes.grant_accommodation")
@require_http_methods(["GET", "HEAD", "POST"])
def accommodations(request: StaffRequest, public_id: str) -> HttpResponse:
    """Show what is granted to a learner; by POST, save what is granted now.

    A second click changes nothing.
    """
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("user", "edition"), public_id=public_id
    )
    if enrolment.ended_at or not enrolment.user:
        raise Http404
    quizzes = limited_quizzes(enrolment)
    form = AccommodationForm(quizzes, request.POST if request.method == "POST" else None)
    if form.is_valid():
        _save_grant(request, enrolment, form)
        return redirect("staff:learner", enrolment.public_id)
    context = {
        "enrolment": enrolment,
        "form": form if quizzes else None,
        "granted": accommodations_in_force(enrolment),
        "tab": "learners",
    }
    return render(request, "quizzes/sitting/staff_accommodations.html", context)


def _save_grant(request: StaffRequest, enrolment: Enrolment, form: AccommodationForm) -> None:
    values = dict(form.cleaned_data)
    unit_keys = values.pop("quizzes")
    with transaction.atomic():
        rows = grant(enrolment, unit_keys, by=request.user, at=timezone.now(), **values)
        for row in rows:
            what = f"{row.unit_key}, +{row.extra_time_percent}%, +{row.extra_attempts}"
            record(request.user, "accommodation.granted", enrolment, f"{what}: {row.reason}")
    _say_granted(request, rows)


def _say_granted(request: StaffRequest, rows: list[Accommodation]) -> None:
    if not rows:
        messages.info(request, _("Nothing was changed: this was granted already."))
        return
    quizzes = ngettext("%d quiz", "%d quizzes", len(rows)) % len(rows)
    granted = {"quizzes": quizzes, "what": rows[0].in_words}
    messages.success(request, _("Granted at %(quizzes)s: %(what)s.") % granted)
