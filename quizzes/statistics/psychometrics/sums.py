"""Exact sums of whole numbers, and what is worked out from them in a last step.

"Scaled" variances and covariances are n² times their value, which keeps them whole numbers. So a
variance of zero is exactly zero, and no result depends on the order of the learners. Most functions
are one formula each, which stands on one line as in the literature.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import atanh, copysign, sqrt, tanh
from operator import mul

Numbers = Sequence[int]
Figure = float | None  # None where it is not defined
Interval = tuple[float, float]
Run = tuple[int, int]  # a value, and how many learners have it
Z95 = 1.959963984540054  # the 97.5 % point of the normal distribution


def scaled_covariance(xs: Numbers, ys: Numbers, counts: Numbers) -> int:
    """Return n² times the covariance: n Σxy − Σx Σy.

    counts: how many learners each place stands for.
    """
    n = sum(counts)
    weighted_xs: list[int] = list(map(mul, xs, counts))
    sum_of_products: int = sum(map(mul, weighted_xs, ys))
    sum_of_xs = sum(weighted_xs)
    sum_of_ys = weighted_sum(ys, counts)
    return n * sum_of_products - sum_of_xs * sum_of_ys


def scaled_variance(xs: Numbers, counts: Numbers) -> int:
    """Return n² times the variance."""
    return scaled_covariance(xs, xs, counts)


def weighted_sum(xs: Numbers, counts: Numbers) -> int:
    """Return the sum over all learners."""
    total: int = sum(map(mul, xs, counts))
    return total


def highest_scaled_covariance(xs: Numbers, ys: Numbers, counts: Numbers) -> int:
    """Return n² times the covariance that xs and ys have where both are sorted."""
    runs_of_xs = _sorted_runs(xs, counts)
    runs_of_ys = _sorted_runs(ys, counts)
    paired_xs = []
    paired_ys = []
    pair_counts = []
    for x, y, count in _sorted_pairs(runs_of_xs, runs_of_ys):
        paired_xs.append(x)
        paired_ys.append(y)
        pair_counts.append(count)
    return scaled_covariance(paired_xs, paired_ys, pair_counts)


def _sorted_runs(values: Numbers, counts: Numbers) -> list[Run]:
    """Return the values that occur, sorted."""
    learners: Counter[int] = Counter()
    for value, count in zip(values, counts, strict=True):
        learners[value] += count
    return sorted(learners.items())


def _sorted_pairs(xs: list[Run], ys: list[Run]) -> Iterator[tuple[int, int, int]]:
    """Yield (x, y, count): the n-th learner by x beside the n-th by y."""
    ys_left = iter(ys)
    y, y_count = next(ys_left, (0, 0))
    for x, x_count in xs:
        left = x_count
        while left:
            count = min(left, y_count)
            yield x, y, count
            left -= count
            y_count -= count
            if not y_count:
                y, y_count = next(ys_left, (0, 0))


def median(xs: Numbers, counts: Numbers) -> Figure:
    """Return the middle value, between two values their mean; None of nobody."""
    n = sum(counts)
    if not n:
        return None
    runs = _sorted_runs(xs, counts)
    lower = _value_at((n - 1) // 2, runs)
    upper = _value_at(n // 2, runs)
    return (lower + upper) / 2


def _value_at(rank: int, runs: list[Run]) -> int:
    """Return the value of the learner at a rank, from 0."""
    first_rank = 0
    for value, count in runs:
        first_rank += count
        if rank < first_rank:
            return value
    raise IndexError(rank)


def sample_deviation(xs: Numbers, counts: Numbers, unit: int) -> Figure:
    """Return the standard deviation with the divisor n − 1, in points."""
    n = sum(counts)
    if n < 2:
        return None
    variance = scaled_variance(xs, counts) / (n * (n - 1))
    return sqrt(variance) / unit


def correlation(covariance: int, variance: int, other_variance: int) -> Figure:
    """Return Pearson's correlation; None if one of the two does not vary.

    All arguments are scaled by the same n².
    """
    product = variance * other_variance
    if not product:
        return None
    r_squared = covariance * covariance / product
    return copysign(sqrt(r_squared), covariance)


def ratio(part: int, whole: int) -> Figure:
    """Return ``part`` divided by ``whole``; None if that is zero."""
    if not whole:
        return None
    return part / whole


def correlation_interval(r: Figure, n: int) -> Interval | None:
    """Return the 95 % interval of a correlation of ``n`` learners (Fisher 1921).

    tanh(artanh r ± z / √(n − 3)); None of three learners or fewer.
    """
    if r is None or n <= 3:
        return None
    if abs(r) >= 1:
        return r, r
    middle = atanh(r)
    half_width = Z95 / sqrt(n - 3)
    lower = tanh(middle - half_width)
    upper = tanh(middle + half_width)
    return lower, upper
