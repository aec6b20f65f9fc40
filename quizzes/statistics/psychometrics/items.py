"""How hard an item is, and how well it tells learners apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm, sqrt
from operator import mul
from typing import Self

from quizzes.statistics.psychometrics.matrix import Item, Matrix
from quizzes.statistics.psychometrics.reliability import alpha_if_deleted
from quizzes.statistics.psychometrics.sums import (
    correlation,
    ratio,
    sample_deviation,
    scaled_covariance,
    scaled_variance,
)

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
        """Return Kelley's D."""
        if self.upper is None or self.lower is None:
            return None
        return self.upper - self.lower


@dataclass(frozen=True)
class ExtremeGroups:
    """Hold each learner's weight in the best and in the worst 27 % (Kelley 1939)."""

    upper: Sequence[int]
    lower: Sequence[int]

    @classmethod
    def of(cls, matrix: Matrix) -> Self:
        """Return the groups by the share that each learner earned of what was possible."""
        common = lcm(*filter(None, {*matrix.possible}))
        ranks = [
            total * (common // possible) if possible else 0
            for total, possible in zip(matrix.totals, matrix.possible, strict=True)
        ]
        size = group_size(matrix.n)
        reversed_ranks = [-rank for rank in ranks]
        return cls(_weights_of_highest(ranks, size), _weights_of_highest(reversed_ranks, size))


def group_size(n: int) -> int:
    """Return 27 % of ``n``, a half rounded up (Kelley 1939)."""
    return (27 * n + 50) // 100


def _weights_of_highest(ranks: Sequence[int], size: int) -> list[int]:
    """Return each learner's weight in the group of the ``size`` highest ranks.

    Learners with equal ranks at the border share the places that are left.
    """
    if not size:
        return [0] * len(ranks)
    border = sorted(ranks, reverse=True)[size - 1]
    equals = ranks.count(border)
    places_left = size - sum(rank > border for rank in ranks)

    # Whole numbers: ``equals`` stands for one whole place.
    weight_inside, weight_at_border = equals, places_left
    weights = []
    for rank in ranks:
        if rank > border:
            weights.append(weight_inside)
        else:
            weights.append(weight_at_border if rank == border else 0)
    return weights


def item_statistics(matrix: Matrix) -> tuple[ItemStatistics, ...]:
    """Return the statistics of each item."""
    groups = ExtremeGroups.of(matrix)
    covariances = [
        scaled_covariance(item.points, matrix.totals_of(item))  # of the item with the total
        for item in matrix.items
    ]
    weights = _effective_weights(matrix, covariances)
    return tuple(
        _statistics_at(matrix, place, covariances[place], weights[place], groups)
        for place in range(len(matrix.items))
    )


def _statistics_at(
    matrix: Matrix,
    place: int,
    covariance_with_total: int,
    effective_weight: float | None,
    groups: ExtremeGroups,
) -> ItemStatistics:
    """Return the statistics of the item at ``place``."""
    item = matrix.items[place]
    total_variance = scaled_variance(matrix.totals_of(item))

    # Only learners who were asked other items too have a rest.
    rest = matrix.rest_of(item)
    points = [item.points[row] for row in rest.places]
    covariance_with_rest = scaled_covariance(points, rest.earned)
    rest_variance = scaled_variance(rest.earned)
    most_covariance = scaled_covariance(sorted(points), sorted(rest.earned))

    facility = ratio(sum(item.points), len(item.rows) * item.maximum)
    return ItemStatistics(
        n=len(item.rows),
        facility=facility,
        interval=None if facility is None else wilson(facility, len(item.rows)),
        sd=sample_deviation(item.points, matrix.unit),
        item_total=correlation(covariance_with_total, matrix.item_variances[place], total_variance),
        item_rest=correlation(covariance_with_rest, scaled_variance(points), rest_variance),
        efficiency=ratio(covariance_with_rest, most_covariance),
        effective_weight=effective_weight,
        alpha_if_deleted=alpha_if_deleted(matrix, place, rest),
        upper=_weighted_facility(item, groups.upper),
        lower=_weighted_facility(item, groups.lower),
    )


def _effective_weights(matrix: Matrix, covariances: Sequence[int]) -> list[float | None]:
    """Return Moodle's effective weight of each item, as a share: √cov(X, T) / the sum of these.

    covariances: of each item with the total.
    None for a negative covariance, and where learners were asked different items.
    """
    roots = [sqrt(covariance) if covariance >= 0 else None for covariance in covariances]
    sum_of_roots = sum(root for root in roots if root)
    if not matrix.is_complete or not sum_of_roots:
        return [None] * len(roots)
    return [None if root is None else root / sum_of_roots for root in roots]


def _weighted_facility(item: Item, weights: Sequence[int]) -> float | None:
    """Return the facility of ``item``, each learner counted by weight."""
    item_weights = [weights[row] for row in item.rows]
    earned: int = sum(map(mul, item_weights, item.points))
    return ratio(earned, sum(item_weights) * item.maximum)


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of ``n``, by the score method (Wilson 1927).

    (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
    """
    centre = share + Z95**2 / (2 * n)
    half_width = Z95 * sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    divisor = 1 + Z95**2 / n
    # At 0 and 1 an end is the share itself, which binary fractions may miss by a last digit.
    low = 0.0 if share == 0 else (centre - half_width) / divisor
    high = 1.0 if share == 1 else (centre + half_width) / divisor
    return low, high
