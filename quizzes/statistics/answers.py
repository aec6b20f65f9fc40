"""What many learners answered and earned in their first attempts, never who."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cached_property, partial
from itertools import repeat
from math import lcm
from typing import NamedTuple, TypeVar

from quizzes.grading import DROPPED_FULL
from quizzes.models import Quiz
from quizzes.statistics.psychometrics.matrix import Item, Matrix

T = TypeVar("T")
ColumnKey = tuple[int, int]  # the version that an answer was marked by, and the item's points


class Answer(NamedTuple):
    """Hold what one learner answered and what it earned.

    response: JSON as stored; "" if responses were not read.
    """

    numerator: int
    denominator: int
    state: str
    status: str
    response: str

    def worth(self, maximum: int) -> int:
        """Return what it earns of ``maximum``, which must be a multiple of its denominator."""
        if self.state == DROPPED_FULL:
            return maximum
        return maximum * self.numerator // self.denominator


class AttemptScore(NamedTuple):
    """Hold the points of one attempt.

    reached: the points alone reach the pass mark, whatever must-pass question was missed.
    """

    earned: Fraction
    possible: Fraction
    passed: bool
    reached: bool


@dataclass(frozen=True)
class Column:
    """Hold the answers to one question.

    groups: (answer, rows) where rows are the numbers of the attempts that gave this answer.
    """

    groups: list[tuple[Answer, list[int]]] = field(default_factory=list)

    @property
    def rows(self) -> list[int]:
        return [row for _answer, rows in self.groups for row in rows]

    @property
    def n(self) -> int:
        return sum(len(rows) for _answer, rows in self.groups)

    @property
    def had_full_marks(self) -> bool:
        """Tell whether a later marking gave everybody full marks."""
        # Then what was earned says nothing about the question.
        return any(answer.state == DROPPED_FULL for answer, _rows in self.groups)

    def map_answers(self, value_of: Callable[[Answer], T]) -> list[T]:
        """Return ``value_of`` every answer, in the order of ``rows``."""
        values: list[T] = []
        for answer, rows in self.groups:
            values.extend(repeat(value_of(answer), len(rows)))
        return values


@dataclass
class FirstAttempts:
    """Hold the first attempts at one quiz.

    scores: one for each attempt; its place in the list is the attempt's row number.
    columns: the answers to each question that was read.
    editions: the numbers of the editions they were made in. last_at: when the last was handed in.
    """

    quiz: Quiz
    scores: list[AttemptScore] = field(default_factory=list)
    columns: dict[ColumnKey, Column] = field(default_factory=dict)
    editions: set[int] = field(default_factory=set)
    last_at: datetime | None = None

    @cached_property
    def matrix(self) -> Matrix:
        """Return what each attempt earned in the questions that were read, and in all.

        A question that was taken out of the score is in neither.
        """
        unit = lcm(*self._denominators())
        items = []
        for (_version, points), column in self.columns.items():
            maximum = points * unit
            earned = column.map_answers(partial(Answer.worth, maximum=maximum))
            items.append(Item(maximum, column.rows, earned))
        return Matrix(
            items=items,
            totals=_in_units([score.earned for score in self.scores], unit),
            possible=_in_units([score.possible for score in self.scores], unit),
            unit=unit,
        )

    def _denominators(self) -> set[int]:
        """Return the denominators of every number of points."""
        denominators: set[int] = set()
        for score in self.scores:
            denominators |= {score.earned.denominator, score.possible.denominator}
        for column in self.columns.values():
            denominators.update(answer.denominator for answer, _rows in column.groups)
        return denominators


def _in_units(numbers: Sequence[Fraction], unit: int) -> list[int]:
    """Return points as whole numbers of 1/``unit`` of a point."""
    return [int(number * unit) for number in numbers]
