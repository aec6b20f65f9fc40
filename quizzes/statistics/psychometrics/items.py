"""How hard an item is, and how well it tells learners apart."""

from dataclasses import dataclass
from math import lcm, sqrt
from operator import mul
from typing import Self

from quizzes.statistics.psychometrics.matrix import Item, Matrix, Rest
from quizzes.statistics.psychometrics.reliability import alpha_if_deleted
from quizzes.statistics.psychometrics.sums import (
    Figure,
    Numbers,
    correlation,
    ratio,
    sample_deviation,
    scaled_covariance,
    scaled_variance,
)

Interval = tuple[float, float]
Z95 = 1.959963984540054  # the 97.5 % point of the normal distribution


@dataclass(frozen=True)
class ItemStatistics:
    """Hold the statistics of one item; shares are from 0 to 1, not per cent.

    facility: the mean share of the points. interval: its 95 % interval.
    item_total, item_rest: correlations with the total, and with the total without the item.
    efficiency, effective_weight: Moodle's, as shares.
    upper, lower: the facility in the best and in the worst 27 % of learners.
    """

    n: int
    facility: Figure
    interval: Interval | None
    sd: Figure
    item_total: Figure
    item_rest: Figure
    efficiency: Figure
    effective_weight: Figure
    alpha_if_deleted: Figure
    upper: Figure
    lower: Figure

    @property
    def upper_minus_lower(self) -> Figure:
        """Return Kelley's D."""
        if self.upper is None or self.lower is None:
            return None
        return self.upper - self.lower


@dataclass(frozen=True)
class ExtremeGroups:
    """Hold each learner's weight in the best and in the worst 27 % (Kelley 1939)."""

    upper: Numbers
    lower: Numbers

    @classmethod
    def of(cls, matrix: Matrix) -> Self:
        """Return the groups by the share that each learner earned of what was possible."""
        common = lcm(*filter(None, {*matrix.possible}))
        ranks = [
            total * (common // possible) if possible else 0
            for total, possible in zip(matrix.totals, matrix.possible, strict=True)
        ]
        reversed_ranks = [-rank for rank in ranks]
        size = group_size(matrix.n)
        return cls(
            upper=_weights_of_highest(ranks, size),
            lower=_weights_of_highest(reversed_ranks, size),
        )


def group_size(n: int) -> int:
    """Return 27 % of ``n``, a half rounded up (Kelley 1939)."""
    return (27 * n + 50) // 100


def _weights_of_highest(ranks: Numbers, size: int) -> list[int]:
    """Return each learner's weight in the group of the ``size`` highest ranks.

    Learners with equal ranks at the border share the places that are left.
    """
    if not size:
        return [0] * len(ranks)
    border = sorted(ranks, reverse=True)[size - 1]
    equals = ranks.count(border)
    above = sum(rank > border for rank in ranks)

    # Whole numbers: ``equals`` stands for one whole place.
    weight_above = equals
    weight_at_border = size - above
    weights = []
    for rank in ranks:
        if rank > border:
            weights.append(weight_above)
        elif rank == border:
            weights.append(weight_at_border)
        else:
            weights.append(0)
    return weights


def item_statistics(matrix: Matrix) -> tuple[ItemStatistics, ...]:
    """Return the statistics of each item."""
    covariances_with_total = []
    for item in matrix.items:
        covariance = scaled_covariance(item.points, matrix.totals_of(item))
        covariances_with_total.append(covariance)

    groups = ExtremeGroups.of(matrix)
    places = range(len(matrix.items))
    return tuple(_statistics_at(place, matrix, covariances_with_total, groups) for place in places)


def _statistics_at(
    place: int, matrix: Matrix, covariances_with_total: Numbers, groups: ExtremeGroups
) -> ItemStatistics:
    """Return the statistics of the item at ``place``."""
    item = matrix.items[place]
    n = len(item.rows)
    facility = ratio(sum(item.points), n * item.maximum)
    rest = matrix.rest_of(item)
    item_rest, efficiency = _against_rest(item, rest)
    return ItemStatistics(
        n=n,
        facility=facility,
        interval=None if facility is None else wilson(facility, n),
        sd=sample_deviation(item.points, matrix.unit),
        item_total=_item_total(matrix, place, covariances_with_total[place]),
        item_rest=item_rest,
        efficiency=efficiency,
        effective_weight=_effective_weight(matrix, place, covariances_with_total),
        alpha_if_deleted=alpha_if_deleted(matrix, place, rest),
        upper=_weighted_facility(item, groups.upper),
        lower=_weighted_facility(item, groups.lower),
    )


def _item_total(matrix: Matrix, place: int, covariance: int) -> Figure:
    """Return the correlation of an item with the total, which holds the item."""
    totals = matrix.totals_of(matrix.items[place])
    return correlation(covariance, matrix.item_variances[place], scaled_variance(totals))


def _against_rest(item: Item, rest: Rest) -> tuple[Figure, Figure]:
    """Return (item-rest correlation, Moodle's discriminative efficiency as a share).

    The efficiency is cov(X, R) / its highest value, which it has where both are sorted.
    """
    # Only learners who were asked other items too have a rest.
    points = [item.points[place] for place in rest.places]
    covariance = scaled_covariance(points, rest.earned)
    highest_covariance = scaled_covariance(sorted(points), sorted(rest.earned))
    rest_variance = scaled_variance(rest.earned)
    item_rest = correlation(covariance, scaled_variance(points), rest_variance)
    return item_rest, ratio(covariance, highest_covariance)


def _effective_weight(matrix: Matrix, place: int, covariances_with_total: Numbers) -> Figure:
    """Return Moodle's effective weight, as a share: √cov(X, T) / the sum of these roots.

    None for a negative covariance, and where learners were asked different items.
    """
    covariance = covariances_with_total[place]
    if not matrix.is_complete or covariance < 0:
        return None
    roots = [sqrt(positive) for positive in covariances_with_total if positive > 0]
    if not roots:
        return None
    return sqrt(covariance) / sum(roots)


def _weighted_facility(item: Item, weights: Numbers) -> Figure:
    """Return the facility of ``item``, each learner counted by weight."""
    item_weights = [weights[row] for row in item.rows]
    earned: int = sum(map(mul, item_weights, item.points))
    possible = sum(item_weights) * item.maximum
    return ratio(earned, possible)


def wilson(share: float, n: int) -> Interval:
    """Return the 95 % interval of a share of ``n``, by the score method (Wilson 1927).

    (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
    """
    centre = share + Z95**2 / (2 * n)
    variance = share * (1 - share) / n
    half_width = Z95 * sqrt(variance + Z95**2 / (4 * n * n))
    divisor = 1 + Z95**2 / n
    # At 0 and 1 an end is the share itself, which binary fractions may miss by a last digit.
    low = 0.0 if share == 0 else (centre - half_width) / divisor
    high = 1.0 if share == 1 else (centre + half_width) / divisor
    return low, high
