"""Statistics of a test and its items from a score matrix. Standard library only: no settings, no database.

Points are whole numbers of 1/``unit`` of a point, so every sum is exact: a variance of zero is
exactly zero, and no result depends on the order of the learners. "Scaled" variances and
covariances are n² times their value, which keeps them whole numbers. What is not defined is None.
docs/statistics.md names the sources.
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
MIN_FUNCTIONAL_SHARE = (
    0.05  # of the learners, that a working distractor is chosen by (Tarrant 2009)
)
OMITTED_OPTION = "-"


@dataclass(frozen=True)
class Item:
    """Hold the points of the learners who were asked one item.

    rows: the learners' row numbers. points: what each of them earned, in the order of ``rows``.
    """

    maximum: int
    rows: Sequence[int]
    points: Sequence[int]


@dataclass(frozen=True)
class Matrix:
    """Hold the scores of learners.

    totals, possible: what each learner earned and could earn in all. unit: parts of a point.
    """

    items: Sequence[Item]
    totals: Sequence[int]
    possible: Sequence[int]
    unit: int = 1

    @classmethod
    def of_items(cls, n: int, items: Sequence[Item], unit: int = 1) -> Self:
        """Return the matrix of ``n`` learners whose totals are what they earned in ``items``."""
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
        return len(maxima) == 1 and all({*item.points} <= {0, *maxima} for item in self.items)

    def totals_of(self, item: Item) -> list[int]:
        """Return the totals of learners who were asked ``item``, in its order."""
        return [self.totals[row] for row in item.rows]

    def rest_of(self, item: Item) -> tuple[Sequence[int], list[int]]:
        """Return (places, rest): who was asked other items too, and what they earned in those.

        places: indices into the item's rows.
        rest: points if all learners could earn the same total, else shares of what each could
        earn, as numerators over one common denominator.
        """
        if self.has_equal_maximum:
            places: Sequence[int] = range(len(item.rows) if self.possible[0] > item.maximum else 0)
            return places, list(map(sub, self.totals_of(item), item.points))[: len(places)]
        rests = [self.possible[row] - item.maximum for row in item.rows]
        common = lcm(*({*rests} - {0}))
        places = (
            range(len(rests)) if all(rests) else [place for place, rest in enumerate(rests) if rest]
        )
        return places, [
            (self.totals[item.rows[place]] - item.points[place]) * (common // rests[place])
            for place in places
        ]


@dataclass(frozen=True)
class ItemStatistics:
    """Hold the statistics of one item; shares are from 0 to 1, not per cent.

    facility: the mean share of the points. interval: its 95 % interval.
    item_total, item_rest: correlations with the total, and with the total without the item.
    efficiency, effective_weight: Moodle's, as shares.
    upper, lower: the facility in the best and in the worst 27 % of learners.
    """

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
    """Hold the statistics of a whole test, in points.

    sd: divided by n - 1. variance: divided by n. group_size: 27 % of n.
    """

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
    """Hold how an option was chosen.

    n: how many learners chose it. proportion: as a share.
    r_rest: the correlation of choosing it with the points of the other items.
    mean_total: the mean total of those who chose it, in points.
    """

    id: str
    n: int
    proportion: float | None
    r_rest: float | None
    mean_total: float | None


def analyse(matrix: Matrix) -> Statistics:
    """Return every statistic of the test and of its items."""
    totals, n, unit = matrix.totals, matrix.n, matrix.unit
    scaled = _scaled_variance(totals)
    sd = _root(scaled, n * (n - 1), unit)
    item_variances = [_scaled_variance(item.points) for item in matrix.items]
    alpha = None
    if matrix.is_complete:
        alpha = _alpha(sum(item_variances), scaled, len(item_variances))
    is_right_or_wrong = matrix.is_right_or_wrong
    return Statistics(
        n=n,
        mean=sum(totals) / (n * unit) if n else None,
        median=median(totals) / unit if n else None,
        sd=sd,
        variance=scaled / (n * unit) ** 2 if n else None,
        alpha=alpha,
        # KR-20 equals alpha if items and totals have the same divisor, as in Kuder and Richardson.
        kr20=alpha if is_right_or_wrong else None,
        kr21=_kr21(totals, matrix.items) if alpha is not None and is_right_or_wrong else None,
        sem=None if alpha is None or sd is None else sd * sqrt(1 - alpha),
        group_size=group_size(n),
        items=_item_statistics(matrix, item_variances),
    )


def _item_statistics(matrix: Matrix, variances: Sequence[int]) -> tuple[ItemStatistics, ...]:
    """Return the statistics of each item; ``variances`` are the items' own, scaled."""
    upper, lower = _extreme_groups(matrix)
    totals = [matrix.totals_of(item) for item in matrix.items]
    covariances = [
        _scaled_covariance(item.points, item_totals)
        for item, item_totals in zip(matrix.items, totals, strict=True)
    ]
    weights = sum(sqrt(covariance) for covariance in covariances if covariance > 0)
    statistics = []
    for item, variance, item_totals, with_total in zip(
        matrix.items, variances, totals, covariances, strict=True
    ):
        n, maximum = len(item.rows), item.maximum
        places, rest = matrix.rest_of(item)
        points = [item.points[place] for place in places]
        rest_variance, with_rest = _scaled_variance(rest), _scaled_covariance(points, rest)
        facility = sum(item.points) / (n * maximum) if n else None
        alpha_without = None
        if matrix.is_complete:
            alpha_without = _alpha(sum(variances) - variance, rest_variance, len(variances) - 1)
        statistics.append(
            ItemStatistics(
                n=n,
                facility=facility,
                interval=None if facility is None else wilson(facility, n),
                sd=_root(variance, n * (n - 1), matrix.unit),
                item_total=_correlation(with_total, variance, _scaled_variance(item_totals)),
                item_rest=_correlation(with_rest, _scaled_variance(points), rest_variance),
                efficiency=_ratio(with_rest, _scaled_covariance(sorted(points), sorted(rest))),
                effective_weight=_effective_weight(with_total, weights)
                if matrix.is_complete
                else None,
                alpha_if_deleted=alpha_without,
                upper=_weighted_facility(item, upper),
                lower=_weighted_facility(item, lower),
            )
        )
    return tuple(statistics)


def option_use(
    matrix: Matrix, item: Item, chosen: Sequence[Iterable[str]], ids: Iterable[str]
) -> tuple[OptionUse, ...]:
    """Return the use of each option and, last, of none (OMITTED_OPTION).

    chosen: the ids that a learner chose, one iterable for each of the item's rows.
    """
    choosers_of: dict[str, list[int]] = {option: [] for option in ids}
    for place, options in enumerate(chosen):
        for option in tuple(options) or (OMITTED_OPTION,):
            choosers_of.setdefault(option, []).append(place)
    choosers_of[OMITTED_OPTION] = choosers_of.pop(OMITTED_OPTION, [])
    places, rest = matrix.rest_of(item)
    n, sum_of_rest, rest_variance = len(places), sum(rest), _scaled_variance(rest)
    rest_at = dict(zip(places, rest, strict=True))
    uses = []
    for option, choosers in choosers_of.items():
        with_rest = [rest_at[place] for place in choosers if place in rest_at]
        count = len(with_rest)
        covariance = n * sum(with_rest) - count * sum_of_rest
        uses.append(
            OptionUse(
                id=option,
                n=len(choosers),
                proportion=len(choosers) / len(item.rows) if item.rows else None,
                r_rest=_correlation(covariance, n * count - count * count, rest_variance),
                mean_total=_ratio(
                    sum(matrix.totals[item.rows[place]] for place in choosers),
                    len(choosers) * matrix.unit,
                ),
            )
        )
    return tuple(uses)


def option_shares(
    matrix: Matrix, item: Item, chosen: Sequence[Iterable[str]], groups: int = 3
) -> dict[str, tuple[float, ...]]:
    """Return how often each chosen option was chosen in equally large groups of learners.

    The values are shares, one for each group, from the learners who earned least in the other
    items to those who earned most.
    """
    places, rest = matrix.rest_of(item)
    places_by_rest: dict[int, list[int]] = {}
    for place, earned in zip(places, rest, strict=True):
        places_by_rest.setdefault(earned, []).append(place)
    size, before = len(places) / groups, 0
    shares_by_option: dict[str, list[float]] = {}
    for _earned, equals in sorted(places_by_rest.items()):
        counts = Counter(
            option for place in equals for option in (tuple(chosen[place]) or (OMITTED_OPTION,))
        )
        for group in range(groups):
            # Learners with equal points at the border of two groups count for both, in parts.
            inside = min(before + len(equals), (group + 1) * size) - max(before, group * size)
            for option, count in sorted(counts.items()):
                shares = shares_by_option.setdefault(option, [0.0] * groups)
                shares[group] += max(inside, 0.0) / len(equals) * count / size
        before += len(equals)
    return {option: tuple(shares) for option, shares in shares_by_option.items()}


def is_functional(use: OptionUse) -> bool:
    """Tell whether a distractor is chosen often enough to do anything."""
    return use.proportion is not None and use.proportion >= MIN_FUNCTIONAL_SHARE


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of ``n`` (Wilson 1927)."""
    centre, square = share + Z95**2 / (2 * n), Z95**2 / n
    half = Z95 * sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    return max((centre - half) / (1 + square), 0.0), min((centre + half) / (1 + square), 1.0)


def livingston(
    alpha: float | None, mean: float | None, variance: float | None, cut: float
) -> float | None:
    """Return K², the reliability at the pass mark (Livingston 1972).

    variance: divided by n. cut: the pass mark in points.
    """
    if alpha is None or mean is None or variance is None:
        return None
    squared_distance = (mean - cut) ** 2
    divisor = variance + squared_distance
    return (alpha * variance + squared_distance) / divisor if divisor else None


def group_size(n: int) -> int:
    """Return 27 % of ``n``, a half rounded up (Kelley 1939)."""
    return (27 * n + 50) // 100


def _extreme_groups(matrix: Matrix) -> tuple[list[int], list[int]]:
    """Return each learner's weight in the best and in the worst 27 %.

    Learners with equal points at the border share the places that are left.
    """
    size, totals, possible = group_size(matrix.n), matrix.totals, matrix.possible
    common = lcm(*filter(None, {*possible}))
    ranks = [
        total * (common // most) if most else 0
        for total, most in zip(totals, possible, strict=True)
    ]
    return _highest_weights(ranks, size), _highest_weights([-rank for rank in ranks], size)


def _highest_weights(ranks: Sequence[int], size: int) -> list[int]:
    if not size:
        return [0] * len(ranks)
    border = sorted(ranks, reverse=True)[size - 1]
    inside, equals = sum(rank > border for rank in ranks), ranks.count(border)
    return [equals if rank > border else size - inside if rank == border else 0 for rank in ranks]


def _weighted_facility(item: Item, weights: Sequence[int]) -> float | None:
    """Return the facility of ``item``, each learner counted by weight."""
    item_weights = [weights[row] for row in item.rows]
    return _ratio(sum(map(mul, item_weights, item.points)), sum(item_weights) * item.maximum)


def _alpha(item_variances: int, total_variance: int, k: int) -> float | None:
    """Return Cronbach's alpha (1951) of ``k`` items.

    item_variances: the sum over the items. Both arguments are scaled by the same n².
    """
    if k <= 1 or not total_variance:
        return None
    return k * (total_variance - item_variances) / ((k - 1) * total_variance)


def _kr21(totals: Sequence[int], items: Sequence[Item]) -> float:
    """Return KR-21 (Kuder and Richardson 1937), which takes all items as equally hard.

    The variance in it is divided by n.
    """
    n, k, sum_of_totals = len(totals), len(items), sum(totals)
    missing = n * k * items[0].maximum - sum_of_totals
    return k / (k - 1) * (1 - sum_of_totals * missing / (k * _scaled_variance(totals)))


def _effective_weight(covariance: int, weights: float) -> float | None:
    """Return Moodle's effective weight, as a share.

    covariance: of the item with the total. weights: the sum of the roots of all such covariances.
    """
    return sqrt(covariance) / weights if covariance >= 0 and weights else None


def _scaled_covariance(xs: Sequence[int], ys: Sequence[int]) -> int:
    """Return n² times the covariance."""
    products: int = sum(map(mul, xs, ys))
    return len(xs) * products - sum(xs) * sum(ys)


def _scaled_variance(xs: Sequence[int]) -> int:
    """Return n² times the variance."""
    return _scaled_covariance(xs, xs)


def _root(scaled_variance: int, divisor: int, unit: int) -> float | None:
    return sqrt(scaled_variance / divisor) / unit if divisor else None


def _correlation(covariance: int, variance: int, other_variance: int) -> float | None:
    """Return Pearson's correlation; None if one of the two does not vary.

    All arguments are scaled by the same n².
    """
    if not variance or not other_variance:
        return None
    return copysign(sqrt(covariance * covariance / (variance * other_variance)), covariance)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
