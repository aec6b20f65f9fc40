"""Measure the staff's pages beside many learners and certificates: ``python -m benchmarks.large``.

There are 100 learners and then 20,000, 100 certificates and then 100,000. ``certificates`` as
argument measures the certificates alone.

120,000 attempts and 1.4 million item grades are copied inside the database, which takes a few
minutes. A page's figure is its processor time as a multiple of the yardstick's; its growth is the
figure beside 20,000 learners divided by the one beside 100.
"""

import statistics
import sys

from benchmarks.child import Child
from benchmarks.desk import DESK, FIRST_REPORT, FIRST_STEPS, HIGHEST_RATIO
from benchmarks.report import Row, print_table

STAFF_SITE = "benchmarks.environment staff_site"
CERTIFICATES_SITE = "benchmarks.environment certificates_site"
YARDSTICK = "benchmarks.yardstick"
ROUNDS = 9
YARDSTICK_REQUESTS, PAGE_REQUESTS = 12, 4
HIGHEST_GROWTH = 1.5
# Multiples of reports that somebody narrowed, so that timed work has not counted them.
COUNTED_ANEW = {
    "report that is counted anew": 40.0,
    "steps that are counted anew": 40.0,
}
# Whoever finds nobody, or counts, has looked at everybody, so these grow with the learners.
GROWS_WITH_LEARNERS = {"search that finds nobody", *COUNTED_ANEW}
# 100 learners are in two groups; 20,000 fill a page of 25, which is full for any number more.
SHOWS_A_ROW_FOR_EACH_GROUP = {FIRST_REPORT, "desk: groups", "desk: report"}
HIGHEST_MEGABYTES_MORE = 20.0
EXPORT_MEGABYTES = 60.0
EXPORT_MILLISECONDS = 0.3  # of processor time, a line
# Multiples of the yardstick beside 20,000 learners.
TARGETS = {
    "list of quizzes": 3.0,
    "one quiz": 8.0,
    "one question": 5.0,
    "regrade order": 10.0,
    "editions": 4.0,
    "search that finds nobody": 4.0,
    FIRST_REPORT: HIGHEST_RATIO,
    FIRST_STEPS: HIGHEST_RATIO,
    **COUNTED_ANEW,
    **dict.fromkeys(DESK, HIGHEST_RATIO),
}
# Beside 100,000 certificates.
CERTIFICATE_TARGETS = {
    "first page of certificates": 3.0,
    "last page of certificates": 3.0,
    "search of certificates": 3.0,
    "search that finds no certificate": 3.0,
}


def ratios(
    site: Child, yardstick: Child, targets: dict[str, float], rounds: int = ROUNDS
) -> dict[str, float]:
    """Return the median ratio of each page that has a target."""
    measured: dict[str, list[float]] = {page: [] for page in targets}
    for _number in range(rounds):
        for page, values in measured.items():
            before = yardstick.cpu("page", YARDSTICK_REQUESTS)
            cpu = site.cpu(page, PAGE_REQUESTS)
            after = yardstick.cpu("page", YARDSTICK_REQUESTS)
            values.append(cpu / statistics.mean([before, after]))
    return {page: statistics.median(values) for page, values in measured.items()}


def measure_learners(yardstick: Child) -> list[Row]:
    """Return the rows of the staff's pages beside 20,000 learners."""
    site = Child(STAFF_SITE)
    try:
        few = ratios(site, yardstick, TARGETS)
        memory = site.ask("memory")["figures"]["MB"]
        site.ask("grow")
        many = ratios(site, yardstick, TARGETS)
        more = site.ask("memory")["figures"]["MB"] - memory
        counts = site.ask("rows")["figures"]
        file = site.ask("csv")["figures"]
    finally:
        site.close()
    rows = _count_rows(counts) + _export_rows("report", file, counts["Enrolment"] + 1)
    for page, target in TARGETS.items():
        growth = many[page] / few[page]
        may_grow = page in GROWS_WITH_LEARNERS | SHOWS_A_ROW_FOR_EACH_GROUP
        highest = None if may_grow else HIGHEST_GROWTH
        is_steady = highest is None or growth <= highest * 1.1
        rows.append(_ratio_row(page, many[page], target))
        rows.append(Row(f"{page}: growth", round(growth, 2), "×", highest, is_steady))
    is_small = more < HIGHEST_MEGABYTES_MORE
    rows.append(Row("memory, growth", round(more, 1), "MB", HIGHEST_MEGABYTES_MORE, is_small))
    return rows


def measure_certificates(yardstick: Child) -> list[Row]:
    """Return the rows of the list of 100,000 certificates, and of its file."""
    site = Child(CERTIFICATES_SITE)
    try:
        few = ratios(site, yardstick, CERTIFICATE_TARGETS)
        site.ask("grow")
        many = ratios(site, yardstick, CERTIFICATE_TARGETS)
        file = site.ask("csv")["figures"]
        counts = site.ask("rows")["figures"]
    finally:
        site.close()
    rows = _count_rows(counts)
    for page, target in CERTIFICATE_TARGETS.items():
        growth = many[page] / few[page]
        rows.append(_ratio_row(page, many[page], target))
        rows.append(Row(f"{page}: growth", round(growth, 2), "×", None, True))
    return rows + _export_rows("certificates", file, counts["Certificate"])


def _export_rows(name: str, export: dict[str, float], records: int) -> list[Row]:
    """Return the rows of an export. records: how many lines follow its first one."""
    lines, megabytes, milliseconds = export["lines"], export["MB"], export["milliseconds"]
    is_small = megabytes <= EXPORT_MEGABYTES
    is_fast = milliseconds <= EXPORT_MILLISECONDS
    return [
        Row(f"lines of the CSV, {name}", lines, "", None, lines == records + 1),
        Row(f"memory for the CSV, {name}", round(megabytes, 1), "MB", EXPORT_MEGABYTES, is_small),
        Row(
            f"a line of the CSV, {name}", round(milliseconds, 3), "ms", EXPORT_MILLISECONDS, is_fast
        ),
    ]


def _count_rows(counts: dict[str, int]) -> list[Row]:
    return [Row(f"rows of {name}", count, "", None, True) for name, count in counts.items()]


def _ratio_row(page: str, ratio: float, target: float) -> Row:
    return Row(page, round(ratio, 2), "×", target, ratio <= target * 1.1)


def main() -> None:
    """Measure, print the table, and end with 1 if a target is missed."""
    yardstick = Child(YARDSTICK)
    try:
        rows = measure_certificates(yardstick)
        if sys.argv[1:] != ["certificates"]:
            rows = measure_learners(yardstick) + rows
    finally:
        yardstick.close()
    print_table(rows)
    sys.exit(0 if all(row.ok for row in rows) else 1)


if __name__ == "__main__":
    main()
