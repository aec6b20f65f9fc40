"""Serve what depends on where data lies: pages, saves, limits and files (see machines.py)."""

import os
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.child import CSRF, HTTPS, Browser, Stopwatch, serve
from benchmarks.fresh import resident_megabytes
from benchmarks.site import (
    LESSON,
    QUIZ,
    SLUG,
    Counter,
    browser_of,
    count_of,
    make_learners,
    make_site,
    take_quiz,
)
from certificates.issuing import issue
from config.wsgi import application
from course.models import Edition, Unit
from tests.factories import enrol, finish, make_user

LEARNERS = 6
QUIZ_TAKERS = 30


class Requests:
    """Send each kind of request once, each as somebody who may."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.readers = make_learners(edition, LEARNERS, 5)
        self.quiz_takers = iter(make_learners(edition, QUIZ_TAKERS, 0))
        self.numbers = count(1)
        holder = finish(enrol(make_user(name="Ada Lovelace"), edition))
        certificate = issue(holder, SLUG)
        assert certificate
        self.holder = browser_of(holder.user)
        self.file = reverse("certificates:pdf", args=[certificate.shown_code])

    def lesson(self) -> bytes:
        address = reverse("course:unit", args=[SLUG, LESSON])
        return self.readers[next(self.numbers) % LEARNERS].get(address)

    def code(self) -> str:
        """Ask for a code for an address that nobody has asked for one yet."""
        cookies = Client().cookies
        cookies["__Host-csrftoken"] = CSRF
        stranger = Browser(application, cookies, **HTTPS)
        fields = {"email": f"person-{next(self.numbers)}@example.net"}
        return stranger.post(reverse("account_request_login_code"), fields)

    def download(self) -> bytes:
        return self.holder.get(self.file)

    def issue(self) -> dict[str, float]:
        """Issue a certificate as a worker does; return its CPU seconds."""
        holder = finish(enrol(make_user(name="Ada Lovelace"), self.edition))
        started = time.process_time()
        issue(holder, SLUG)
        return {"seconds": time.process_time() - started}

    def quiz(self) -> dict[str, list[float]]:
        """Take a quiz of ten questions; return the seconds of each kind of request."""
        watch = Stopwatch()
        take_quiz(next(self.quiz_takers), QUIZ, watch)
        return watch.steps

    def course(self) -> dict[str, float]:
        """Take the whole course; return requests, statements, transactions and CPU seconds."""
        browser = browser_of(enrol(make_user(name="Ada Lovelace"), self.edition).user)
        watch, counter = Stopwatch(), TransactionCounter()
        with connection.execute_wrapper(counter):
            for unit in self.edition.units.all():
                address = unit.get_absolute_url()
                watch.time("page", partial(browser.get, address))
                if unit.kind == Unit.Kind.LESSON:
                    done = reverse("course:complete", args=[SLUG, unit.key])
                    watch.time("complete", partial(browser.post, done, {}))
                # The final one opens to whoever has passed the others, and nobody here has.
                elif not unit.is_final:
                    take_quiz(browser, unit.key, watch)
        times = [seconds for steps in watch.steps.values() for seconds in steps]
        return {
            "requests": len(times),
            "seconds": sum(times),
            "statements": counter.statements,
            "transactions": counter.transactions,
        }


class TransactionCounter(Counter):
    """Count statements, and those of SQLite that begin a transaction."""

    transactions = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.transactions += sql.startswith("BEGIN")
        return super().__call__(execute, sql, params, many, context)


def main() -> None:
    """Make the site and answer the measuring process."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what Django's commands print goes to the error stream
    requests = Requests(make_site())
    simple: dict[str, Callable[[], Any]] = {
        "lesson": requests.lesson,
        "code": requests.code,
        "download": requests.download,
    }
    for act in (*simple.values(), *simple.values(), requests.quiz):
        act()
    actions: dict[str, Callable[[], object]] = {
        **simple,
        "quiz": requests.quiz,
        "course": requests.course,
        "issue": requests.issue,
        "counts": lambda: {name: count_of(act)["statements"] for name, act in simple.items()},
        "memory": lambda: {"MB": resident_megabytes()},
    }
    serve(actions, answers)
