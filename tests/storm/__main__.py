"""``make storm``: both databases, half of the time each, and a closing line with counts.

``python -m tests.storm [SECONDS] [SEED]``. The logs of a storm that found something wrong are
kept, and it says where.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.postgres_server import postgres_server
from tests.storm.run import Plan, Report, blow, own_disk
from tests.storm.site import ROOT

PEOPLE_A_SECOND = 1
DATABASE_DISK = "320m"
# Else PostgreSQL's log would fill such a disk by itself.
LITTLE_LOG = "-c max_wal_size=64MB -c min_wal_size=32MB -c checkpoint_timeout=30s"


def main(seconds: str = "600", seed: str = "") -> int:
    """Return 1 if anything was wrong."""
    began_at = time.monotonic()
    each = float(seconds) / 2
    plan = Plan(
        seconds=each,
        people=int(each * PEOPLE_A_SECOND) + 20,
        length=4,
        pause=4,
        timer_seconds=15,
        seed=int(seed) if seed else random.SystemRandom().randrange(10**6),
    )
    print(f"Storm of {seconds} s, seed {plan.seed}", flush=True)
    reports = [blow_on("SQLite", plan), blow_on("PostgreSQL", plan)]
    wrong = sum(len(report.wrong) for report in reports)
    learners = sum(report.learners for report in reports)
    harm = sum(sum(report.faults.values()) for report in reports)
    taken = time.monotonic() - began_at
    print(
        f"Storm over: {learners} learners and {harm} faults on 2 databases in {taken:.0f} s, "
        f"seed {plan.seed}, wrong {wrong}."
    )
    return 1 if wrong else 0


def blow_on(database: str, plan: Plan) -> Report:
    """Blow on one database, and print its report."""
    folder = Path(tempfile.mkdtemp(prefix="waymark-storm-"))
    if database == "SQLite":
        (folder / "var").mkdir()
        url = f"sqlite:///{folder}/var/waymark.sqlite3"
        migrate(url)
        report = blow(folder, url, None, plan)
    else:
        folder.chmod(0o755)  # PostgreSQL runs as another user than root
        disk = folder / "database"
        with (
            own_disk(disk, size=DATABASE_DISK),
            postgres_server(durable=True, place=disk, more_options=LITTLE_LOG) as server,
        ):
            migrate(server.url)
            report = blow(folder, server.url, server, plan)
    print(report, flush=True)
    if report.wrong:
        print("\n".join(report.wrong[:50]), f"The logs are in {folder}.", sep="\n", flush=True)
    else:
        shutil.rmtree(folder)
    return report


def migrate(url: str) -> None:
    """Make all tables."""
    code = (
        "import sys, tests.environment; "
        "from django.core.management import execute_from_command_line as run; run(sys.argv)"
    )
    environ = {"WAYMARK_TEST_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", code, "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | environ, check=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
