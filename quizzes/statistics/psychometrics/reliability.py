"""How reliable the totals of a test are.

All of it belongs to a fixed form, where everybody is asked the same. The file holds formulas and
nothing else, each on one line as in the literature.
"""

from math import sqrt

from quizzes.statistics.psychometrics.matrix import Matrix, Rest
from quizzes.statistics.psychometrics.sums import Figure, scaled_variance, weighted_sum


def alpha(matrix: Matrix) -> Figure:
    """Return Cronbach's alpha (1951); None where learners were asked different items."""
    if not matrix.is_complete:
        return None
    variances = [item.variance for item in matrix.items]
    return _alpha(sum(variances), matrix.total_variance, len(variances))


def alpha_if_deleted(matrix: Matrix, place: int, rest: Rest) -> Figure:
    """Return the alpha of all items but the one at ``place``.

    rest: what was earned in those.
    """
    if not matrix.is_complete:
        return None
    variances = [item.variance for item in matrix.items]
    other_variances = sum(variances) - variances[place]
    rest_variance = scaled_variance(rest.earned, rest.counts)
    return _alpha(other_variances, rest_variance, len(variances) - 1)


def _alpha(item_variances: int, total_variance: int, k: int) -> Figure:
    """Return k/(k − 1) · (1 − Σ var X / var T), Cronbach's alpha of ``k`` items.

    item_variances: the sum over the items. Both arguments are scaled by the same n².
    """
    if k <= 1 or not total_variance:
        return None
    numerator = k * (total_variance - item_variances)
    return numerator / ((k - 1) * total_variance)


def kr21(matrix: Matrix) -> float:
    """Return KR-21 (Kuder and Richardson 1937), which takes all items as equally hard.

    k/(k − 1) · (1 − mean · (k − mean) / (k · var T)), with the variance divided by n.
    matrix: of two or more items, right or wrong, each worth the same; totals are not all equal.
    """
    k = len(matrix.items)
    earned = weighted_sum(matrix.totals, matrix.counts)
    possible = matrix.n * k * matrix.items[0].maximum
    missed = possible - earned
    equal_item_variances = earned * missed / (k * matrix.total_variance)
    return k / (k - 1) * (1 - equal_item_variances)


def standard_error(alpha: Figure, deviation: Figure) -> Figure:
    """Return the standard error of measurement: the standard deviation · √(1 − alpha)."""
    if alpha is None or deviation is None:
        return None
    return deviation * sqrt(1 - alpha)


def livingston(alpha: Figure, mean: Figure, variance: Figure, cut: float) -> Figure:
    """Return K², the reliability at the pass mark (Livingston 1972).

    (alpha · var T + d²) / (var T + d²), where d is how far the mean is from the pass mark.
    variance: divided by n. cut: the pass mark in points.
    """
    if alpha is None or mean is None or variance is None:
        return None
    squared_distance = (mean - cut) ** 2
    divisor = variance + squared_distance
    if not divisor:
        return None
    return (alpha * variance + squared_distance) / divisor
