"""What a regrade order would change, and for whom: worked out from saved answers, nothing is saved."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from course.models import Completion, Enrolment, Unit
from quizzes.grading import Total, reaches
from quizzes.marking.markings import compute_remarking, pass_mark_of
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade, QuestionVersion, RegradeOrder
from quizzes.question.scoring import INVALID, BadResponse

# The level of an attempt. REACHED: the score reaches the pass mark, and a must-pass question is
# missed. NOTHING: practice, or no item counts. Stored in RegradeOrder.dry_run.
PASSED, REACHED, BELOW, NOTHING = "passed", "reached", "below", "nothing"
RANK = {PASSED: 2, REACHED: 1, BELOW: 0, NOTHING: 0}
FIELDS_TO_MARK = (
    "numerator", "denominator", "status", "state", "version",
    "run__run", "run__earned", "run__possible", "run__passed", "run__missed_must_pass",
    "run__attempt__number", "run__attempt__unit_key", "run__attempt__puts_right",
    "run__attempt__quiz__purpose", "run__attempt__quiz__pass_mark", "run__attempt__quiz__unit__key",
    "run__attempt__quiz__unit__revision", "run__attempt__enrolment__public_id", "run__attempt__enrolment__edition",
    "item__points", "item__response", "item__version", "item__bank_item__must_pass",
)  # fmt: skip


@dataclass(frozen=True)
class AttemptOutcome:
    """Hold the points of an attempt, rationals as text, and its level."""

    earned: str
    possible: str
    level: str


@dataclass(frozen=True)
class AttemptChange:
    """Hold one attempt whose outcome changes. Stored in RegradeOrder.dry_run by these names.

    enrolment: the record number. unit: the unit's key. attempt: the attempt's number.
    completes: the attempt newly passes, and the learner had not completed the quiz.
    finishes: it completes the quiz, and no other required unit is left.
    undecided: it loses rank, the completion stays, and no other attempt passes. Somebody has to
    decide what follows.
    """

    enrolment: str
    unit: str
    attempt: int
    before: AttemptOutcome
    after: AttemptOutcome
    completes: bool = False
    finishes: bool = False
    undecided: bool = False

    @property
    def newly_passes(self) -> bool:
        return self.after.level == PASSED and self.before.level != PASSED

    @property
    def loses_rank(self) -> bool:
        return RANK[self.after.level] < RANK[self.before.level]


@dataclass(frozen=True)
class DryRun:
    """Hold what an order would change.

    attempts: how many would be marked again. changes: those whose outcome would differ.
    """

    at: datetime
    attempts: int
    changes: tuple[AttemptChange, ...]

    @property
    def newly_passing(self) -> list[AttemptChange]:
        return [change for change in self.changes if change.newly_passes]

    @property
    def losing_rank(self) -> list[AttemptChange]:
        return [change for change in self.changes if change.loses_rank]

    @property
    def undecided(self) -> list[AttemptChange]:
        return [change for change in self.changes if change.undecided]

    @property
    def finishing_people(self) -> set[str]:
        """Return the record numbers of learners who would finish the course."""
        return {change.enrolment for change in self.changes if change.finishes}

    @property
    def undecided_people(self) -> set[str]:
        """Return the record numbers of learners about whom somebody has to decide."""
        return {change.enrolment for change in self.undecided}

    @property
    def completing_people(self) -> set[str]:
        """Return the record numbers of learners who would complete the quiz."""
        return {change.enrolment for change in self.changes if change.completes}

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return the dry run that ``as_json`` wrote."""
        changes = []
        for row in stored["changes"]:
            before, after = AttemptOutcome(**row["before"]), AttemptOutcome(**row["after"])
            changes.append(AttemptChange(**row | {"before": before, "after": after}))
        return cls(datetime.fromisoformat(stored["at"]), stored["attempts"], tuple(changes))


def dry_run(order: RegradeOrder) -> DryRun:
    """Return what ``order``, saved or not, would change today.

    The number of queries is the same whatever the number of attempts.
    """
    changes: list[tuple[Any, AttemptChange]] = []
    attempts = 0
    for grade in grades_to_mark(order):
        attempts += 1
        attempt, marking = grade.run.attempt, compute_remarking(grade, {order.version_id: order})
        before, after = outcome_of(grade.run), _outcome(attempt, marking.total, marking.passed)
        if before != after:
            change = AttemptChange(
                str(attempt.enrolment.public_id), attempt.unit_key, attempt.number, before, after
            )
            changes.append((attempt, change))
    changes.sort(
        key=lambda pair: (RANK[pair[1].after.level] - RANK[pair[1].before.level], pair[0].pk)
    )
    return DryRun(timezone.now(), attempts, tuple(_with_consequences(order.version, changes)))


def grades_not_following(order: RegradeOrder) -> QuerySet[ItemGrade]:
    """Return the latest grades of the order's version that do not follow it yet."""
    return ItemGrade.objects.of_latest_markings().not_following(order)


def grades_to_mark(order: RegradeOrder, attempts: list[int] | None = None) -> Iterator[ItemGrade]:
    """Yield the grades of ``grades_not_following`` with all that marking reads, in the order of attempts.

    attempts: ids, to yield the grades of these attempts only.
    """
    grades = grades_not_following(order).select_related(
        "run__attempt__quiz__unit", "run__attempt__enrolment", "item__bank_item"
    )
    if attempts is not None:
        grades = grades.filter(run__attempt__in=attempts)
    for grade in grades.only(*FIELDS_TO_MARK).order_by("run__attempt").iterator(chunk_size=500):
        grade.item.version = order.version  # one object, so that its body is read once
        yield grade


def outcome_of(run: GradeRun) -> AttemptOutcome:
    """Return the outcome of a saved marking."""
    return _outcome(run.attempt, run.total, run.passed)


def _outcome(attempt: Attempt, total: Total, passed: bool | None) -> AttemptOutcome:
    if passed is None:
        level = NOTHING
    elif passed:
        level = PASSED
    else:
        level = REACHED if reaches(total.earned, total.possible, pass_mark_of(attempt)) else BELOW
    return AttemptOutcome(str(total.earned), str(total.possible), level)


CompletionKey = tuple[int, str, int]  # enrolment, unit key, revision


def _completion_key(attempt: Attempt) -> CompletionKey:
    return attempt.enrolment_id, attempt.unit_key, attempt.quiz.unit.revision


def _with_consequences(
    version: QuestionVersion, changes: list[tuple[Attempt, AttemptChange]]
) -> Iterator[AttemptChange]:
    """Yield the changes with what follows for completions, in at most four queries."""
    people = Enrolment.objects.filter(attempts__items__version=version).order_by()
    units = {change.unit for _attempt, change in changes}
    any_passes = any(change.newly_passes for _attempt, change in changes)
    any_loses = any(change.loses_rank for _attempt, change in changes)
    completed = _completed(people, units) if any_passes or any_loses else {}
    passing = _passing_attempts(people, units) if any_loses else {}
    one_left = _with_one_unit_left(people) if any_passes else set()
    required = _required_units(units) if any_passes else set()
    for attempt, change in changes:
        if change.after.level != PASSED:
            passing.get(_completion_key(attempt), set()).discard(attempt.pk)
        elif attempt.is_whole:
            passing.setdefault(_completion_key(attempt), set()).add(attempt.pk)
    for attempt, change in changes:
        key = _completion_key(attempt)
        unit = (attempt.enrolment.edition_id, attempt.unit_key, attempt.quiz.unit.revision)
        completes = change.newly_passes and key not in completed
        yield replace(
            change,
            completes=completes,
            finishes=completes and attempt.enrolment_id in one_left and unit in required,
            undecided=change.loses_rank and completed.get(key) == "" and not passing.get(key),
        )


def _completed(people: QuerySet[Enrolment], units: set[str]) -> dict[CompletionKey, str]:
    """Return the completions of these units; the values are the reasons of waivers, or ""."""
    rows = Completion.objects.filter(enrolment__in=people, unit_key__in=units)
    return {
        (enrolment, key, revision): why
        for enrolment, key, revision, why in rows.values_list(
            "enrolment", "unit_key", "revision", "waived_because"
        )
    }


def _passing_attempts(
    people: QuerySet[Enrolment], units: set[str]
) -> dict[CompletionKey, set[int]]:
    """Return the ids of whole attempts at these units that pass by their latest marking."""
    runs = (
        GradeRun.objects.latest_markings()
        .of_whole_attempts()
        .filter(passed=True, attempt__enrolment__in=people, attempt__unit_key__in=units)
    )
    passing: dict[CompletionKey, set[int]] = {}
    rows = runs.values_list(
        "attempt", "attempt__enrolment", "attempt__unit_key", "attempt__quiz__unit__revision"
    )
    for attempt, enrolment, key, revision in rows:
        passing.setdefault((enrolment, key, revision), set()).add(attempt)
    return passing


def _with_one_unit_left(people: QuerySet[Enrolment]) -> set[int]:
    """Return the ids of enrolments that have one required unit left."""
    open_still: Any = Enrolment.objects.filter(pk__in=people, completed_at=None).with_progress()
    return set(open_still.filter(required_count=F("done_count") + 1).values_list("pk", flat=True))


def _required_units(units: set[str]) -> set[tuple[int, str, int]]:
    """Return (edition, key, revision) of these units where they are required."""
    return set(
        Unit.objects.filter(key__in=units, required=True).values_list("edition", "key", "revision")
    )


@dataclass(frozen=True)
class Conflict:
    """Hold an answer that another question version does not know or cannot read.

    enrolment: the record number. attempt: its number. text: what is wrong, for staff.
    """

    enrolment: str
    attempt: int
    text: str


def conflicts(version: QuestionVersion, to_version: QuestionVersion) -> list[Conflict]:
    """Return the saved answers to ``version`` that ``to_version`` cannot mark, also of open attempts."""
    unmarkable = []
    answered = AttemptItem.objects.filter(version=version, response__isnull=False)
    rows = answered.order_by("attempt__enrolment", "attempt").values_list(
        "response", "attempt__enrolment__public_id", "attempt__number"
    )
    for response, enrolment, number in rows.iterator(chunk_size=500):
        try:
            lost = (
                to_version.data.score(response).status
                == INVALID
                != version.data.score(response).status
            )
            text = _("an answer cannot be read any more") if lost else ""
        except BadResponse as bad:
            text = str(bad)
        if text:
            unmarkable.append(Conflict(str(enrolment), number, text))
    return unmarkable
