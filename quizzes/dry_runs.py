"""What a regrade order would change, and for whom: worked out from what is stored, without writing anything."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from course.models import Completion, Enrolment, Unit
from quizzes.grading import COUNTED, DROPPED_EXCLUDE, DROPPED_FULL, Total, reaches
from quizzes.kinds.scoring import INVALID, BadResponse
from quizzes.marking import pass_mark_of, remarking
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade, QuestionVersion, RegradeOrder

# Where an attempt stands with the pass line. REACHED: by its score, with a must-pass question to put right. NOTHING:
# practice, or nothing counts.
PASSED, REACHED, BELOW, NOTHING = "passed", "reached", "below", "nothing"
RANK = {PASSED: 2, REACHED: 1, BELOW: 0, NOTHING: 0}
READ = (
    "numerator", "denominator", "status", "state", "version",
    "run__run", "run__earned", "run__possible", "run__passed", "run__missed_must_pass",
    "run__attempt__number", "run__attempt__unit_key", "run__attempt__puts_right",
    "run__attempt__quiz__purpose", "run__attempt__quiz__pass_mark", "run__attempt__quiz__unit__key",
    "run__attempt__quiz__unit__revision", "run__attempt__enrolment__public_id", "run__attempt__enrolment__edition",
    "item__points", "item__response", "item__version", "item__bank_item__must_pass",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """Points (rationals as text) and where they stand."""

    earned: str
    possible: str
    level: str


@dataclass(frozen=True)
class Change:
    """One attempt whose outcome changes. ``completes``: the learner had not completed the quiz; ``finishes``: and
    nothing else that is required is left. ``undecided``: it falls, the completion stays, and no other attempt passes:
    somebody has to decide what follows."""

    enrolment: str
    unit: str
    attempt: int
    before: Outcome
    after: Outcome
    completes: bool = False
    finishes: bool = False
    undecided: bool = False

    @property
    def rises(self) -> bool:
        return self.after.level == PASSED and self.before.level != PASSED

    @property
    def falls(self) -> bool:
        return RANK[self.after.level] < RANK[self.before.level]


@dataclass(frozen=True)
class DryRun:
    """``attempts`` would be marked again; ``changes`` are those of which the outcome would be another."""

    at: datetime
    attempts: int
    changes: tuple[Change, ...]

    @property
    def rising(self) -> list[Change]:
        return [change for change in self.changes if change.rises]

    @property
    def falling(self) -> list[Change]:
        return [change for change in self.changes if change.falls]

    @property
    def undecided(self) -> list[Change]:
        return [change for change in self.changes if change.undecided]

    @property
    def finishing(self) -> set[str]:
        """The record numbers of those who would finish the course."""
        return {change.enrolment for change in self.changes if change.finishes}

    @property
    def undecided_people(self) -> set[str]:
        """The record numbers of those about whom somebody has to decide."""
        return {change.enrolment for change in self.undecided}

    @property
    def completing(self) -> set[str]:
        """The record numbers of those who would complete the quiz."""
        return {change.enrolment for change in self.changes if change.completes}

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The inverse of ``as_json``."""
        rows = [
            Change(**row | {"before": Outcome(**row["before"]), "after": Outcome(**row["after"])})
            for row in stored["changes"]
        ]
        return cls(datetime.fromisoformat(stored["at"]), stored["attempts"], tuple(rows))


def dry_run(order: RegradeOrder) -> DryRun:
    """What ``order``, saved or not, would change today. A handful of queries, whatever the number of attempts."""
    found: list[tuple[Any, Change]] = []
    attempts = 0
    for grade in grades_to_mark(order):
        attempts += 1
        attempt, after = grade.run.attempt, remarking(grade, {order.version_id: order})
        before, then = outcome_of(grade.run), _outcome(attempt, after.total, after.passed)
        if before != then:
            change = Change(str(attempt.enrolment.public_id), attempt.unit_key, attempt.number, before, then)
            found.append((attempt, change))
    found.sort(key=lambda pair: (RANK[pair[1].after.level] - RANK[pair[1].before.level], pair[0].pk))
    return DryRun(timezone.now(), attempts, tuple(_with_consequences(order.version, found)))


def unmarked(order: RegradeOrder) -> QuerySet[ItemGrade]:
    """The grades, of the latest marking of attempts that were handed in, that are not as ``order`` has them."""
    later = GradeRun.objects.filter(attempt=OuterRef("run__attempt"), run__gt=OuterRef("run__run"))
    grades = ItemGrade.objects.filter(~Exists(later), item__version=order.version_id)
    return grades.exclude(
        {
            RegradeOrder.Action.EXCLUDE: Q(state=DROPPED_EXCLUDE),
            RegradeOrder.Action.FULL_MARKS: Q(state=DROPPED_FULL),
            RegradeOrder.Action.RESCORE: Q(state=COUNTED, version=order.to_version_id, reading__gte=order.reading),
        }[RegradeOrder.Action(order.action)]
    )


def grades_to_mark(order: RegradeOrder, attempts: list[int] | None = None) -> Iterator[ItemGrade]:
    """``unmarked`` with what marking needs, of these attempts only if they are given, in the order of attempts."""
    grades = unmarked(order).select_related("run__attempt__quiz__unit", "run__attempt__enrolment", "item__bank_item")
    if attempts is not None:
        grades = grades.filter(run__attempt__in=attempts)
    for grade in grades.only(*READ).order_by("run__attempt").iterator(chunk_size=500):
        grade.item.version = order.version  # one object, so that its body is read once
        yield grade


def outcome_of(run: GradeRun) -> Outcome:
    """The outcome of a marking that is written down."""
    return _outcome(run.attempt, run.total, run.passed)


def _outcome(attempt: Attempt, total: Total, passed: bool | None) -> Outcome:
    if passed is None:
        level = NOTHING
    elif passed:
        level = PASSED
    else:
        level = REACHED if reaches(total.earned, total.possible, pass_mark_of(attempt)) else BELOW
    return Outcome(str(total.earned), str(total.possible), level)


Sat = tuple[int, str, int]  # enrolment, unit key, revision: what a completion is of


def _sat(attempt: Attempt) -> Sat:
    return attempt.enrolment_id, attempt.unit_key, attempt.quiz.unit.revision


def _with_consequences(version: QuestionVersion, found: list[tuple[Attempt, Change]]) -> Iterator[Change]:
    """The changes, with what follows from those that cross the pass line. Four queries."""
    people = Enrolment.objects.filter(attempts__items__version=version).order_by()
    units = {change.unit for _attempt, change in found}
    rises, falls = (any(getattr(change, way) for _attempt, change in found) for way in ("rises", "falls"))
    completed = _completed(people, units) if rises or falls else {}
    passing = _passing(people, units) if falls else {}
    one_left, required = (_with_one_unit_left(people), _required(units)) if rises else (set(), set())
    for attempt, change in found:
        if change.after.level != PASSED:
            passing.get(_sat(attempt), set()).discard(attempt.pk)
        elif attempt.is_whole:
            passing.setdefault(_sat(attempt), set()).add(attempt.pk)
    for attempt, change in found:
        sat, unit = _sat(attempt), (attempt.enrolment.edition_id, *_sat(attempt)[1:])
        completes = change.rises and sat not in completed
        yield replace(
            change,
            completes=completes,
            finishes=completes and sat[0] in one_left and unit in required,
            undecided=change.falls and completed.get(sat) == "" and not passing.get(sat),
        )


def _completed(people: QuerySet[Enrolment], units: set[str]) -> dict[Sat, str]:
    """Who completed which of these units, with the reason where it was waived."""
    rows = Completion.objects.filter(enrolment__in=people, unit_key__in=units)
    return {
        (enrolment, key, revision): why
        for enrolment, key, revision, why in rows.values_list("enrolment", "unit_key", "revision", "waived_because")
    }


def _passing(people: QuerySet[Enrolment], units: set[str]) -> dict[Sat, set[int]]:
    """The whole attempts at these units that pass by their latest marking."""
    later = GradeRun.objects.filter(attempt=OuterRef("attempt"), run__gt=OuterRef("run"))
    runs = GradeRun.objects.filter(
        ~Exists(later),
        passed=True,
        attempt__enrolment__in=people,
        attempt__unit_key__in=units,
        attempt__puts_right=None,
    )
    found: dict[Sat, set[int]] = {}
    rows = runs.values_list("attempt", "attempt__enrolment", "attempt__unit_key", "attempt__quiz__unit__revision")
    for attempt, enrolment, key, revision in rows:
        found.setdefault((enrolment, key, revision), set()).add(attempt)
    return found


def _with_one_unit_left(people: QuerySet[Enrolment]) -> set[int]:
    """Who has one required unit left."""
    open_still: Any = Enrolment.objects.filter(pk__in=people, completed_at=None).with_progress()
    return set(open_still.filter(required_count=F("done_count") + 1).values_list("pk", flat=True))


def _required(units: set[str]) -> set[tuple[int, str, int]]:
    """(edition, key, revision) of these units where they are required."""
    return set(Unit.objects.filter(key__in=units, required=True).values_list("edition", "key", "revision"))


@dataclass(frozen=True)
class Conflict:
    """An answer that another version does not know, or cannot read: whose, in which attempt, and what is said of it."""

    enrolment: str
    attempt: int
    text: str


def conflicts(version: QuestionVersion, to_version: QuestionVersion) -> list[Conflict]:
    """The saved answers to ``version`` that cannot be marked by ``to_version``, in open attempts too."""
    found = []
    answered = AttemptItem.objects.filter(version=version, response__isnull=False)
    rows = answered.order_by("attempt__enrolment", "attempt").values_list(
        "response", "attempt__enrolment__public_id", "attempt__number"
    )
    for response, enrolment, number in rows.iterator(chunk_size=500):
        try:
            lost = to_version.data.score(response).status == INVALID != version.data.score(response).status
            text = _("an answer cannot be read any more") if lost else ""
        except BadResponse as bad:
            text = str(bad)
        if text:
            found.append(Conflict(str(enrolment), number, text))
    return found
