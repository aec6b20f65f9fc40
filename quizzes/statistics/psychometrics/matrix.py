"""A score matrix: what learners earned in each item.

Points are whole numbers of 1/``unit`` of a point, so every sum is exact. Learners with equal
scores may stand together at one place, with their count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm
from operator import sub
from typing import NamedTuple, Self

from quizzes.statistics.psychometrics.sums import Numbers, scaled_variance


class Item(NamedTuple):
    """Hold the points of the learners who were asked one item, one by one.

    rows: the learners' row numbers. points: what each of them earned, in the order of ``rows``.
    """

    maximum: int
    rows: Numbers
    points: Numbers


@dataclass(frozen=True)
class CountedItem:
    """Hold the points in one item, place by place.

    points: what learners earned in it. totals, possible: what the same learners earned and could
    earn in all. counts: how many learners each place stands for.
    """

    maximum: int
    points: Numbers
    totals: Numbers
    possible: Numbers
    counts: Numbers

    @cached_property
    def n(self) -> int:
        return sum(self.counts)

    @cached_property
    def variance(self) -> int:
        """Return the scaled variance of the points."""
        return scaled_variance(self.points, self.counts)


class Rest(NamedTuple):
    """Hold what learners earned in all items but one.

    places: those of the item, of learners who were asked other items too.
    earned: points if all learners could earn the same total, else shares of what each could
    earn, as numerators over one common denominator.
    counts: how many learners each place stands for.
    """

    places: Numbers
    earned: Numbers
    counts: Numbers

    def by_place(self) -> dict[int, int]:
        """Return what was earned, by place."""
        return dict(zip(self.places, self.earned, strict=True))


@dataclass(frozen=True)
class Matrix:
    """Hold the scores of learners.

    totals, possible: what learners earned and could earn in all. counts: how many learners have
    such a score. unit: parts of a point.
    """

    items: Sequence[CountedItem]
    totals: Numbers
    possible: Numbers
    counts: Numbers
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
        counted = [
            CountedItem(
                maximum=item.maximum,
                points=item.points,
                totals=[totals[row] for row in item.rows],
                possible=[possible[row] for row in item.rows],
                counts=[1] * len(item.rows),
            )
            for item in items
        ]
        return cls(counted, totals, possible, [1] * n, unit)

    @cached_property
    def n(self) -> int:
        return sum(self.counts)

    @cached_property
    def is_complete(self) -> bool:
        """Tell whether every learner was asked every item."""
        return all(item.n == self.n for item in self.items)

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
    def total_variance(self) -> int:
        """Return the scaled variance of the totals."""
        return scaled_variance(self.totals, self.counts)

    def rest_of(self, item: CountedItem) -> Rest:
        """Return what learners who were asked ``item`` earned in the other items."""
        if self.has_equal_maximum:
            return self._rest_in_points(item)
        return self._rest_in_shares(item)

    def _rest_in_points(self, item: CountedItem) -> Rest:
        if self.possible[0] <= item.maximum:
            return Rest([], [], [])  # nobody was asked another item
        earned = list(map(sub, item.totals, item.points))
        return Rest(range(len(earned)), earned, item.counts)

    def _rest_in_shares(self, item: CountedItem) -> Rest:
        rest_possible = [possible - item.maximum for possible in item.possible]
        places = [place for place, possible in enumerate(rest_possible) if possible]
        common = lcm(*{rest_possible[place] for place in places})

        earned = []
        for place in places:
            rest_points = item.totals[place] - item.points[place]
            earned.append(rest_points * (common // rest_possible[place]))
        return Rest(places, earned, [item.counts[place] for place in places])
