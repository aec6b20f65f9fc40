"""Count how far people come: from enrolling to the last thing that follows a completion."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from course.models import Enrolment, Unit
from course.staff.reports.completion import percent
from course.staff.reports.counting import READ_AT_ONCE, kept
from course.staff.reports.filters import Asked

# A name and its count of these enrolments until a time. Apps above this one add what follows.
FurtherStep = tuple[str | Promise, Callable[[QuerySet[Enrolment], datetime], int]]
further_steps: list[FurtherStep] = []

REQUIRED = Q(edition__units__required=True)
LESSON = Q(edition__units__kind=Unit.Kind.LESSON)
FINAL = Q(edition__units__is_final=True)


@dataclass(frozen=True)
class Step:
    """Hold how many people came to a step. before: how many came to the step before it."""

    title: str | Promise
    count: int
    enrolled: int
    before: int

    @property
    def share(self) -> int:
        """Return how many of a hundred who enrolled came here."""
        return percent(self.count, self.enrolled)

    @property
    def lost(self) -> int:
        """Return how many who came to the step before did not come here yet."""
        return max(self.before - self.count, 0)


@dataclass
class _Reached:
    """Count the people who came to each step inside the course."""

    first: int = 0
    half: int = 0
    lessons: int = 0
    final: int = 0


@dataclass(frozen=True)
class _Units:
    """Hold how many required lessons and final units an edition has, or somebody has done."""

    lessons: int
    finals: int


def steps(asked: Asked, *, for_all: bool = False) -> list[Step]:
    """Return the steps in order; counted once for all who ask for the same.

    What staff waived counts as done, as it does for the certificate.
    """
    counts = kept("steps", asked, _count, for_all=for_all)
    further = [title for title, _count_of in further_steps]
    titles: list[str | Promise] = [
        _("Enrolled"),
        _("Finished a lesson"),
        _("Finished half of the lessons"),
        _("Finished all lessons"),
        _("Passed the final quiz"),
        _("Completed the course"),
        *further,
    ]
    befores = [counts[0], *counts]
    return [
        Step(title, count, counts[0], before)
        for title, count, before in zip(titles, counts, befores, strict=False)
    ]


def _count(asked: Asked) -> list[int]:
    """Return how many came to each step."""
    enrolments = asked.enrolments
    enrolled = enrolments.count()
    completed = enrolments.filter(completed_at__lte=asked.at).count()
    reached = _reached_before_completion(enrolments, asked.at)
    inside = [reached.first, reached.half, reached.lessons, reached.final]
    # Whoever completed has done everything, so that their completions are not read.
    return [
        enrolled,
        *(count + completed for count in inside),
        completed,
        *(count_of(enrolments, asked.at) for _title, count_of in further_steps),
    ]


def _reached_before_completion(enrolments: QuerySet[Enrolment], at: datetime) -> _Reached:
    """Return how far those are who have not completed. Two queries."""
    whole = _units_by_edition()
    reached = _Reached()
    for edition_id, done in _done_by_enrolment(enrolments, at):
        units = whole[edition_id]
        all_lessons = done.lessons >= units.lessons
        reached.first += done.lessons > 0
        reached.half += done.lessons * 2 >= units.lessons
        reached.lessons += all_lessons
        reached.final += all_lessons and done.finals >= units.finals
    return reached


def _units_by_edition() -> Mapping[int, _Units]:
    required = Unit.objects.filter(required=True).order_by().values("edition")
    counted = required.annotate(
        lessons=Count("pk", filter=Q(kind=Unit.Kind.LESSON)),
        finals=Count("pk", filter=Q(is_final=True)),
    )
    rows = counted.values_list("edition", "lessons", "finals")
    return {edition: _Units(lessons, finals) for edition, lessons, finals in rows}


def _done_by_enrolment(
    enrolments: QuerySet[Enrolment], at: datetime
) -> Iterator[tuple[int, _Units]]:
    """Yield the edition of everybody who has not completed, and what they have done of it."""
    unfinished = enrolments.filter(Q(completed_at=None) | Q(completed_at__gt=at))
    # The rule of Enrolment.outline: a completion of the same key and revision.
    done = unfinished.filter(
        REQUIRED,
        completions__completed_at__lte=at,
        completions__unit_key=F("edition__units__key"),
        completions__revision=F("edition__units__revision"),
    )
    counted = (
        done.order_by()
        .values("pk")
        .annotate(
            lessons=Count("edition__units", filter=LESSON),
            finals=Count("edition__units", filter=FINAL),
        )
    )
    rows = counted.values_list("edition", "lessons", "finals")
    for edition, lessons, finals in rows.iterator(READ_AT_ONCE):
        yield edition, _Units(lessons, finals)
