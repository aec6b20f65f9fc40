"""Pages of staff: their home, finding learners, and what one learner has done."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import record
from accounts.models import User
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from course import timeline
from course.models import Enrolment
from course.outline import learners_outline
from course.staff.forms import LearnerSearchForm, WaiverForm


@staff_page()
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """Show what this member of staff may do."""
    return render(request, "staff/home.html", {"tab": "home"})


@dataclass(frozen=True)
class LearnerRow:
    """Hold a person with one of their enrolments; None for somebody who never enrolled."""

    user: User
    enrolment: Any


@staff_page("course.find_learner")
@require_safe
def learners(request: StaffRequest) -> HttpResponse:
    """Find a learner by a part of the name or of the e-mail address."""
    form = LearnerSearchForm(request.GET if request.GET.get("q") else None)
    context: dict[str, Any] = {"form": form, "tab": "learners"}
    if form.is_valid():
        text = form.cleaned_data["q"]
        matching = (
            Q(name__icontains=text)
            | Q(email__icontains=text)
            | Q(enrolments__holder_name__icontains=text)
        )
        people: Any = User.objects.filter(matching).annotate(enrolment_id=F("enrolments__id"))
        page = Paginator(people.order_by("name", "email", "enrolment_id"), ROWS_A_PAGE).get_page(
            request.GET.get("page")
        )
        keys = [person.enrolment_id for person in page if person.enrolment_id]
        enrolments = Enrolment.objects.select_related("edition").with_progress().in_bulk(keys)
        context |= {
            "page": page,
            "query": text,
            "rows": [LearnerRow(person, enrolments.get(person.enrolment_id)) for person in page],
        }
    return render(request, "staff/learners.html", context)


@staff_page("course.view_timeline")
@require_safe
def learner(request: StaffRequest, public_id: str) -> HttpResponse:
    """Show one enrolment: its facts, its timeline, what is done; never what was answered."""
    return _learner_page(request, _enrolment(public_id))


@staff_page("course.view_timeline", "course.waive_unit")
@require_POST
def waive(request: StaffRequest, public_id: str) -> HttpResponse:
    """Let a learner finish without a unit, for a reason. A second click changes nothing."""
    enrolment = _enrolment(public_id)
    if enrolment.ended_at or not enrolment.user:
        raise Http404
    form = WaiverForm(enrolment, learners_outline(enrolment).remaining, request.POST)
    if not form.is_valid():
        return _learner_page(request, enrolment, form)
    unit, reason = form.cleaned_data["unit"], form.cleaned_data["reason"]
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        is_open = locked.ended_at is None and locked.remaining().filter(pk=unit.pk).exists()
        if is_open:
            locked.waive(unit, by=request.user, because=reason)
            record(request.user, "unit.waived", locked, f"{unit.key}: {reason}")
    if is_open:
        messages.success(request, _("Waived: %s. The certificate will say so.") % unit)
    else:
        messages.info(request, _("Nothing was changed: %s is not open any more.") % unit)
    return redirect("staff:learner", enrolment.public_id)


def _enrolment(public_id: str) -> Enrolment:
    return get_object_or_404(
        Enrolment.objects.select_related("user", "course", "edition"), public_id=public_id
    )


def _learner_page(
    request: StaffRequest, enrolment: Enrolment, form: WaiverForm | None = None
) -> HttpResponse:
    outline = learners_outline(enrolment)
    completions = {(row.unit_key, row.revision): row for row in enrolment.completions.all()}
    for unit in outline.units:
        unit.completion = completions.get((unit.key, unit.revision))
    others = (
        Enrolment.objects.filter(user=enrolment.user_id)
        .exclude(pk=enrolment.pk)
        .select_related("edition")
    )
    may_waive = (
        request.user.has_perm("course.waive_unit") and enrolment.user and not enrolment.ended_at
    )
    context = {
        "enrolment": enrolment,
        "edition": enrolment.edition,
        "roles": enrolment.user.roles.all() if enrolment.user else [],
        "outline": outline,
        "done_count": len(outline.required) - len(outline.remaining),
        "entries": timeline.entries(enrolment),
        "others": others.order_by("-started_at") if enrolment.user else [],
        "form": form
        or (WaiverForm(enrolment, outline.remaining) if may_waive and outline.remaining else None),
        "tab": "learners",
    }
    return render(request, "staff/learner.html", context)
