"""Exact sums of whole numbers, and what is worked out from them in a last step.

"Scaled" variances and covariances are n² times their value, which keeps them whole numbers. So a
variance of zero is exactly zero, and no result depends on the order of the learners.
"""

from collections.abc import Sequence
from math import copysign, sqrt
from operator import mul

Numbers = Sequence[int]
Figure = float | None  # None where it is not defined


def scaled_covariance(xs: Numbers, ys: Numbers) -> int:
    """Return n² times the covariance: n Σxy − Σx Σy."""
    n = len(xs)
    sum_of_products: int = sum(map(mul, xs, ys))
    return n * sum_of_products - sum(xs) * sum(ys)


def scaled_variance(xs: Numbers) -> int:
    """Return n² times the variance."""
    return scaled_covariance(xs, xs)


def sample_deviation(xs: Numbers, unit: int) -> Figure:
    """Return the standard deviation with the divisor n − 1, in points."""
    n = len(xs)
    if n < 2:
        return None
    variance = scaled_variance(xs) / (n * (n - 1))
    return sqrt(variance) / unit


def correlation(covariance: int, variance: int, other_variance: int) -> Figure:
    """Return Pearson's correlation; None if one of the two does not vary.

    All arguments are scaled by the same n².
    """
    if not variance or not other_variance:
        return None
    r_squared = covariance * covariance / (variance * other_variance)
    return copysign(sqrt(r_squared), covariance)


def ratio(part: int, whole: int) -> Figure:
    """Return ``part`` divided by ``whole``; None if that is zero."""
    if not whole:
        return None
    return part / whole
