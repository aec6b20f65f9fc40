"""Measure how fast the site is: ``python -m benchmarks``, as ``make bench`` does.

Waymark in production settings and the yardstick run as two child processes; requests to them take
turns. A page's figure is its processor time as a multiple of the yardstick's, the median of the
rounds. Writes benchmarks/latest.json and ends with 1 if a target is missed. No test depends on
these figures. ``PAGES=lesson`` measures that page alone.
"""

import os
import statistics
import sys
from collections import defaultdict
from pathlib import Path

from benchmarks import targets
from benchmarks.child import Child
from benchmarks.report import Row, print_table, save

SITE = "benchmarks.environment site"
YARDSTICK = "benchmarks.yardstick"
ROUNDS = 7
YARDSTICK_REQUESTS, PAGE_REQUESTS = 12, 5
QUIET_SPREAD = 0.25  # a reading of the yardstick may differ so far from their median
LATEST = Path(__file__).with_name("latest.json")


class Measuring:
    """Ask the site and the yardstick in turn, and keep the ratios by page."""

    def __init__(self, site: Child, yardstick: Child, pages: list[str], *, with_quiz: bool) -> None:
        self.site, self.yardstick = site, yardstick
        self.pages, self.with_quiz = pages, with_quiz
        self.ratios: dict[str, list[float]] = defaultdict(list)
        self.readings: list[float] = []

    def run(self, rounds: int) -> None:
        """Measure some rounds; a round is every page and one whole quiz."""
        for _number in range(rounds):
            before = self.read_yardstick()
            for page in self.pages:
                cpu = self.site.cpu(page, PAGE_REQUESTS)
                after = self.read_yardstick()
                self.ratios[page].append(cpu / statistics.mean([before, after]))
                before = after
            if self.with_quiz:
                self.take_quiz(before)

    def read_yardstick(self) -> float:
        self.readings.append(self.yardstick.cpu("page", YARDSTICK_REQUESTS))
        return self.readings[-1]

    def take_quiz(self, before: float) -> None:
        """Take a quiz, and keep the ratio of each kind of request and of all together."""
        steps = self.site.ask("quiz")["figures"]
        neighbours = statistics.mean([before, self.read_yardstick()])
        for step, seconds in steps.items():
            self.ratios[step].append(statistics.mean(seconds) / neighbours)
        total = sum(sum(seconds) for seconds in steps.values())
        self.ratios["whole quiz of ten"].append(total / neighbours)

    @property
    def is_quiet(self) -> bool:
        """Return whether the yardstick's own readings stayed near their median."""
        middle = statistics.median(self.readings)
        return all(abs(reading / middle - 1) <= QUIET_SPREAD for reading in self.readings)

    def ratio(self, page: str) -> float:
        return statistics.median(self.ratios[page])


def measure_sqlite(pages: list[str], *, whole: bool) -> list[Row]:
    """Return the rows of the site on SQLite, each beside its target."""
    site, yardstick = Child(SITE), Child(YARDSTICK)
    measuring = Measuring(site, yardstick, pages, with_quiz=whole)
    try:
        yardstick.cpu("page", YARDSTICK_REQUESTS)
        counts = site.ask("counts")["figures"]
        measuring.run(ROUNDS)
        if not measuring.is_quiet:
            measuring.run(ROUNDS)
        once = site.ask("once")["figures"] if whole else {}
    finally:
        site.close()
        yardstick.close()
    held = {page: targets.PAGES[page] for page in pages}
    if whole:
        held |= targets.QUIZ_STEPS
    rows = [_ratio_row(measuring, name, target) for name, target in held.items()]
    if whole:
        rows.append(_ratio_row(measuring, "whole quiz of ten", targets.WHOLE_QUIZ))
    for name, target in held.items():
        count = counts[name]["statements"]
        is_right = target.has_right_statements(count)
        rows.append(Row(f"{name}: statements", count, "", target.statements, is_right))
    rows += _page_sizes(counts, pages)
    if whole:
        rows += _once_rows(once, statistics.median(measuring.readings))
    rows.append(Row("quiet machine", int(measuring.is_quiet), "", 1, measuring.is_quiet))
    return rows


def _ratio_row(measuring: Measuring, name: str, target: targets.Target) -> Row:
    ratio = measuring.ratio(name)
    return Row(name, round(ratio, 2), "×", target.ratio, ratio <= target.highest_ratio)


def _page_sizes(counts: dict[str, dict[str, int]], pages: list[str]) -> list[Row]:
    """Return the size of each page; the lesson's has a target."""
    limits = {
        ("lesson", "bytes"): targets.LESSON_KB,
        ("lesson", "compressed"): targets.LESSON_COMPRESSED_KB,
    }
    rows = []
    for page in pages:
        for what in ("bytes", "compressed"):
            limit = limits.get((page, what))
            kilobytes = round(counts[page][what] / 1000, 1)
            is_right = limit is None or kilobytes <= limit
            rows.append(Row(f"{page}: {what}", kilobytes, "KB", limit, is_right))
    return rows


def _once_rows(once: dict[str, float], yardstick: float) -> list[Row]:
    """Return the rows of what is measured once: memory, rows, a first page, publication."""
    limits = {
        "worker": ("MB", targets.WORKER_MB),
        "first visit": ("KB", targets.FIRST_VISIT_KB),
        "rows of a learner": ("", targets.LEARNER_ROWS),
        "kilobytes of a learner": ("KB", targets.LEARNER_KB),
        "publication": ("s CPU", targets.PUBLICATION_SECONDS),
        "publication, write lock": ("s CPU", targets.LOCK_SECONDS),
        "comparison of two editions": ("s CPU", targets.COMPARISON_SECONDS),
        "certificate": ("×", targets.CERTIFICATE_RATIO),
    }
    cold = once["cold start"] / yardstick
    is_right = cold <= targets.FIRST_PAGE
    rows = [Row("first page of a process", round(cold, 1), "×", targets.FIRST_PAGE, is_right)]
    for name, (unit, limit) in limits.items():
        rows.append(Row(name, round(once[name], 2), unit, limit, once[name] <= limit))
    return rows


def measure_postgres(pages: list[str]) -> list[Row]:
    """Return the ratios of the site on a throw-away PostgreSQL; they have no target."""
    site, yardstick = Child(SITE, on_postgres=True), Child(YARDSTICK)
    measuring = Measuring(site, yardstick, pages, with_quiz=True)
    try:
        measuring.run(ROUNDS // 2)
    finally:
        site.close()
        yardstick.close()
    return [
        Row(f"PostgreSQL: {name}", round(measuring.ratio(name), 2), "×", None, True)
        for name in measuring.ratios
    ]


def main() -> None:
    """Measure, print the table, save it, and end with 1 if a target is missed."""
    chosen = [page for page in os.environ.get("PAGES", "").split(",") if page]
    if unknown := set(chosen) - set(targets.PAGES):
        sys.exit(f"No page {', '.join(unknown)}; choose from: {', '.join(targets.PAGES)}")
    pages = chosen or list(targets.PAGES)
    rows = measure_sqlite(pages, whole=not chosen)
    if not chosen:
        rows += measure_postgres(pages)
    print_table(rows)
    if not chosen:
        save(rows, LATEST)
    sys.exit(0 if all(row.ok for row in rows) else 1)


if __name__ == "__main__":
    main()
