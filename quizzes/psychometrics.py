"""What a score matrix says about a test and its items. Standard library only: no settings, no database.

Points are whole numbers of 1/``unit`` of a point, so that every sum is exact: a variance that is zero is exactly zero,
and no result depends on the order of the learners. What is not defined is None. docs/statistics.md names the sources.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import copysign, lcm, sqrt
from operator import mul, sub
from statistics import median
from typing import Self

Z95 = 1.959963984540054  # the 97.5 % point of the normal distribution
FUNCTIONAL = 0.05  # a distractor works if at least this share of learners chooses it (Tarrant 2009)
OMITTED = "-"


@dataclass(frozen=True)
class Item:
    """The points of those who were asked one item: ``rows`` are the learners' numbers, ``points`` stand beside them."""

    maximum: int
    rows: Sequence[int]
    points: Sequence[int]


@dataclass(frozen=True)
class Matrix:
    """The scores of learners: what each earned and could earn in all, and in ``items``; an item knows who was asked."""

    items: Sequence[Item]
    totals: Sequence[int]
    possible: Sequence[int]
    unit: int = 1

    @classmethod
    def of_items(cls, n: int, items: Sequence[Item], unit: int = 1) -> Self:
        """The matrix of ``n`` learners whose totals are what they earned in ``items``."""
        totals, possible = [0] * n, [0] * n
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
        """Everybody was asked everything: a fixed form."""
        return all(len(item.rows) == self.n for item in self.items)

    @cached_property
    def is_even(self) -> bool:
        """Everybody could earn as much."""
        return len({*self.possible}) == 1

    @cached_property
    def is_right_or_wrong(self) -> bool:
        """Every item is worth the same and was either right or wrong: what KR-20 and KR-21 presuppose."""
        maxima = {item.maximum for item in self.items}
        return len(maxima) == 1 and all({*item.points} <= {0, *maxima} for item in self.items)

    def totals_of(self, item: Item) -> list[int]:
        """What those who were asked ``item`` earned in all."""
        return [self.totals[row] for row in item.rows]

    def rest_of(self, item: Item) -> tuple[Sequence[int], list[int]]:
        """The places in ``item`` of those who were asked anything else, and what they earned there: points where
        everybody could earn as many, else the share of what they could earn (on one common denominator)."""
        if self.is_even:
            places: Sequence[int] = range(len(item.rows) if self.possible[0] > item.maximum else 0)
            return places, list(map(sub, self.totals_of(item), item.points))[: len(places)]
        rests = [self.possible[row] - item.maximum for row in item.rows]
        common = lcm(*({*rests} - {0}))
        places = range(len(rests)) if all(rests) else [place for place, rest in enumerate(rests) if rest]
        return places, [
            (self.totals[item.rows[place]] - item.points[place]) * (common // rests[place]) for place in places
        ]


@dataclass(frozen=True)
class ItemStatistics:
    """``facility`` is the mean share of the points; ``upper`` and ``lower`` are the facility in the best and the worst
    27 % of learners; ``efficiency`` and ``effective_weight`` are shares, not per cent."""

    n: int
    facility: float | None
    interval: tuple[float, float] | None
    sd: float | None
    item_total: float | None
    item_rest: float | None
    efficiency: float | None
    effective_weight: float | None
    alpha_if_deleted: float | None
    upper: float | None
    lower: float | None

    @property
    def upper_minus_lower(self) -> float | None:
        return None if self.upper is None or self.lower is None else self.upper - self.lower


@dataclass(frozen=True)
class Statistics:
    """A whole test. ``sd`` has n - 1 below it, ``variance`` has n; both are in points."""

    n: int
    mean: float | None
    median: float | None
    sd: float | None
    variance: float | None
    alpha: float | None
    kr20: float | None
    kr21: float | None
    sem: float | None
    group_size: int
    items: tuple[ItemStatistics, ...]


@dataclass(frozen=True)
class OptionUse:
    """Who chose an option: how many, what share, how choosing goes with the rest, and the mean total of these."""

    id: str
    n: int
    proportion: float | None
    r_rest: float | None
    mean_total: float | None


def analyse(matrix: Matrix) -> Statistics:
    """Every statistic of the test and of its items."""
    totals, n, unit = matrix.totals, matrix.n, matrix.unit
    spread = _spread(totals)
    sd = _root(spread, n * (n - 1), unit)
    spreads = [_spread(item.points) for item in matrix.items]
    alpha = _alpha(sum(spreads), spread, len(spreads)) if matrix.is_complete else None
    two_way = matrix.is_right_or_wrong
    return Statistics(
        n=n,
        mean=sum(totals) / (n * unit) if n else None,
        median=median(totals) / unit if n else None,
        sd=sd,
        variance=spread / (n * unit) ** 2 if n else None,
        alpha=alpha,
        # With one divisor for items and totals KR-20 is alpha, as Kuder and Richardson's own formula has it.
        kr20=alpha if two_way else None,
        kr21=_kr21(totals, matrix.items) if alpha is not None and two_way else None,
        sem=None if alpha is None or sd is None else sd * sqrt(1 - alpha),
        group_size=group_size(n),
        items=_items(matrix, spreads),
    )


def _items(matrix: Matrix, spreads: Sequence[int]) -> tuple[ItemStatistics, ...]:
    upper, lower = _extreme_groups(matrix)
    totals = [matrix.totals_of(item) for item in matrix.items]
    shared = [_shared(item.points, mine) for item, mine in zip(matrix.items, totals, strict=True)]
    weights = sum(sqrt(each) for each in shared if each > 0)
    found = []
    for item, spread, mine, with_total in zip(matrix.items, spreads, totals, shared, strict=True):
        n, maximum = len(item.rows), item.maximum
        places, rest = matrix.rest_of(item)
        points = [item.points[place] for place in places]
        rest_spread, with_rest = _spread(rest), _shared(points, rest)
        facility = sum(item.points) / (n * maximum) if n else None
        without = _alpha(sum(spreads) - spread, rest_spread, len(spreads) - 1) if matrix.is_complete else None
        found.append(
            ItemStatistics(
                n=n,
                facility=facility,
                interval=None if facility is None else wilson(facility, n),
                sd=_root(spread, n * (n - 1), matrix.unit),
                item_total=_correlation(with_total, spread, _spread(mine)),
                item_rest=_correlation(with_rest, _spread(points), rest_spread),
                efficiency=_ratio(with_rest, _shared(sorted(points), sorted(rest))),
                effective_weight=_weight(with_total, weights) if matrix.is_complete else None,
                alpha_if_deleted=without,
                upper=_weighted(item, upper),
                lower=_weighted(item, lower),
            )
        )
    return tuple(found)


def option_use(
    matrix: Matrix, item: Item, chosen: Sequence[Iterable[str]], ids: Iterable[str]
) -> tuple[OptionUse, ...]:
    """The use of each option and, last, of none (``OMITTED``); ``chosen`` are ids, one iterable for each of the item's
    rows."""
    who: dict[str, list[int]] = {option: [] for option in ids}
    for place, options in enumerate(chosen):
        for option in tuple(options) or (OMITTED,):
            who.setdefault(option, []).append(place)
    who[OMITTED] = who.pop(OMITTED, [])
    places, rest = matrix.rest_of(item)
    n, sum_of_rest, spread = len(places), sum(rest), _spread(rest)
    rest_at = dict(zip(places, rest, strict=True))
    found = []
    for option, choosers in who.items():
        with_rest = [rest_at[place] for place in choosers if place in rest_at]
        count = len(with_rest)
        found.append(
            OptionUse(
                id=option,
                n=len(choosers),
                proportion=len(choosers) / len(item.rows) if item.rows else None,
                r_rest=_correlation(n * sum(with_rest) - count * sum_of_rest, n * count - count * count, spread),
                mean_total=_ratio(
                    sum(matrix.totals[item.rows[place]] for place in choosers), len(choosers) * matrix.unit
                ),
            )
        )
    return tuple(found)


def option_shares(
    matrix: Matrix, item: Item, chosen: Sequence[Iterable[str]], groups: int = 3
) -> dict[str, tuple[float, ...]]:
    """For each option that was chosen: its share among ``groups`` equally large groups of learners, from those who
    earned the least on the rest to those who earned the most. Equals at a border are shared between its sides."""
    places, rest = matrix.rest_of(item)
    at: dict[int, list[int]] = {}
    for place, earned in zip(places, rest, strict=True):
        at.setdefault(earned, []).append(place)
    size, before = len(places) / groups, 0
    found: dict[str, list[float]] = {}
    for _earned, equals in sorted(at.items()):
        counts = Counter(option for place in equals for option in (tuple(chosen[place]) or (OMITTED,)))
        for group in range(groups):
            inside = min(before + len(equals), (group + 1) * size) - max(before, group * size)
            for option, count in sorted(counts.items()):
                shares = found.setdefault(option, [0.0] * groups)
                shares[group] += max(inside, 0.0) / len(equals) * count / size
        before += len(equals)
    return {option: tuple(shares) for option, shares in found.items()}


def is_functional(use: OptionUse) -> bool:
    """Whether a distractor is chosen often enough to do anything."""
    return use.proportion is not None and use.proportion >= FUNCTIONAL


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of ``n`` (Wilson 1927)."""
    centre, square = share + Z95**2 / (2 * n), Z95**2 / n
    half = Z95 * sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    return max((centre - half) / (1 + square), 0.0), min((centre + half) / (1 + square), 1.0)


def livingston(alpha: float | None, mean: float | None, variance: float | None, cut: float) -> float | None:
    """K², the reliability at the pass mark; ``variance`` has n below it (Livingston 1972)."""
    if alpha is None or mean is None or variance is None:
        return None
    away = (mean - cut) ** 2
    return (alpha * variance + away) / (variance + away) if variance + away else None


def group_size(n: int) -> int:
    """27 % of ``n``, a half rounded up (Kelley 1939)."""
    return (27 * n + 50) // 100


def _extreme_groups(matrix: Matrix) -> tuple[list[int], list[int]]:
    """How far each learner belongs to the best and to the worst 27 %, as weights; equals at the border share the places
    that are left."""
    size, totals, possible = group_size(matrix.n), matrix.totals, matrix.possible
    common = lcm(*filter(None, {*possible}))
    ranks = [mine * (common // most) if most else 0 for mine, most in zip(totals, possible, strict=True)]
    return _group(ranks, size), _group([-rank for rank in ranks], size)


def _group(ranks: Sequence[int], size: int) -> list[int]:
    if not size:
        return [0] * len(ranks)
    border = sorted(ranks, reverse=True)[size - 1]
    inside, equals = sum(rank > border for rank in ranks), ranks.count(border)
    return [equals if rank > border else size - inside if rank == border else 0 for rank in ranks]


def _weighted(item: Item, weights: Sequence[int]) -> float | None:
    """The facility of ``item``, each learner counted by weight."""
    mine = [weights[row] for row in item.rows]
    return _ratio(sum(map(mul, mine, item.points)), sum(mine) * item.maximum)


def _alpha(item_spreads: int, total_spread: int, k: int) -> float | None:
    """Cronbach's alpha (1951) of ``k`` items; both spreads have the same divisor, so none is needed."""
    return k * (total_spread - item_spreads) / ((k - 1) * total_spread) if k > 1 and total_spread else None


def _kr21(totals: Sequence[int], items: Sequence[Item]) -> float:
    """KR-21 (Kuder and Richardson 1937), with n below the variance: items are taken as equally hard."""
    n, k, sum_of_totals = len(totals), len(items), sum(totals)
    missing = n * k * items[0].maximum - sum_of_totals
    return k / (k - 1) * (1 - sum_of_totals * missing / (k * _spread(totals)))


def _weight(shared: int, weights: float) -> float | None:
    """Moodle's effective weight: the root of the item's covariance with the total, as a share of all such roots."""
    return sqrt(shared) / weights if shared >= 0 and weights else None


def _shared(xs: Sequence[int], ys: Sequence[int]) -> int:
    """n² times the covariance."""
    products: int = sum(map(mul, xs, ys))
    return len(xs) * products - sum(xs) * sum(ys)


def _spread(xs: Sequence[int]) -> int:
    """n² times the variance."""
    return _shared(xs, xs)


def _root(spread: int, divisor: int, unit: int) -> float | None:
    return sqrt(spread / divisor) / unit if divisor else None


def _correlation(shared: int, spread: int, other: int) -> float | None:
    """Pearson's; None where one of the two does not vary."""
    return copysign(sqrt(shared * shared / (spread * other)), shared) if spread and other else None


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
