"""Measure the time of a call."""

import statistics
import time
from collections.abc import Callable

# What is measured and its action; the yardstick and its action or its milliseconds; the rounds.
Scene = tuple[str, Callable[[], object], str, Callable[[], object] | float, int]


def median_ms(action: Callable[[], object], rounds: int) -> float:
    """Return the median milliseconds of a call, after one call that is not measured."""
    action()
    times = []
    for _round in range(rounds):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000
