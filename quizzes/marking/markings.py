"""Marking an attempt: saved answers are scored, and every marking is a new row."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from accounts.compiled_queries import CompiledQuery
from course.models import Unit
from quizzes.grading import COUNTED, DROPPED_EXCLUDE, DROPPED_FULL, Total, reaches, total, worth
from quizzes.marking.kept_counts import count_hand_in
from quizzes.marking.standing import standing_without_limits
from quizzes.models import (
    Attempt,
    AttemptItem,
    GradeRun,
    ItemGrade,
    QuestionVersion,
    RegradeOrder,
)
from quizzes.question.scoring import READING, WRONG, BadResponse, Score

logger = logging.getLogger(__name__)
# The approved regrade order of a question version, by the version's id.
OrdersByVersion = Mapping[int, RegradeOrder]


@dataclass(frozen=True)
class MarkedItem:
    """Hold an item with its score.

    version: the question version whose key marked it.
    state: whether it counts, one of the states of ``quizzes.grading``.
    reading: the number of the way in which its typed answer was read.
    """

    item: AttemptItem
    score: Score
    version: QuestionVersion
    state: str
    reading: int = READING

    @property
    def worth(self) -> tuple[Fraction, Fraction]:
        """Return (earned, possible) points."""
        points = Fraction(self.item.points)
        return worth(points, self.score.fraction, self.state)

    @property
    def missed_must_pass(self) -> bool:
        return _is_missed(self.item, self.score.fraction, self.state)


@dataclass(frozen=True)
class Marking:
    """Hold a marking that is not saved yet.

    items: those that it marks: all of the attempt, or the one of ``compute_remarking``.
    """

    items: tuple[MarkedItem, ...]
    total: Total
    missed_must_pass: int

    @property
    def passed(self) -> bool | None:
        """Tell whether score and must-pass items pass the attempt; None if nothing counts."""
        if self.total.passed is None:
            return None
        return self.total.passed and not self.missed_must_pass


def compute_marking(
    attempt: Attempt,
    orders: OrdersByVersion,
    items: Iterable[AttemptItem] | None = None,
) -> Marking:
    """Return the marking of the attempt's saved answers, without saving it.

    items: those of the attempt, if the caller has read them.
    """
    if items is None:
        # Not those that a page has read: an answer may have been saved since.
        items = attempt.items.with_questions()
    marked_items = [mark_item(item, orders) for item in items]
    return marking_of(attempt, marked_items)


def marking_of(attempt: Attempt, items: Iterable[MarkedItem]) -> Marking:
    """Return the marking that these marked items add up to."""
    items = tuple(items)
    scores = []
    missed = 0
    for marked in items:
        points_of_item = Fraction(marked.item.points)
        scores.append((points_of_item, marked.score.fraction, marked.state))
        missed += marked.missed_must_pass
    points = total(scores, pass_mark_of(attempt))
    return _marking(attempt, items, points, missed)


def compute_remarking(grade: ItemGrade, orders: OrdersByVersion) -> Marking:
    """Return the marking of the grade's run with this one item marked again.

    The points of the other items stay as they are.
    """
    run = grade.run
    marked = mark_item(grade.item, orders)
    missed = run.missed_must_pass
    missed -= _is_missed(grade.item, grade.fraction, grade.state)
    missed += marked.missed_must_pass
    points = _points_with(grade, marked)
    return _marking(run.attempt, (marked,), points, missed)


def _points_with(grade: ItemGrade, marked: MarkedItem) -> Total:
    """Return the points of the grade's run with ``marked`` in the place of the grade."""
    points = grade.run.total
    points_of_item = Fraction(grade.item.points)
    old_earned, old_possible = worth(points_of_item, grade.fraction, grade.state)
    new_earned, new_possible = marked.worth
    earned = points.earned - old_earned + new_earned
    possible = points.possible - old_possible + new_possible
    pass_mark = pass_mark_of(grade.run.attempt)
    is_passed = reaches(earned, possible, pass_mark)
    return Total(earned, possible, is_passed)


def _is_missed(item: AttemptItem, fraction: Fraction, state: str) -> bool:
    if not item.bank_item.must_pass:
        return False
    return state == COUNTED and fraction < 1


def _marking(
    attempt: Attempt, items: tuple[MarkedItem, ...], points: Total, missed: int
) -> Marking:
    if not attempt.quiz.is_certifying:
        points = replace(points, passed=None)  # practice and pretests are done, not passed
    if points.passed is None:
        missed = 0
    return Marking(items, points, missed)


def pass_mark_of(attempt: Attempt) -> int:
    """Return the per cent of points that passes the attempt."""
    # A remedial attempt has one question, so it passes only at 100 %.
    if not attempt.is_whole:
        return 100
    return attempt.quiz.pass_mark


def mark_item(item: AttemptItem, orders: OrdersByVersion) -> MarkedItem:
    """Mark one item's saved answer as the regrade orders say, without saving it."""
    version, state = version_and_state(item, orders)
    score = score_answer(item, version)
    return MarkedItem(item, score, version, state)


def version_and_state(item: AttemptItem, orders: OrdersByVersion) -> tuple[QuestionVersion, str]:
    """Return the version whose key marks the item, and whether the item counts."""
    version = item.version
    order = orders.get(item.version_id)
    if order is not None:
        if order.action == RegradeOrder.Action.EXCLUDE:
            return version, DROPPED_EXCLUDE
        if order.action == RegradeOrder.Action.FULL_MARKS:
            return version, DROPPED_FULL
        version = order.to_version or version
    if not version.data.is_scored:
        return version, DROPPED_EXCLUDE
    return version, COUNTED


def score_answer(item: AttemptItem, version: QuestionVersion, reading: int = READING) -> Score:
    """Return the score of the saved answer by the key of ``version``.

    reading: the number of the way in which typed answers are read.
    Raises BadResponse if the version that was asked cannot read its own answer.
    """
    question = version.data.read_by(reading)
    try:
        return question.score_handed_in(item.response)
    except BadResponse:
        if version.pk == item.version_id:
            raise
        # The other version does not know this answer, so it is wrong by that key.
        # ``quizzes.regrading.orders`` refuses an order that meets such an answer; this one was
        # given after the order.
        return Score(Fraction(0), WRONG)


def approved_orders(attempt: Attempt) -> dict[int, RegradeOrder]:
    """Return the orders in force for the attempt's question versions, by the version's id."""
    # An order holds for everybody, also for an attempt that is handed in after it.
    return {order.version_id: order for order in _orders_of_attempt.rows(attempt.pk)}


def orders_in_force(versions: Iterable[int]) -> dict[int, RegradeOrder]:
    """Return the order in force of each question version that has one, by the version's id."""
    return {order.version_id: order for order in _orders_in_force(versions)}


def _orders_in_force(versions: Iterable[int] | QuerySet[Any]) -> QuerySet[RegradeOrder]:
    orders = RegradeOrder.objects.in_force().filter(version__in=versions)
    return orders.defer("dry_run").select_related("to_version")


_orders_of_attempt = CompiledQuery(
    lambda attempt: _orders_in_force(
        AttemptItem.objects.filter(attempt=attempt).order_by().values("version")
    )
)


def mark_attempt(attempt: Attempt, at: datetime, items: Iterable[AttemptItem]) -> GradeRun:
    """Save the first marking of an attempt that is handed in.

    items: all of the attempt, read after it was handed in.
    ``quizzes.regrading.batches`` saves later ones.
    """
    orders = approved_orders(attempt)
    marking = compute_marking(attempt, orders, items)
    run = unsaved_run(attempt, marking, 1, at)
    run.save(force_insert=True)

    grades = [unsaved_grade(run, marked) for marked in marking.items]
    ItemGrade.objects.bulk_create(grades)
    count_hand_in(run, grades)
    logger.info("attempt marked id=%s run=%s passed=%s", attempt.pk, run.run, run.passed)
    return run


def unsaved_run(
    attempt: Attempt,
    marking: Marking,
    number: int,
    at: datetime,
    order: RegradeOrder | None = None,
) -> GradeRun:
    """Return an unsaved row of the marking.

    order: the regrade order that asked for it; None for the first marking.
    """
    return GradeRun(
        attempt=attempt,
        run=number,
        reason=GradeRun.Reason.REGRADE if order else GradeRun.Reason.SUBMIT,
        order=order,
        earned=str(marking.total.earned),
        possible=str(marking.total.possible),
        passed=marking.passed,
        missed_must_pass=marking.missed_must_pass,
        graded_at=at,
    )


def unsaved_grade(run: GradeRun, marked: MarkedItem) -> ItemGrade:
    """Return an unsaved grade of one item in ``run``."""
    return ItemGrade(
        run=run,
        item=marked.item,
        version=marked.version,
        numerator=str(marked.score.fraction.numerator),
        denominator=str(marked.score.fraction.denominator),
        status=marked.score.status,
        state=marked.state,
        reading=marked.reading,
    )


def write_completion(attempt: Attempt, at: datetime) -> None:
    """Record the learner's completion if the attempt's quiz is passed now.

    Does nothing if the learner's edition no longer has this quiz at the revision of the attempt.
    Safe to repeat: the first completion stays.
    """
    enrolment = attempt.enrolment
    attempted_unit = attempt.quiz.unit
    unit: Unit | None = attempted_unit
    if attempted_unit.edition_id != enrolment.edition_id:
        units = enrolment.edition.units.filter(key=attempted_unit.key)
        unit = units.filter(revision=attempted_unit.revision).first()
    if unit is None:
        return
    if not attempt.quiz.is_certifying:
        enrolment.complete(unit, at=at)
        return

    # Read from the database: this attempt may pass another one, whose missed item it remedies,
    # and the first attempt that passed is the one that is recorded.
    standing = standing_without_limits(enrolment, attempt.quiz)
    passed = standing.passed_attempt
    if passed is not None:
        marking = passed.grade
        enrolment.complete(unit, earned=marking.earned, possible=marking.possible, at=at)
