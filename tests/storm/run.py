"""A storm: people take the course while one fault follows the other; then all is looked at."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres_server import Server
from tests.storm import faults, invariants
from tests.storm.faults import FAULTS, Storm
from tests.storm.learners import Browser, Learner
from tests.storm.site import Site

PEOPLE_AT_ONCE = 4


@dataclass
class Report:
    """Hold how a storm went.

    database: "SQLite" or "PostgreSQL".
    faults: how often each fault was done. wrong: what should not be.
    answers: how often each HTTP status came; 0 stands for a broken connection.
    """

    database: str
    disk: str
    seconds: float = 0
    learners: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    mails: int = 0
    mails_again: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = ", ".join(f"{name} {count}" for name, count in sorted(self.faults.items()))
        killed = ", ".join(f"{name} {count}" for name, count in sorted(self.killed.items()))
        statuses = ", ".join(f"{code or 'broken'} {n}" for code, n in sorted(self.answers.items()))
        return (
            f"{self.database}: {self.learners} learners finished in {self.seconds:.0f} s; "
            f"requests by answer: {statuses}; faults: {counts}; killed: {killed}; "
            f"disk: {self.disk}; mails {self.mails}, sent again after a kill {self.mails_again}; "
            f"wrong {len(self.wrong)}"
        )


@dataclass(frozen=True)
class Plan:
    """Hold how long and how hard it blows.

    seconds: how long, but each fault comes at least once.
    people: how many accounts there are to take the course.
    length: seconds that a fault lasts. pause: seconds between two, at most.
    timer_seconds: how often the timed work runs.
    """

    seconds: float
    people: int
    length: float
    pause: float
    timer_seconds: float
    seed: int


def blow(folder: Path, database_url: str, server: Server | None, plan: Plan) -> Report:
    """Run the product in a folder, let people use it, do harm; return what came of it.

    The database has all its tables already. Without a server it lies in ``folder/var``.
    """
    with ExitStack() as stack:
        has_own_disk = stack.enter_context(own_disk(folder / "var"))
        site = Site(folder, database_url, plan.timer_seconds)
        chance = random.Random(plan.seed)
        storm = Storm(site, server, chance, has_own_disk, plan.length)
        disk = "a full tmpfs" if has_own_disk else "RLIMIT_FSIZE"
        report = Report("PostgreSQL" if server else "SQLite", disk)
        prepared = json.loads(done(site, "prepare", str(plan.people)))
        stack.callback(site.stop)
        site.start()
        learners = take_course_in_storm(storm, prepared, plan, report)
        judge(site, learners, report)
    return report


@contextmanager
def own_disk(folder: Path, size: str = faults.DISK_SIZE) -> Iterator[bool]:
    """Put a small disk under the folder if that is possible; what lies there moves onto it."""
    kept = {file.name: file.read_bytes() for file in folder.iterdir()} if folder.exists() else {}
    folder.mkdir(exist_ok=True)
    is_mounted = faults.mount_own_disk(folder, size)
    if is_mounted:
        for name, content in kept.items():
            (folder / name).write_bytes(content)
    try:
        yield is_mounted
    finally:
        if is_mounted:
            faults.unmount(folder)


def done(site: Site, *step: str) -> str:
    """Run a step of records.py; return what it printed."""
    ended = site.manage(*step, module="tests.storm.records")
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def take_course_in_storm(
    storm: Storm, prepared: list[dict[str, str]], plan: Plan, report: Report
) -> list[Learner]:
    """Let people take the course, one after the other, until the storm is over; return them."""
    began_at = time.monotonic()
    is_over = threading.Event()
    people = iter(
        [Learner(each["email"], Browser(storm.site.port, each["session"])) for each in prepared]
    )
    started: list[Learner] = []
    with ThreadPoolExecutor(PEOPLE_AT_ONCE) as pool:
        seats = [
            pool.submit(take_turns, people, started, is_over) for _seat in range(PEOPLE_AT_ONCE)
        ]
        try:
            do_harm(storm, plan, report)
        finally:
            is_over.set()
        for seat in seats:
            seat.result()
    report.seconds = time.monotonic() - began_at
    return started


def take_turns(people: Iterator[Learner], started: list[Learner], is_over: threading.Event) -> None:
    """Take the course as one person after the other."""
    while not is_over.is_set():
        learner = next(people, None)
        if learner is None:
            return
        started.append(learner)
        learner.take_course()


def do_harm(storm: Storm, plan: Plan, report: Report) -> None:
    """Do every fault, in another order each round, until the time is over."""
    ends_at = time.monotonic() + plan.seconds
    while True:
        for fault in storm.chance.sample(FAULTS, len(FAULTS)):
            time.sleep(storm.chance.uniform(0, plan.pause))
            fault(storm)
            report.faults[fault.__name__] += 1
            if time.monotonic() > ends_at and len(report.faults) == len(FAULTS):
                return


def interruptions(report: Report) -> int:
    """Return how often a process, its database or its disk was taken while it may send mail."""
    faults_that_interrupt = ("take_database_away", "fill_disk", "jump_clock")
    killed = report.killed["worker"] + report.killed["timer"]
    return killed + sum(report.faults[name] for name in faults_that_interrupt)


def judge(site: Site, learners: list[Learner], report: Report) -> None:
    """Let time pass until all is done, and note in the report what is wrong."""
    stored = json.loads(done(site, "settle"))
    report.learners = len(learners)
    report.killed = site.killed
    report.mails = len(site.mail.received)
    report.mails_again = invariants.mails_sent_again(site.mail.received)
    for learner in learners:
        report.answers += learner.browser.answers
    if report.answers[500]:
        report.wrong.append(f"{report.answers[500]} requests were answered by 500")
    report.wrong += site.died
    # Only a process that ended between handing a mail over and noting it may send it once more.
    if report.mails_again > interruptions(report):
        report.wrong.append(f"{report.mails_again} mails came twice")
    report.wrong += invariants.find_faults(learners, stored, site.mail.received)
    if not report.wrong:
        report.wrong += invariants.wrong_downloads(learners, stored)
