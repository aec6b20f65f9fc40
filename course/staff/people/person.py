"""The page of one person: what is done, what happened, and what staff can do for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.people.mails import mails_to
from accounts.people.sign_in import last_disabled
from accounts.staff import StaffRequest, staff_page
from course import timeline
from course.assignments.asked import asked_of
from course.models import Completion, Edition, Enrolment, Module, Unit, WaiverRequest
from course.outline import Outline, outline_with
from course.staff.people.listing import LearnerRow, current_of_each

ENTRIES_SHOWN = 12


@dataclass(frozen=True)
class ModuleLine:
    """Hold a module with how much of it is done: lessons are counted, quizzes passed or not."""

    module: Module
    lessons: Sequence[Unit]
    quizzes: Sequence[Unit]
    waived: int

    @property
    def lessons_done(self) -> int:
        return sum(unit.done for unit in self.lessons)

    @property
    def quizzes_left(self) -> int:
        return sum(not unit.done for unit in self.quizzes)

    @property
    def state(self) -> str:
        """Return "done", "begun" or "": the name of its mark."""
        if self.lessons_done == len(self.lessons) and not self.quizzes_left:
            return "done"
        is_begun = self.lessons_done or self.quizzes_left < len(self.quizzes)
        return "here" if is_begun else "todo"


@staff_page("course.view_timeline")
@require_safe
def person(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Show a person, with the enrolment that counts now if they have one."""
    user = get_object_or_404(User, public_id=account_id)
    enrolments = _enrolments(Q(user=user))
    current = current_of_each(enrolments).get(user.pk)
    return _page(request, user, current, enrolments)


@staff_page("course.view_timeline")
@require_safe
def learner(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Show one enrolment of a person, also of an erased one; never what was answered."""
    same_person = Enrolment.objects.filter(public_id=public_id).values("user")
    enrolments = _enrolments(Q(public_id=public_id) | Q(user__in=same_person))
    current = next((row for row in enrolments if row.public_id == public_id), None)
    if current is None:
        raise Http404
    return _page(request, current.user, current, enrolments)


def _enrolments(wanted: Q) -> list[Enrolment]:
    """Return enrolments of one person, the newest last, with ``waiting_waiver_id`` or None."""
    waiting = WaiverRequest.objects.waiting().filter(enrolment=OuterRef("pk")).values("pk")
    found = Enrolment.objects.filter(wanted)
    # The type checker takes the declared attribute and the annotation for two.
    found = found.annotate(waiting_waiver_id=Subquery(waiting[:1]))  # type: ignore[no-redef]
    enrolments = list(found.select_related("user", "course").order_by("started_at", "pk"))
    editions = Edition.with_units_at_hand({row.edition_id for row in enrolments})
    for row in enrolments:
        row.edition = editions[row.edition_id]
    return enrolments


def _page(
    request: StaffRequest,
    user: User | None,
    enrolment: Enrolment | None,
    enrolments: list[Enrolment],
) -> HttpResponse:
    """Show a person with one of their enrolments.

    user: None if erased. enrolment: None if there is none.
    """
    context: dict[str, object] = {
        "person": user,
        "enrolment": enrolment,
        "others": [row for row in reversed(enrolments) if row is not enrolment],
        "row": LearnerRow(user, enrolment, None) if user else None,
        "asked": asked_of(user) if user else [],
        "mails": mails_to(user) if user else [],
        "disabled": last_disabled(user) if user and not user.is_active else None,
        "tab": "learners",
    }
    if enrolment:
        context |= _enrolment_context(request, enrolment)
    return render(request, "staff/people/person.html", context)


def _enrolment_context(request: StaffRequest, enrolment: Enrolment) -> dict[str, object]:
    """Return what the page shows of an enrolment."""
    completions = timeline.completions_of(enrolment)
    outline = outline_with(enrolment.edition, [(row.unit_key, row.revision) for row in completions])
    entries = timeline.entries(enrolment)
    remaining = outline.remaining
    is_open = enrolment.user and not enrolment.ended_at and remaining
    may_waive = is_open and request.user.has_perm("course.waive_unit")
    return {
        "edition": enrolment.edition,
        "roles": enrolment.roles_in_edition(),
        "modules": _module_lines(outline, completions),
        "required_count": len(outline.required),
        "done_count": len(outline.required) - len(remaining),
        "left_count": len(remaining),
        "lessons_left": sum(unit.kind == Unit.Kind.LESSON for unit in remaining),
        "entries": entries[:ENTRIES_SHOWN],
        "earlier_entries": entries[ENTRIES_SHOWN:],
        "may_waive": may_waive,
    }


def _module_lines(outline: Outline, completions: Sequence[Completion]) -> list[ModuleLine]:
    waived = {(row.unit_key, row.revision) for row in completions if row.was_waived}
    lines = []
    for module in outline.modules:
        units = module.units
        lines.append(
            ModuleLine(
                module=module.module,
                lessons=[unit for unit in units if unit.kind == Unit.Kind.LESSON],
                quizzes=[unit for unit in units if unit.kind != Unit.Kind.LESSON],
                waived=sum((unit.key, unit.revision) in waived for unit in units),
            )
        )
    return lines
