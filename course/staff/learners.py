"""Pages of staff: their home, finding learners, and what one learner has done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.approvals.kinds import waiting_count
from accounts.long_lists import long_list_page
from accounts.models import User
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from course import timeline
from course.models import Enrolment
from course.outline import Outline, Progress, learners_outline, progress_of
from course.staff.facts import overdue_count
from course.staff.forms import LearnerSearchForm

# Of an enrolment, in a list: an edition also holds long texts.
SHOWN_FIELDS = (
    "public_id",
    "completed_on",
    "ended_at",
    "edition__short_title",
    "edition__number",
)


@staff_page()
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """Show what this member of staff may do."""
    # The template counts only for those who may review facts.
    context = {
        "tab": "home",
        "overdue_count": overdue_count,
        "waiting_count": waiting_count(request.user),
    }
    return render(request, "staff/home.html", context)


RowKey = tuple[int, int | None]  # ids of a person and of one of their enrolments


@dataclass(frozen=True)
class LearnerRow:
    """Hold a person with one of their enrolments; None for somebody who never enrolled."""

    user: User
    enrolment: Enrolment | None
    progress: Progress | None


@staff_page("course.find_learner")
@require_safe
def learners(request: StaffRequest) -> HttpResponse:
    """Find a learner by a part of the name or of the email address."""
    form = LearnerSearchForm(request.GET if request.GET.get("q") else None)
    context: dict[str, object] = {"form": form, "tab": "learners"}
    if form.is_valid():
        text = form.cleaned_data["q"]
        page = long_list_page(_keys_matching(text), request.GET.get("page"), ROWS_A_PAGE)
        context |= {"page": page, "query": text, "rows": _rows(page)}
    return render(request, "staff/learners.html", context)


def _keys_matching(text: str) -> "QuerySet[User, RowKey]":
    """Return the keys of people whose name or address holds ``text``, by name.

    Somebody is there once for each enrolment; with None for somebody who never enrolled.
    """
    # A query of its own: joined, the name of every enrolment would be fetched by its person.
    holders = Enrolment.objects.filter(holder_name__icontains=text).values("user")
    matching = Q(name__icontains=text) | Q(email__icontains=text) | Q(pk__in=holders)
    by_name = User.objects.filter(matching).order_by("name", "email", "enrolments__id")
    return by_name.values_list("pk", "enrolments__id")


def _rows(keys: Iterable[RowKey]) -> list[LearnerRow]:
    """Return a row for each key, with the enrolment's progress."""
    keys = list(keys)
    people = User.objects.only("name", "email").in_bulk([user for user, _enrolment in keys])
    enrolments = _shown_enrolments(keys)
    progress = progress_of(enrolments.values())
    rows = []
    for user, key in keys:
        if user not in people:  # deleted meanwhile
            continue
        enrolment = enrolments.get(key) if key else None
        row = _row(people[user], enrolment, progress)
        rows.append(row)
    return rows


def _shown_enrolments(keys: Iterable[RowKey]) -> dict[int, Enrolment]:
    """Return the enrolments of these keys, by id, with what the list shows."""
    ids = [enrolment for _user, enrolment in keys if enrolment]
    related = Enrolment.objects.select_related("edition")
    return related.only(*SHOWN_FIELDS).in_bulk(ids)


def _row(user: User, enrolment: Enrolment | None, progress: Mapping[int, Progress]) -> LearnerRow:
    """Return the row of a person with one of their enrolments; progress: by enrolment id."""
    if enrolment is None:
        return LearnerRow(user, None, None)
    return LearnerRow(user, enrolment, progress[enrolment.pk])


@staff_page("course.view_timeline")
@require_safe
def learner(request: StaffRequest, public_id: str) -> HttpResponse:
    """Show one enrolment: its facts, its timeline, what is done; never what was answered."""
    return _learner_page(request, _enrolment(public_id))


def _enrolment(public_id: str) -> Enrolment:
    return get_object_or_404(
        Enrolment.objects.select_related("user", "course", "edition"), public_id=public_id
    )


def _learner_page(request: StaffRequest, enrolment: Enrolment) -> HttpResponse:
    outline = _outline_with_completions(enrolment)
    is_open = enrolment.user and not enrolment.ended_at and outline.remaining
    context = {
        "enrolment": enrolment,
        "edition": enrolment.edition,
        "roles": enrolment.roles_in_edition(),
        "outline": outline,
        "done_count": len(outline.required) - len(outline.remaining),
        "entries": timeline.entries(enrolment),
        "others": _other_enrolments(enrolment),
        "may_waive": is_open and request.user.has_perm("course.waive_unit"),
        "waits": enrolment.waiver_requests.waiting().first(),
        "tab": "learners",
    }
    return render(request, "staff/learner.html", context)


def _outline_with_completions(enrolment: Enrolment) -> Outline:
    """Return the learner's outline, with ``completion`` on every unit; None if not done."""
    outline = learners_outline(enrolment)
    completions = {(row.unit_key, row.revision): row for row in enrolment.completions.all()}
    for unit in outline.units:
        unit.completion = completions.get((unit.key, unit.revision))
    return outline


def _other_enrolments(enrolment: Enrolment) -> QuerySet[Enrolment]:
    """Return the other enrolments of the same person, newest first; none of an erased person."""
    if enrolment.user is None:
        return Enrolment.objects.none()
    of_person = Enrolment.objects.of(enrolment.user).exclude(pk=enrolment.pk)
    return of_person.select_related("edition").order_by("-started_at")
