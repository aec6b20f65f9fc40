"""Measure what the export of a long list costs: memory, and processor time a line."""

import time

from benchmarks.child import Browser
from benchmarks.fresh import resident_megabytes

CHUNKS_A_LOOK = 500


def read_export(browser: Browser, address: str) -> dict[str, float]:
    """Read a whole export; return its lines, the most memory it took, and milliseconds a line.

    browser: one that takes no compressed answers.
    """
    before = most = resident_megabytes()
    lines = 0
    started = time.process_time()
    for number, chunk in enumerate(browser.chunks("GET", address)):
        lines += chunk.count(b"\n")
        if number % CHUNKS_A_LOOK == 0:
            most = max(most, resident_megabytes())
    seconds = time.process_time() - started
    return {
        "lines": lines,
        "MB": max(most, resident_megabytes()) - before,
        "milliseconds": seconds * 1000 / lines,
    }
