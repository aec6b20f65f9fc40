"""The pages on which staff find who is out of tries, and grant more time or attempts."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import approvals
from accounts.audit import record
from accounts.long_lists import long_list_page
from accounts.models import User
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from course.models import Enrolment
from course.staff.forms import LearnerSearchForm
from quizzes.models import Accommodation
from quizzes.sitting import out_of_tries as tries
from quizzes.sitting.accommodations import (
    ACT,
    Grant,
    accommodations_in_force,
    grant,
    limited_quizzes,
)
from quizzes.sitting.forms import AccommodationForm

PERMISSION = ACT.permission


@require_http_methods(["GET", "HEAD", "POST"])
def accommodations(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what is granted to a learner; by POST, save what is granted now.

    A second click changes nothing. Open to staff, and to a person named for this learner.
    """
    if not _may_grant(request.user, public_id):
        raise Http404
    enrolment = _current_enrolment(public_id)
    quizzes = limited_quizzes(enrolment)
    granted = accommodations_in_force(enrolment)
    posted = request.POST if request.method == "POST" else None
    one_more = _one_more(granted, request.GET.get("one_more", ""))
    form = AccommodationForm(quizzes, posted, initial=one_more)
    if form.is_valid() and _is_granted(request, enrolment, form):
        is_staff = request.user.has_perm("course.view_timeline")
        return redirect("staff:learner", enrolment.public_id) if is_staff else redirect("/")
    context = {
        "enrolment": enrolment,
        "form": form if quizzes else None,
        "granted": granted,
        "tab": "learners",
    }
    return render(request, "quizzes/sitting/staff_accommodations.html", context)


def _may_grant(user: User | AnonymousUser, public_id: str) -> bool:
    """Return whether somebody may grant to this learner, as staff or as a person named for it."""
    permissions = ("course.view_timeline", PERMISSION)
    is_entitled = user.is_staff and user.has_perms(permissions)
    return is_entitled or approvals.is_named(user, PERMISSION, public_id)


def _current_enrolment(public_id: str) -> Enrolment:
    """Return the enrolment of a learner. Raises Http404 where it has ended or has nobody."""
    enrolments = Enrolment.objects.select_related("user", "edition")
    enrolment = get_object_or_404(enrolments, public_id=public_id)
    if enrolment.ended_at or not enrolment.user:
        raise Http404
    return enrolment


def _one_more(granted: Iterable[Grant], unit_key: str) -> dict[str, object]:
    """Return what the form holds at first: one more attempt at a quiz than was granted."""
    if not unit_key:
        return {}
    time = 0
    attempts = 0
    for grant_in_force in granted:
        row = grant_in_force.accommodation
        if row.unit_key == unit_key:
            time = row.extra_time_percent
            attempts = row.extra_attempts
    return {
        "quizzes": [unit_key],
        "extra_time_percent": time,
        "extra_attempts": attempts + 1,
    }


@staff_page("course.view_timeline", "quizzes.grant_accommodation")
@require_safe
def out_of_tries(request: StaffRequest) -> HttpResponse:
    """List who has no attempt left at a quiz that they have not passed, the latest first."""
    form = LearnerSearchForm(request.GET if request.GET.get("q") else None)
    attempts = tries.last_attempts()
    context: dict[str, object] = {"form": form, "tab": "out_of_tries"}
    if form.is_valid():
        context["query"] = form.cleaned_data["q"]
        attempts = tries.matching(attempts, form.cleaned_data["q"])
    page = long_list_page(attempts, request.GET.get("page"), ROWS_A_PAGE)
    context |= {"page": page, "rows": tries.rows(page)}
    return render(request, "quizzes/sitting/staff_out_of_tries.html", context)


def _is_granted(request: HttpRequest, enrolment: Enrolment, form: AccommodationForm) -> bool:
    """Save the grant and say so; return False, and the form says why, if it may not be."""
    assert isinstance(request.user, User)
    try:
        _say_granted(request, _save_grant(enrolment, form, request.user))
    except approvals.ActRefusedError as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _save_grant(enrolment: Enrolment, form: AccommodationForm, by: User) -> list[Accommodation]:
    """Save and record the grant; return the new rows. Raises ActRefusedError."""
    values = dict(form.cleaned_data)
    unit_keys = values.pop("quizzes")
    with transaction.atomic():
        approvals.check_may_act(by, PERMISSION, enrolment.public_id, enrolment.user)
        rows = grant(enrolment, unit_keys, by=by, at=timezone.now(), **values)
        for row in rows:
            what = f"{row.unit_key}, +{row.extra_time_percent}%, +{row.extra_attempts}"
            record(by, "accommodation.granted", enrolment, f"{what}: {row.reason}")
    return rows


def _say_granted(request: HttpRequest, rows: list[Accommodation]) -> None:
    if not rows:
        messages.info(request, _("Nothing was changed: this was granted already."))
        return
    quizzes = ngettext("%d quiz", "%d quizzes", len(rows)) % len(rows)
    granted = {"quizzes": quizzes, "what": rows[0].in_words}
    messages.success(request, _("Granted at %(quizzes)s: %(what)s.") % granted)
