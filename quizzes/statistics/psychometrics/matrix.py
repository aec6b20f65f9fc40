"""A score matrix: what each learner earned in each item.

Points are whole numbers of 1/``unit`` of a point, so every sum is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm
from operator import sub
from typing import NamedTuple, Self

from quizzes.statistics.psychometrics.sums import Numbers, scaled_variance


@dataclass(frozen=True)
class Item:
    """Hold the points of the learners who were asked one item.

    rows: the learners' row numbers. points: what each of them earned, in the order of ``rows``.
    """

    maximum: int
    rows: Numbers
    points: Numbers


class Rest(NamedTuple):
    """Hold what learners earned in all items but one.

    places: indices into that item's rows, of learners who were asked other items too.
    earned: points if all learners could earn the same total, else shares of what each could
    earn, as numerators over one common denominator.
    """

    places: Numbers
    earned: Numbers

    def by_place(self) -> dict[int, int]:
        """Return what was earned, by place."""
        return dict(zip(self.places, self.earned, strict=True))


@dataclass(frozen=True)
class Matrix:
    """Hold the scores of learners.

    totals, possible: what each learner earned and could earn in all. unit: parts of a point.
    """

    items: Sequence[Item]
    totals: Numbers
    possible: Numbers
    unit: int = 1

    @classmethod
    def of_items(cls, n: int, items: Sequence[Item], unit: int = 1) -> Self:
        """Return the matrix of ``n`` learners whose totals are what they earned in ``items``."""
        totals = [0] * n
        possible = [0] * n
        for item in items:
            for row, points in zip(item.rows, item.points, strict=True):
                totals[row] += points
                possible[row] += item.maximum
        return cls(items, totals, possible, unit)

    @property
    def n(self) -> int:
        return len(self.totals)

    @cached_property
    def is_complete(self) -> bool:
        """Tell whether every learner was asked every item."""
        return all(len(item.rows) == self.n for item in self.items)

    @cached_property
    def has_equal_maximum(self) -> bool:
        """Tell whether all learners could earn the same total."""
        return len({*self.possible}) == 1

    @cached_property
    def is_right_or_wrong(self) -> bool:
        """Tell whether items have equal points and are right or wrong, as KR-20 requires."""
        maxima = {item.maximum for item in self.items}
        if len(maxima) != 1:
            return False
        right_or_wrong = {0, *maxima}
        return all(right_or_wrong.issuperset(item.points) for item in self.items)

    @cached_property
    def item_variances(self) -> list[int]:
        """Return the scaled variance of each item."""
        return [scaled_variance(item.points) for item in self.items]

    @cached_property
    def total_variance(self) -> int:
        """Return the scaled variance of the totals."""
        return scaled_variance(self.totals)

    def totals_of(self, item: Item) -> list[int]:
        """Return the totals of learners who were asked ``item``, in its order."""
        return [self.totals[row] for row in item.rows]

    def rest_of(self, item: Item) -> Rest:
        """Return what learners who were asked ``item`` earned in the other items."""
        if self.has_equal_maximum:
            return self._rest_in_points(item)
        return self._rest_in_shares(item)

    def _rest_in_points(self, item: Item) -> Rest:
        if self.possible[0] <= item.maximum:
            return Rest([], [])  # nobody was asked another item
        earned = list(map(sub, self.totals_of(item), item.points))
        return Rest(range(len(earned)), earned)

    def _rest_in_shares(self, item: Item) -> Rest:
        rest_possible = [self.possible[row] - item.maximum for row in item.rows]
        places = [place for place, possible in enumerate(rest_possible) if possible]
        common = lcm(*{rest_possible[place] for place in places})

        earned = []
        for place in places:
            rest_points = self.totals[item.rows[place]] - item.points[place]
            earned.append(rest_points * (common // rest_possible[place]))
        return Rest(places, earned)
