"""All statistics of a test at once."""

from dataclasses import dataclass

from quizzes.statistics.psychometrics.items import ItemStatistics, group_size, item_statistics
from quizzes.statistics.psychometrics.matrix import Matrix
from quizzes.statistics.psychometrics.reliability import alpha, kr21, standard_error
from quizzes.statistics.psychometrics.sums import (
    Figure,
    median,
    ratio,
    sample_deviation,
    weighted_sum,
)


@dataclass(frozen=True)
class TestStatistics:
    """Hold the statistics of a whole test, in points.

    sd: divided by n - 1. variance: divided by n. group_size: 27 % of n.
    """

    n: int
    mean: Figure
    median: Figure
    sd: Figure
    variance: Figure
    alpha: Figure
    kr20: Figure
    kr21: Figure
    sem: Figure
    group_size: int


@dataclass(frozen=True)
class Statistics(TestStatistics):
    """Hold the statistics of a whole test and of its items."""

    items: tuple[ItemStatistics, ...]


def analyse(matrix: Matrix) -> Statistics:
    """Return every statistic of the test and of its items."""
    test = analyse_test(matrix)
    return Statistics(**vars(test), items=item_statistics(matrix))


def analyse_test(matrix: Matrix) -> TestStatistics:
    """Return every statistic of the test; of the items only the points and counts are read."""
    totals = matrix.totals
    counts = matrix.counts
    n = matrix.n
    unit = matrix.unit
    test_alpha = alpha(matrix)
    deviation = sample_deviation(totals, counts, unit)
    middle = median(totals, counts)
    has_kuder_richardson = test_alpha is not None and matrix.is_right_or_wrong
    return TestStatistics(
        n=n,
        mean=ratio(weighted_sum(totals, counts), n * unit),
        median=None if middle is None else middle / unit,
        sd=deviation,
        variance=ratio(matrix.total_variance, (n * unit) ** 2),
        alpha=test_alpha,
        # KR-20 equals alpha if items and totals have the same divisor, as in Kuder and Richardson.
        kr20=test_alpha if has_kuder_richardson else None,
        kr21=kr21(matrix) if has_kuder_richardson else None,
        sem=standard_error(test_alpha, deviation),
        group_size=group_size(n),
    )
