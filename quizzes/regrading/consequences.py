"""What follows for completions when the outcomes of attempts change."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from course.models import Completion, Enrolment, Unit
from quizzes.models import Attempt, GradeRun, QuestionVersion
from quizzes.regrading.outcomes import PASSED, AttemptChange

ChangedAttempt = tuple[Attempt, AttemptChange]


class CompletionKey(NamedTuple):
    """What tells one completion from others."""

    enrolment_id: int
    unit_key: str
    revision: int


class RequiredUnit(NamedTuple):
    """What tells a required unit from others."""

    edition_id: int
    unit_key: str
    revision: int


PassingAttempts = defaultdict[CompletionKey, set[int]]


@dataclass
class LearnerRecords:
    """Hold what is on record about the learners whose attempts change.

    completed: the reason if the completion is a waiver, else "".
    passing: the ids of the whole attempts that pass, by their latest marking.
    one_unit_left: the ids of the enrolments that have one required unit left.
    required: where the units are required.
    """

    completed: dict[CompletionKey, str] = field(default_factory=dict)
    passing: PassingAttempts = field(default_factory=lambda: defaultdict(set))
    one_unit_left: set[int] = field(default_factory=set)
    required: set[RequiredUnit] = field(default_factory=set)

    def count_new_markings(self, changes: Sequence[ChangedAttempt]) -> None:
        """Bring ``passing`` to what it is after the changes."""
        for attempt, change in changes:
            passing = self.passing[_completion_key(attempt)]
            if change.after.level != PASSED:
                passing.discard(attempt.pk)
            elif attempt.is_whole:
                passing.add(attempt.pk)

    def completes(self, attempt: Attempt, change: AttemptChange) -> bool:
        """Tell whether the learner completes the quiz by the change."""
        return change.newly_passes and _completion_key(attempt) not in self.completed

    def finishes(self, attempt: Attempt, change: AttemptChange) -> bool:
        """Tell whether the learner also finishes the course by the change."""
        unit = RequiredUnit(
            attempt.enrolment.edition_id,
            attempt.unit_key,
            attempt.quiz.unit.revision,
        )
        has_one_unit_left = attempt.enrolment_id in self.one_unit_left
        is_last_unit = has_one_unit_left and unit in self.required
        return is_last_unit and self.completes(attempt, change)

    def is_undecided(self, attempt: Attempt, change: AttemptChange) -> bool:
        """Tell whether a completion stays that no passing attempt and no waiver supports."""
        key = _completion_key(attempt)
        was_earned = self.completed.get(key) == ""
        return change.loses_rank and was_earned and not self.passing[key]


def with_consequences(
    version: QuestionVersion, changes: Sequence[ChangedAttempt]
) -> Iterator[AttemptChange]:
    """Yield the changes with what follows for completions, in at most four queries."""
    records = _read_records(version, [change for _attempt, change in changes])
    records.count_new_markings(changes)
    for attempt, change in changes:
        yield replace(
            change,
            completes=records.completes(attempt, change),
            finishes=records.finishes(attempt, change),
            undecided=records.is_undecided(attempt, change),
        )


def _read_records(version: QuestionVersion, changes: Sequence[AttemptChange]) -> LearnerRecords:
    """Read only what the changes ask for; the rest stays empty."""
    people = Enrolment.objects.filter(attempts__items__version=version).order_by()
    units = {change.unit for change in changes}
    any_passes = any(change.newly_passes for change in changes)
    any_loses = any(change.loses_rank for change in changes)

    records = LearnerRecords()
    if any_passes or any_loses:
        records.completed = _completed(people, units)
    if any_loses:
        records.passing = _passing_attempts(people, units)
    if any_passes:
        records.one_unit_left = _with_one_unit_left(people)
        records.required = _required_units(units)
    return records


def _completion_key(attempt: Attempt) -> CompletionKey:
    return CompletionKey(
        attempt.enrolment_id,
        attempt.unit_key,
        attempt.quiz.unit.revision,
    )


def _completed(people: QuerySet[Enrolment], units: set[str]) -> dict[CompletionKey, str]:
    """Return the completions of these units; the values are the reasons of waivers, or ""."""
    completions = Completion.objects.filter(enrolment__in=people, unit_key__in=units)
    rows = completions.values_list(
        "enrolment",
        "unit_key",
        "revision",
        "waived_because",
    )
    completed = {}
    for enrolment_id, unit_key, revision, waived_because in rows:
        key = CompletionKey(enrolment_id, unit_key, revision)
        completed[key] = waived_because
    return completed


def _passing_attempts(people: QuerySet[Enrolment], units: set[str]) -> PassingAttempts:
    """Return the ids of whole attempts at these units that pass by their latest marking."""
    latest = GradeRun.objects.latest_markings().of_whole_attempts()
    runs = latest.filter(
        passed=True,
        attempt__enrolment__in=people,
        attempt__unit_key__in=units,
    )
    rows = runs.values_list(
        "attempt",
        "attempt__enrolment",
        "attempt__unit_key",
        "attempt__quiz__unit__revision",
    )
    passing = defaultdict(set)
    for attempt_id, enrolment_id, unit_key, revision in rows:
        key = CompletionKey(enrolment_id, unit_key, revision)
        passing[key].add(attempt_id)
    return passing


def _with_one_unit_left(people: QuerySet[Enrolment]) -> set[int]:
    """Return the ids of enrolments that have one required unit left."""
    unfinished = Enrolment.objects.filter(pk__in=people, completed_at=None)
    all_but_one = F("required_count") - 1
    one_left = unfinished.with_progress().filter(Q(done_count=all_but_one))
    return set(one_left.values_list("pk", flat=True))


def _required_units(units: set[str]) -> set[RequiredUnit]:
    """Return where these units are required."""
    required = Unit.objects.filter(key__in=units, required=True)
    rows = required.values_list("edition", "key", "revision")
    return {RequiredUnit(*row) for row in rows}
