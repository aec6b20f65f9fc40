"""Measure what a site on several machines costs: ``python -m benchmarks.machines``.

The same site runs on SQLite and files on the disk, on PostgreSQL, and on PostgreSQL behind
PgBouncer with Redis and an object storage. Figures are processor time of the web process as a
multiple of the yardstick's page, the median of the rounds; that of the servers is not in them.
tests/machines/servers.py says which programs are needed.
"""

import os
import statistics
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from benchmarks.child import Child
from benchmarks.report import Row, print_table
from tests.machines import servers
from tests.postgres_server import postgres_server

SITE = "benchmarks.environment shared_site"
YARDSTICK = "benchmarks.yardstick"
ROUNDS = 9
YARDSTICK_REQUESTS, PAGE_REQUESTS = 8, 4
PAGES = ("lesson", "code", "download")
STEPS = ("save and go on", "hand in")


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """Set variables of the environment, which a child process gets."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def measure(name: str, yardstick: Child) -> list[Row]:
    """Return the rows of a site in the environment of now."""
    site = Child(SITE)
    ratios: dict[str, list[float]] = defaultdict(list)
    readings = []
    try:
        for _round in range(ROUNDS):
            for page in PAGES:
                before = yardstick.cpu("page", YARDSTICK_REQUESTS)
                cpu = site.cpu(page, PAGE_REQUESTS)
                after = yardstick.cpu("page", YARDSTICK_REQUESTS)
                readings += [before, after]
                ratios[page].append(cpu / statistics.mean([before, after]))
            steps = site.ask("quiz")["figures"]
            for step in STEPS:
                ratios[step].append(statistics.mean(steps[step]) / after)
            ratios["certificate"].append(site.ask("issue")["figures"]["seconds"] / after)
        counts = site.ask("counts")["figures"]
        memory = site.ask("memory")["figures"]["MB"]
        course = site.ask("course")["figures"]
    finally:
        site.close()
    rows = [_row(f"{name}: {page}", statistics.median(ratios[page]), "×") for page in ratios]
    rows += [_row(f"{name}: {page}, statements", counts[page]) for page in PAGES]
    in_yardsticks = course["seconds"] / statistics.median(readings)
    rows.append(_row(f"{name}: whole course", in_yardsticks, "×"))
    # PostgreSQL begins transactions without a statement, so that they are counted on SQLite alone.
    for what in ("requests", "statements", "transactions"):
        rows.append(_row(f"{name}: whole course, {what}", course[what]))
    rows.append(_row(f"{name}: memory of a process", memory, "MB"))
    rows.append(_row(f"{name}: the yardstick, least", min(readings) * 1000, "ms CPU"))
    rows.append(
        _row(f"{name}: the yardstick, median", statistics.median(readings) * 1000, "ms CPU")
    )
    return rows


def _row(name: str, value: float, unit: str = "") -> Row:
    return Row(name, round(value, 2), unit, None, True)


def main() -> None:
    """Measure each site, and print the table."""
    yardstick = Child(YARDSTICK)
    rows = []
    try:
        rows += measure("SQLite", yardstick)
        with postgres_server() as server, environment(WAYMARK_TEST_DATABASE_URL=server.url):
            rows += measure("PostgreSQL", yardstick)
        with ExitStack() as stack:
            database = stack.enter_context(
                servers.pgbouncer(stack.enter_context(postgres_server()))
            )
            bucket = stack.enter_context(servers.object_storage())
            limits = stack.enter_context(servers.redis())
            shared = {"WAYMARK_TEST_DATABASE_URL": database, "PGBOUNCER": "on", "CACHE_URL": limits}
            with environment(**shared, **bucket):
                rows += measure("all shared", yardstick)
    finally:
        yardstick.close()
    print_table(rows)


if __name__ == "__main__":
    main()
