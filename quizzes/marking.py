"""Marking an attempt: what is stored is scored, and every marking is a new row."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Max

from quizzes.grading import COUNTED, DROPPED_EXCLUDE, DROPPED_FULL, Total, total
from quizzes.kinds.scoring import Score
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade, QuestionVersion, RegradeOrder
from quizzes.standing import standing

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Marked:
    """An item with its score, the version it was marked by, and whether it counts."""

    item: AttemptItem
    score: Score
    version: QuestionVersion
    state: str

    @property
    def missed_must_pass(self) -> bool:
        return self.item.bank_item.must_pass and self.state == COUNTED and self.score.fraction < 1


@dataclass(frozen=True)
class Marking:
    """A marking that is not written down yet."""

    items: tuple[Marked, ...]
    total: Total
    missed_must_pass: int

    @property
    def passed(self) -> bool | None:
        """The pass mark was reached and no must-pass item was missed; None where nothing counts."""
        return self.total.passed if self.total.passed is None else self.total.passed and not self.missed_must_pass


def marking(attempt: Attempt, orders: Mapping[int, RegradeOrder]) -> Marking:
    """Score what is stored. ``orders``: the approved regrade order of a question version, by the version's id. Raises
    BadResponse where an order's version does not know an option that was chosen."""
    items = tuple(_marked(item, orders) for item in attempt.items.select_related("version", "bank_item"))
    result = total(
        ((Fraction(each.item.points), each.score.fraction, each.state) for each in items),
        # One sibling is right or it is not: what puts a missed item right has no share of the points.
        Fraction(attempt.quiz.pass_mark if attempt.is_whole else 100),
    )
    if attempt.quiz.is_practice:
        result = Total(result.earned, result.possible, None)
    return Marking(items, result, sum(each.missed_must_pass for each in items) if result.passed is not None else 0)


def _marked(item: AttemptItem, orders: Mapping[int, RegradeOrder]) -> Marked:
    order = orders.get(item.version_id)
    version = order.to_version if order and order.to_version else item.version
    question = version.data
    state = COUNTED if question.is_scored else DROPPED_EXCLUDE
    if order and order.action == RegradeOrder.Action.EXCLUDE:
        state = DROPPED_EXCLUDE
    elif order and order.action == RegradeOrder.Action.FULL_MARKS:
        state = DROPPED_FULL
    return Marked(item, question.score(item.response), version, state)


def approved_orders(attempt: Attempt) -> dict[int, RegradeOrder]:
    """The latest approved order of each question version of the attempt, by the version's id: what holds for everybody,
    also for an attempt that is handed in later."""
    versions = attempt.items.values("version")
    orders = RegradeOrder.objects.filter(version__in=versions, approved_at__isnull=False).select_related("to_version")
    return {order.version_id: order for order in orders.order_by("approved_at", "pk")}


def mark(attempt: Attempt, at: datetime, order: RegradeOrder | None = None) -> GradeRun:
    """Write a marking down: the first when the attempt is handed in, a later one because of ``order``."""
    found = marking(attempt, approved_orders(attempt))
    latest = attempt.runs.aggregate(latest=Max("run"))["latest"] or 0
    run = GradeRun.objects.create(
        attempt=attempt,
        run=latest + 1,
        reason=GradeRun.Reason.REGRADE if order else GradeRun.Reason.SUBMIT,
        order=order,
        earned=str(found.total.earned),
        possible=str(found.total.possible),
        passed=found.passed,
        missed_must_pass=found.missed_must_pass,
        graded_at=at,
    )
    ItemGrade.objects.bulk_create(
        ItemGrade(
            run=run,
            item=each.item,
            version=each.version,
            numerator=each.score.fraction.numerator,
            denominator=each.score.fraction.denominator,
            status=each.score.status,
            state=each.state,
        )
        for each in found.items
    )
    logger.info("attempt marked id=%s run=%s passed=%s", attempt.pk, run.run, run.passed)
    return run


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
    passed = standing(enrolment, attempt.quiz, at).passed_attempt
    if passed is not None:
        enrolment.complete(unit, earned=passed.grade.earned, possible=passed.grade.possible, at=at)
