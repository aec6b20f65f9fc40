"""Marking an attempt: what is stored is scored, and every marking is a new row."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from quizzes.grading import COUNTED, DROPPED_EXCLUDE, DROPPED_FULL, Total, reaches, total, worth
from quizzes.kinds.scoring import READING, WRONG, BadResponse, Score
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade, QuestionVersion, RegradeOrder
from quizzes.standing import passing

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Marked:
    """An item with its score, the version it was marked by, whether it counts, and how its answer was read."""

    item: AttemptItem
    score: Score
    version: QuestionVersion
    state: str
    reading: int = READING

    @property
    def worth(self) -> tuple[Fraction, Fraction]:
        """(earned, possible) points."""
        return worth(Fraction(self.item.points), self.score.fraction, self.state)

    @property
    def missed_must_pass(self) -> bool:
        return _is_missed(self.item, self.score.fraction, self.state)


@dataclass(frozen=True)
class Marking:
    """A marking that is not written down yet. ``items``: those that it marks, all or (``remarking``) one."""

    items: tuple[Marked, ...]
    total: Total
    missed_must_pass: int

    @property
    def passed(self) -> bool | None:
        """The pass mark was reached and no must-pass item was missed; None where nothing counts."""
        return self.total.passed if self.total.passed is None else self.total.passed and not self.missed_must_pass


def marking(
    attempt: Attempt, orders: Mapping[int, RegradeOrder], items: Iterable[AttemptItem] | None = None
) -> Marking:
    """Score what is stored. ``orders``: the approved regrade order of a question version, by the version's id.
    ``items``: those of the attempt, if they are at hand."""
    if items is None:
        items = attempt.items.select_related("version", "bank_item")
    return concluded(attempt, [marked(item, orders) for item in items])


def concluded(attempt: Attempt, items: Iterable[Marked]) -> Marking:
    """The marking that these items make."""
    items = tuple(items)
    scores = ((Fraction(each.item.points), each.score.fraction, each.state) for each in items)
    found = total(scores, pass_mark_of(attempt))
    return _judged(attempt, items, found.earned, found.possible, sum(each.missed_must_pass for each in items))


def remarking(grade: ItemGrade, orders: Mapping[int, RegradeOrder]) -> Marking:
    """The marking of ``grade``'s run with that one item marked anew: what the others got is not touched."""
    run, item, new = grade.run, grade.item, marked(grade.item, orders)
    old = worth(Fraction(item.points), grade.fraction, grade.state)
    earned = Fraction(run.earned) - old[0] + new.worth[0]
    possible = Fraction(run.possible) - old[1] + new.worth[1]
    missed = run.missed_must_pass - _is_missed(item, grade.fraction, grade.state) + new.missed_must_pass
    return _judged(run.attempt, (new,), earned, possible, missed)


def _is_missed(item: AttemptItem, fraction: Fraction, state: str) -> bool:
    return item.bank_item.must_pass and state == COUNTED and fraction < 1


def _judged(attempt: Attempt, items: tuple[Marked, ...], earned: Fraction, possible: Fraction, missed: int) -> Marking:
    passed = None if attempt.quiz.is_practice else reaches(earned, possible, pass_mark_of(attempt))
    return Marking(items, Total(earned, possible, passed), missed if passed is not None else 0)


def pass_mark_of(attempt: Attempt) -> int:
    """In per cent. One sibling is right or it is not: what puts a missed item right has no share of the points."""
    return attempt.quiz.pass_mark if attempt.is_whole else 100


def marked(item: AttemptItem, orders: Mapping[int, RegradeOrder]) -> Marked:
    """Score one item, as ``orders`` has it."""
    version, state = ruling(item, orders)
    return Marked(item, scored(item, version), version, state)


def ruling(item: AttemptItem, orders: Mapping[int, RegradeOrder]) -> tuple[QuestionVersion, str]:
    """The version that an item is marked by, and whether it counts."""
    order = orders.get(item.version_id)
    if order and order.action == RegradeOrder.Action.EXCLUDE:
        return item.version, DROPPED_EXCLUDE
    if order and order.action == RegradeOrder.Action.FULL_MARKS:
        return item.version, DROPPED_FULL
    version = order.to_version if order and order.to_version else item.version
    return version, COUNTED if version.data.is_scored else DROPPED_EXCLUDE


def scored(item: AttemptItem, version: QuestionVersion, reading: int = READING) -> Score:
    """The score of what is stored by the key of ``version``, read as ``reading`` does. An answer that only the version
    that was asked knows is wrong by the key of another; an order that would meet one is refused
    (``quizzes.regrading``), so this is for those that come after it."""
    try:
        return version.data.read_by(reading).score_handed_in(item.response)
    except BadResponse:
        if version.pk == item.version_id:
            raise
        return Score(Fraction(0), WRONG)


def approved_orders(attempt: Attempt) -> dict[int, RegradeOrder]:
    """The latest approved order of each question version of the attempt, by the version's id: what holds for everybody,
    also for an attempt that is handed in later."""
    return orders_in_force(attempt.items.values_list("version", flat=True))


def orders_in_force(versions: Iterable[int]) -> dict[int, RegradeOrder]:
    """The latest approved order of each of these question versions, by the version's id."""
    orders = RegradeOrder.objects.filter(version__in=versions, approved_at__isnull=False).defer("dry_run")
    return {order.version_id: order for order in orders.select_related("to_version").order_by("approved_at", "pk")}


def mark(attempt: Attempt, at: datetime) -> GradeRun:
    """Write the first marking down, when the attempt is handed in. Later ones: ``quizzes.remarking``."""
    found = marking(attempt, approved_orders(attempt))
    run = run_of(attempt, found, 1, at)
    run.save(force_insert=True)
    ItemGrade.objects.bulk_create(grade_of(run, each) for each in found.items)
    logger.info("attempt marked id=%s run=%s passed=%s", attempt.pk, run.run, run.passed)
    return run


def run_of(attempt: Attempt, found: Marking, number: int, at: datetime, order: RegradeOrder | None = None) -> GradeRun:
    """An unsaved run of a marking; ``order`` is what made it a later one."""
    return GradeRun(
        attempt=attempt,
        run=number,
        reason=GradeRun.Reason.REGRADE if order else GradeRun.Reason.SUBMIT,
        order=order,
        earned=str(found.total.earned),
        possible=str(found.total.possible),
        passed=found.passed,
        missed_must_pass=found.missed_must_pass,
        graded_at=at,
    )


def grade_of(run: GradeRun, each: Marked) -> ItemGrade:
    """An unsaved grade of an item in ``run``."""
    return ItemGrade(
        run=run,
        item=each.item,
        version=each.version,
        numerator=str(each.score.fraction.numerator),
        denominator=str(each.score.fraction.denominator),
        status=each.score.status,
        state=each.state,
        reading=each.reading,
    )


def write_completion(attempt: Attempt, at: datetime) -> None:
    """If the quiz of ``attempt`` is passed now, write the completion down in the edition that the learner is on, if it
    still has this quiz as it was sat. Safe to repeat: the first time counts."""
    enrolment, sat = attempt.enrolment, attempt.quiz.unit
    unit = enrolment.edition.units.filter(key=sat.key, revision=sat.revision).first()
    if unit is None:
        return
    if attempt.quiz.is_practice:
        enrolment.complete(unit, at=at)
        return
    passed = passing(enrolment, attempt.quiz).passed_attempt
    if passed is not None:
        enrolment.complete(unit, earned=passed.grade.earned, possible=passed.grade.possible, at=at)
