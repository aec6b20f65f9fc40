"""How hard an item is, and how well it tells learners apart."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import NamedTuple

from quizzes.statistics.psychometrics.matrix import CountedItem, Matrix, Rest
from quizzes.statistics.psychometrics.reliability import alpha_if_deleted
from quizzes.statistics.psychometrics.sums import (
    Z95,
    Figure,
    Interval,
    Numbers,
    correlation,
    correlation_interval,
    highest_scaled_covariance,
    ratio,
    sample_deviation,
    scaled_covariance,
    scaled_variance,
    weighted_sum,
)


@dataclass(frozen=True)
class ItemStatistics:
    """Hold the statistics of one item; shares are from 0 to 1, not per cent.

    facility: the mean share of the points. interval: its 95 % interval.
    item_total, item_rest: correlations with the total, and with the total without the item.
    item_rest_interval: the 95 % interval of the latter.
    efficiency, effective_weight: Moodle's, as shares.
    upper, lower: the facility in the best and in the worst 27 % of learners.
    """

    n: int
    facility: Figure
    interval: Interval | None
    sd: Figure
    item_total: Figure
    item_rest: Figure
    item_rest_interval: Interval | None
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


class ExtremeGroup(NamedTuple):
    """Hold who is in the best or in the worst 27 % (Kelley 1939).

    border: the share of the possible points at the border of the group.
    weight_beyond, weight_at_border: what learners on the group's side of the border, and those
    exactly at it, count for. side: 1 for the best, -1 for the worst.
    """

    border: Fraction
    weight_beyond: int
    weight_at_border: int
    side: int

    def weight(self, total: int, possible: int) -> int:
        """Return how much a learner with this score counts for in the group."""
        distance = total * self.border.denominator - self.border.numerator * (possible or 1)
        if not distance:
            return self.weight_at_border
        is_beyond = distance * self.side > 0
        return self.weight_beyond if is_beyond else 0


def _learners_by_share(matrix: Matrix) -> Counter[Fraction]:
    """Return how many learners earned each share of what was possible for them."""
    learners: Counter[Fraction] = Counter()
    rows = zip(matrix.totals, matrix.possible, matrix.counts, strict=True)
    for total, possible, count in rows:
        share = Fraction(total, possible) if possible else Fraction(0)
        learners[share] += count
    return learners


def extreme_group(matrix: Matrix, side: int) -> ExtremeGroup:
    """Return the best (``side`` 1) or the worst (-1) by the share of what was possible.

    Learners with equal shares at the border share the places that are left.
    """
    learners = _learners_by_share(matrix)
    places_left = group_size(matrix.n)
    for share in sorted(learners, reverse=side > 0):
        equals = learners[share]
        if equals >= places_left:
            # Whole numbers: ``equals`` stands for one whole place.
            return ExtremeGroup(share, equals, places_left, side)
        places_left -= equals
    return ExtremeGroup(Fraction(0), 0, 0, side)


def group_size(n: int) -> int:
    """Return 27 % of ``n``, a half rounded up (Kelley 1939)."""
    return (27 * n + 50) // 100


def item_statistics(matrix: Matrix) -> tuple[ItemStatistics, ...]:
    """Return the statistics of each item."""
    covariances_with_total = []
    for item in matrix.items:
        covariance = scaled_covariance(item.points, item.totals, item.counts)
        covariances_with_total.append(covariance)

    best = extreme_group(matrix, 1)
    worst = extreme_group(matrix, -1)
    statistics = []
    for place in range(len(matrix.items)):
        of_item = _statistics_at(place, matrix, covariances_with_total, best, worst)
        statistics.append(of_item)
    return tuple(statistics)


def _statistics_at(
    place: int,
    matrix: Matrix,
    covariances_with_total: Numbers,
    best: ExtremeGroup,
    worst: ExtremeGroup,
) -> ItemStatistics:
    """Return the statistics of the item at ``place``."""
    item = matrix.items[place]
    earned = weighted_sum(item.points, item.counts)
    facility = ratio(earned, item.n * item.maximum)
    rest = matrix.rest_of(item)
    item_rest, efficiency = _against_rest(item, rest)
    return ItemStatistics(
        n=item.n,
        facility=facility,
        interval=None if facility is None else wilson(facility, item.n),
        sd=sample_deviation(item.points, item.counts, matrix.unit),
        item_total=_item_total(item, covariances_with_total[place]),
        item_rest=item_rest,
        item_rest_interval=correlation_interval(item_rest, sum(rest.counts)),
        efficiency=efficiency,
        effective_weight=_effective_weight(matrix, place, covariances_with_total),
        alpha_if_deleted=alpha_if_deleted(matrix, place, rest),
        upper=_weighted_facility(item, best),
        lower=_weighted_facility(item, worst),
    )


def _item_total(item: CountedItem, covariance: int) -> Figure:
    """Return the correlation of an item with the total, which holds the item."""
    variance_of_totals = scaled_variance(item.totals, item.counts)
    return correlation(covariance, item.variance, variance_of_totals)


def _against_rest(item: CountedItem, rest: Rest) -> tuple[Figure, Figure]:
    """Return (item-rest correlation, Moodle's discriminative efficiency as a share).

    The efficiency is cov(X, R) / its highest value, which it has where both are sorted.
    """
    # Only learners who were asked other items too have a rest.
    points = [item.points[place] for place in rest.places]
    counts = rest.counts
    covariance = scaled_covariance(points, rest.earned, counts)
    highest_covariance = highest_scaled_covariance(points, rest.earned, counts)
    variance = scaled_variance(points, counts)
    rest_variance = scaled_variance(rest.earned, counts)
    item_rest = correlation(covariance, variance, rest_variance)
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


def _weighted_facility(item: CountedItem, group: ExtremeGroup) -> Figure:
    """Return the facility of ``item`` in a group of learners."""
    earned = 0
    learners = 0
    rows = zip(item.points, item.totals, item.possible, item.counts, strict=True)
    for points, total, possible, count in rows:
        weight = count * group.weight(total, possible)
        earned += weight * points
        learners += weight
    return ratio(earned, learners * item.maximum)


def wilson(share: float, n: int) -> Interval:
    """Return the 95 % interval of a share of ``n``, by the score method (Wilson 1927).

    (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
    """
    centre = share + Z95**2 / (2 * n)
    variance = share * (1 - share) / n
    half_width = Z95 * sqrt(variance + Z95**2 / (4 * n * n))
    divisor = 1 + Z95**2 / n
    # At 0 and 1 an end is the share itself, which binary fractions may miss by a last digit.
    low = 0.0
    if share != 0:
        low = (centre - half_width) / divisor
    high = 1.0
    if share != 1:
        high = (centre + half_width) / divisor
    return low, high
