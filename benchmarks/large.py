"""Measure the staff's pages beside 100 and beside 20,000 learners: ``python -m benchmarks.large``.

120,000 attempts and 1.4 million item grades are copied inside the database, which takes a few
minutes. A page's figure is its processor time as a multiple of the yardstick's; its growth is the
figure beside 20,000 learners divided by the one beside 100.
"""

import statistics
import sys

from benchmarks.child import Child
from benchmarks.report import Row, print_table

STAFF_SITE = "benchmarks.environment staff_site"
YARDSTICK = "benchmarks.yardstick"
ROUNDS = 5
YARDSTICK_REQUESTS, PAGE_REQUESTS = 12, 2
HIGHEST_GROWTH = 1.5
# Whoever finds nobody has looked at everybody, so this page grows with the learners.
GROWS_WITH_LEARNERS = {"search that finds nobody"}
HIGHEST_MEGABYTES_MORE = 20.0
# Multiples of the yardstick beside 20,000 learners.
TARGETS = {
    "list of quizzes": 3.0,
    "one quiz": 8.0,
    "one question": 5.0,
    "regrade order": 10.0,
    "editions": 4.0,
    "audit": 4.0,
    "search of learners": 4.0,
    "search that finds nobody": 4.0,
}


def ratios(site: Child, yardstick: Child, rounds: int) -> dict[str, float]:
    """Return the median ratio of each page."""
    measured: dict[str, list[float]] = {page: [] for page in TARGETS}
    for _number in range(rounds):
        for page, values in measured.items():
            before = yardstick.cpu("page", YARDSTICK_REQUESTS)
            cpu = site.cpu(page, PAGE_REQUESTS)
            after = yardstick.cpu("page", YARDSTICK_REQUESTS)
            values.append(cpu / statistics.mean([before, after]))
    return {page: statistics.median(values) for page, values in measured.items()}


def main() -> None:
    """Measure, print the table, and end with 1 if a target is missed."""
    site, yardstick = Child(STAFF_SITE), Child(YARDSTICK)
    try:
        few = ratios(site, yardstick, ROUNDS)
        memory = site.ask("memory")["figures"]["MB"]
        site.ask("grow")
        many = ratios(site, yardstick, ROUNDS)
        more = site.ask("memory")["figures"]["MB"] - memory
        counts = site.ask("rows")["figures"]
    finally:
        site.close()
        yardstick.close()
    rows = [Row(f"rows of {name}", count, "", None, True) for name, count in counts.items()]
    for page, target in TARGETS.items():
        growth = many[page] / few[page]
        highest = None if page in GROWS_WITH_LEARNERS else HIGHEST_GROWTH
        is_steady = highest is None or growth <= highest * 1.1
        rows.append(Row(page, round(many[page], 2), "×", target, many[page] <= target * 1.1))
        rows.append(Row(f"{page}: growth", round(growth, 2), "×", highest, is_steady))
    is_small = more < HIGHEST_MEGABYTES_MORE
    rows.append(Row("memory, growth", round(more, 1), "MB", HIGHEST_MEGABYTES_MORE, is_small))
    print_table(rows)
    sys.exit(0 if all(row.ok for row in rows) else 1)


if __name__ == "__main__":
    main()
