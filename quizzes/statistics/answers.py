"""What many learners answered and earned in their first attempts, never who.

Learners with equal scores and equal answers are counted together.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

from quizzes.grading import DROPPED_FULL
from quizzes.models import Quiz
from quizzes.statistics.psychometrics.analysis import TestStatistics, analyse_test
from quizzes.statistics.psychometrics.matrix import CountedItem, Matrix

ColumnKey = tuple[int, int]  # the version that an answer was marked by, and the item's points


class Answer(NamedTuple):
    """Hold an answer to a question, what it earned, and how many gave it.

    chosen: the ids of the chosen options; empty for kinds without options.
    total, possible: the points of the attempts; 0 if they were not read.
    """

    numerator: int
    denominator: int
    state: str
    status: str
    chosen: tuple[str, ...]
    total: Fraction
    possible: Fraction
    n: int

    def worth(self, maximum: int) -> int:
        """Return what it earns of ``maximum``, which must be a multiple of its denominator."""
        if self.state == DROPPED_FULL:
            return maximum
        return maximum * self.numerator // self.denominator


class AttemptScore(NamedTuple):
    """Hold a score, and how many first attempts have it.

    reached: the points alone reach the pass mark, whatever must-pass question was missed.
    """

    earned: Fraction
    possible: Fraction
    passed: bool
    reached: bool
    n: int


@dataclass(frozen=True)
class Column:
    """Hold the answers to one question."""

    answers: list[Answer] = field(default_factory=list)

    @cached_property
    def n(self) -> int:
        return sum(answer.n for answer in self.answers)

    @property
    def had_full_marks(self) -> bool:
        """Tell whether a later marking gave everybody full marks."""
        # Then what was earned says nothing about the question.
        return any(answer.state == DROPPED_FULL for answer in self.answers)


@dataclass(frozen=True)
class Counted:
    """Hold what many attempts earned, and the answers to each question that was read."""

    scores: Sequence[AttemptScore] = ()
    columns: Mapping[ColumnKey, Column] = field(default_factory=dict)

    @cached_property
    def n(self) -> int:
        return sum(score.n for score in self.scores)

    @cached_property
    def matrix(self) -> Matrix:
        """Return what the attempts earned in the questions that were read, and in all.

        A question that was taken out of the score is in neither.
        """
        unit = lcm(*self._denominators())
        return Matrix(
            items=[
                _counted_item(column, points * unit, unit)
                for (_version, points), column in self.columns.items()
            ],
            totals=[_in_units(score.earned, unit) for score in self.scores],
            possible=[_in_units(score.possible, unit) for score in self.scores],
            counts=[score.n for score in self.scores],
            unit=unit,
        )

    @cached_property
    def test(self) -> TestStatistics:
        return analyse_test(self.matrix)

    def _denominators(self) -> set[int]:
        """Return the denominators of every number of points."""
        denominators: set[int] = set()
        for score in self.scores:
            denominators |= {score.earned.denominator, score.possible.denominator}
        for column in self.columns.values():
            denominators.update(answer.denominator for answer in column.answers)
        return denominators


@dataclass(frozen=True)
class FirstAttempts:
    """Hold the first attempts at one quiz.

    editions: the numbers of the editions they were made in. last_at: when the last was handed in.
    """

    quiz: Quiz
    counted: Counted
    editions: Set[int]
    last_at: datetime | None

    @property
    def n(self) -> int:
        return self.counted.n

    @property
    def scores(self) -> Sequence[AttemptScore]:
        return self.counted.scores

    @property
    def columns(self) -> Mapping[ColumnKey, Column]:
        return self.counted.columns

    @property
    def matrix(self) -> Matrix:
        return self.counted.matrix


def _counted_item(column: Column, maximum: int, unit: int) -> CountedItem:
    answers = column.answers
    return CountedItem(
        maximum=maximum,
        points=[answer.worth(maximum) for answer in answers],
        totals=[_in_units(answer.total, unit) for answer in answers],
        possible=[_in_units(answer.possible, unit) for answer in answers],
        counts=[answer.n for answer in answers],
    )


def _in_units(number: Fraction, unit: int) -> int:
    """Return points as a whole number of 1/``unit`` of a point, rounded down."""
    # Exact, but for a score that was counted after the others were read.
    return number.numerator * unit // number.denominator
