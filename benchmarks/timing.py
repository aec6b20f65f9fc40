"""How a figure is taken."""

import statistics
import time
from collections.abc import Callable

# what, act, yardstick, the yardstick's act or its milliseconds, rounds
Scene = tuple[str, Callable[[], object], str, Callable[[], object] | float, int]


def median_ms(act: Callable[[], object], rounds: int) -> float:
    """The median time of ``act`` in milliseconds, after one unmeasured call."""
    act()
    times = []
    for _round in range(rounds):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000
