"""Serve Waymark in production settings to the measuring process (see child.py).

The site has a database of its own with the real course, twelve learners and their sessions, and
one who is enrolled in thirty courses.
"""

import gzip
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from html.parser import HTMLParser
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import GroupMember, User
from benchmarks import once, papers
from benchmarks.child import CSRF, HTTPS, Browser, Stopwatch, serve
from benchmarks.desk import DESK
from certificates.checking.lists import MAX_LINES
from certificates.codes import with_check_character
from certificates.models import Certificate
from config.wsgi import application
from course.models import Course, Edition, Enrolment, GroupCourse, Passage
from tests.certificates.test_documents import made
from tests.course.search.searched import make_large_edition
from tests.factories import enrol, finish, make_edition, make_group, make_provider, make_user

SLUG = "ketamine-basics"
LESSON = "routes"
QUIZ = "orientation-quiz"  # asks ten questions
NEW_LEARNERS, OTHER_LEARNERS, UNITS_DONE = 6, 6, 15
QUIZ_TAKERS = 20  # as many rounds can be measured
# The course that is searched has the lessons of ours again and again.
LARGE_SLUG, LARGE_LESSONS, SEARCHED = "large", 500, "?q=blood+pressure"
GROUP_SIZE = 50
# Behind all that are issued here.
FIRST_RECORD = 1_000_000
# Small courses beside the real one; one learner takes all, and has finished some.
OTHER_COURSES, FINISHED_COURSES = 29, 4


class FirstChoices(HTMLParser):
    """Read the form of a question page and fill it in: the first choice, the number 1."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take the value of a field, unless the form has one of that name already."""
        values = {name: value or "" for name, value in attributes}
        name, value = values.get("name", ""), values.get("value", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and value:
            self.fields.setdefault(self.select, [value])
        elif tag == "input" and name and name not in ("flag", "sureness", "csrfmiddlewaretoken"):
            if values.get("type") == "hidden":  # an order has one of each row, all of one name
                self.fields.setdefault(name, []).append(value)
            else:
                self.fields.setdefault(name, [value or "1"])


def make_site() -> Edition:
    """Make the database with the published course."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command(
        "publish_course",
        settings.CONTENT_ROOT / SLUG,
        accept_overdue=True,
        stdout=sys.stderr,
    )
    make_provider()
    return Edition.objects.get(course__slug=SLUG)


def browser_of(user: User) -> Browser:
    """Return the browser of somebody, signed in over HTTPS."""
    client = Client()
    client.force_login(user)
    client.cookies["__Host-csrftoken"] = CSRF
    return Browser(application, client.cookies, **HTTPS)


def make_large_course(edition: Edition) -> Edition:
    """Make a course of many lessons with the texts of this edition's."""
    texts: dict[int, list[str]] = defaultdict(list)
    passages = Passage.objects.filter(unit__edition=edition)
    for unit, text in passages.order_by("unit", "position").values_list("unit", "text"):
        texts[unit].append(text)
    lessons = list(islice(cycle(texts.values()), LARGE_LESSONS))
    return make_large_edition(lessons, course=Course.objects.create(slug=LARGE_SLUG))


def make_learners(
    edition: Edition, count: int, units_done: int, other: Edition | None = None
) -> list[Browser]:
    """Return the browsers of new learners who completed the first units.

    other: an edition that they are enrolled in too.
    """
    units = list(edition.units.all()[:units_done])
    browsers = []
    for _number in range(count):
        enrolment = enrol(make_user(name="Ada Lovelace"), edition)
        if other:
            enrol(enrolment.user, other)
        for unit in units:
            enrolment.complete(unit)
        browsers.append(browser_of(enrolment.user))
    return browsers


def make_learner_of_all(edition: Edition) -> Browser:
    """Return the browser of a learner in thirty courses: some finished, all others begun."""
    ada = make_user(name="Ada Lovelace")
    enrol(ada, edition)
    for number in range(OTHER_COURSES):
        course = Course.objects.create(slug=f"course-{number}")
        enrolment = enrol(ada, make_edition(course, modules=4, lessons=5, title=f"Course {number}"))
        if number < FINISHED_COURSES:
            finish(enrolment)
        else:
            enrolment.complete(enrolment.edition.units.first())
    return browser_of(ada)


def make_staff(name: str) -> Browser:
    """Return the browser of staff who may do everything."""
    return browser_of(make_user(name=name, is_staff=True, is_superuser=True))


def desk_actions(staff: Browser, learner: Enrolment) -> dict[str, Callable[[], bytes]]:
    """Return what asks for each page of the desk, by name.

    learner: whom the page of one learner shows.
    """
    return {name: partial(staff.get, page.address(learner)) for name, page in DESK.items()}


def make_groups(enrolments: Sequence[Enrolment]) -> None:
    """Put learners into groups of 50 that are asked to take the course.

    They enrolled on different days of a year, and every third has completed.
    """
    now = timezone.now()
    for place in range(0, len(enrolments), GROUP_SIZE):
        group = make_group()
        GroupCourse.objects.create(group=group, course=enrolments[0].course)
        for number, enrolment in enumerate(enrolments[place : place + GROUP_SIZE]):
            started_at = now - timedelta(days=3 * (place + number) + 1)
            GroupMember.objects.create(
                group=group,
                user=enrolment.user,
                how=GroupMember.How.LINK,
                joined_at=started_at,
            )
            enrolment.started_at = started_at
            if number % 3 == 2:
                enrolment.completed_at = started_at + timedelta(hours=number + 1)
                enrolment.completed_on = enrolment.completed_at.date()
            enrolment.save()


def make_records() -> list[Certificate]:
    """Make the certificates of one list; their files are never read."""
    records = []
    for number in range(MAX_LINES):
        record = made(
            code=with_check_character(f"{number:015}"),
            sequence=FIRST_RECORD + number,
            record_hash=f"{number:064}",
            pdf_name="none.pdf",
            pdf_sha256=f"{number:064}",
        )
        records.append(record)
    return Certificate.objects.bulk_create(records)


class Pages:
    """Ask for each page, with the learners in turn."""

    def __init__(self, edition: Edition) -> None:
        large = make_large_course(edition)
        new = make_learners(edition, NEW_LEARNERS, 0, large)
        others = make_learners(edition, OTHER_LEARNERS, UNITS_DONE, large)
        pairs = zip(new, others, strict=True)
        self.learners = [browser for pair in pairs for browser in pair]
        self.browsers = cycle(self.learners)
        self.quiz_takers = iter(make_learners(edition, QUIZ_TAKERS, 0))
        self.learner_of_all = make_learner_of_all(edition)
        cookies = Client().cookies
        cookies["__Host-csrftoken"] = CSRF
        self.stranger = Browser(application, cookies, **HTTPS)
        self.learner = enrol(make_user(name="Ada Lovelace"), edition)
        make_groups([self.learner])
        self.records = make_records()
        self.staff = make_staff("Grace Hopper")
        self.addresses = {
            "lesson": reverse("course:unit", args=[SLUG, LESSON]),
            "my courses": reverse("course:home"),
            "my course": reverse("course:mine", args=[SLUG]),
            "course page": reverse("course:course", args=[SLUG]),
            "references": reverse("course:references", args=[SLUG]),
            "search": reverse("course:search", args=[LARGE_SLUG]) + SEARCHED,
            "quiz front page": reverse("course:unit", args=[SLUG, QUIZ]),
        }

    def get(self, name: str) -> bytes:
        browser = self.learner_of_all if name == "my courses" else next(self.browsers)
        return browser.get(self.addresses[name])

    def desk(self) -> dict[str, Callable[[], bytes]]:
        """Return what asks for each page of the desk, by name."""
        return desk_actions(self.staff, self.learner)

    def healthz(self) -> bytes:
        return self.stranger.get("/healthz")

    def record(self) -> bytes:
        """Check a certificate."""
        return self.stranger.get(self.records[0].get_absolute_url())

    def records_at_once(self) -> bytes:
        """Check a list of certificates with a name each."""
        lines = [f"{record.shown_code}, Ada Lovelace" for record in self.records]
        fields = {"numbers": "\n".join(lines), "csrfmiddlewaretoken": CSRF}
        address = reverse("certificates:check_many")
        return self.stranger.send("POST", address, urlencode(fields).encode(), expected="200")

    def quiz(self, watch: Stopwatch | None = None) -> dict[str, list[float]]:
        """Take a whole quiz, page by page; return the seconds of each kind of request."""
        watch = watch or Stopwatch()
        take_quiz(next(self.quiz_takers), QUIZ, watch)
        return watch.steps


def take_quiz(browser: Browser, unit: str, watch: Stopwatch) -> None:
    """Start the quiz of a unit, answer every question somehow, hand it in and read the result."""
    start = reverse("quizzes:start", args=[SLUG, unit])
    address = watch.time("start", partial(browser.post, start, {}))
    while "/questions/" in address:
        fields = fields_of(watch.time("question page", partial(browser.get, address)))
        address = watch.time("save and go on", partial(browser.post, address, fields))
    fields = fields_of(watch.time("look-over", partial(browser.get, address)))
    submit = address.replace("/review/", "/submit/")
    result = watch.time("hand in", partial(browser.post, submit, fields))
    watch.time("result", partial(browser.get, result))


def fields_of(page: bytes) -> dict[str, list[str]]:
    """Return the filled-in form of a compressed page."""
    form = FirstChoices()
    form.feed(gzip.decompress(page).decode())
    return form.fields


class Counter:
    """Count the statements that a request sends to the database."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        return execute(sql, params, many, context)


def count_of(action: Callable[[], Any]) -> dict[str, Any]:
    """Return the statements of a request, and the bytes of its page, compressed and not."""
    counter = Counter()
    with connection.execute_wrapper(counter):
        answer = action()
    counts = {"statements": counter.statements}
    if isinstance(answer, bytes):
        is_compressed = answer.startswith(b"\x1f\x8b")
        raw = gzip.decompress(answer) if is_compressed else answer
        counts |= {"bytes": len(raw), "compressed": len(answer)}
    return counts


def counts_of_quiz(pages: Pages) -> dict[str, dict[str, Any]]:
    """Take a quiz, and return the counts of each kind of request."""
    watch = CountingWatch()
    pages.quiz(watch)
    return watch.counts


class CountingWatch(Stopwatch):
    """Note the counts of single requests in place of their time; the last of a name stays."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, dict[str, Any]] = {}

    def time(self, name: str, action: Callable[[], Any]) -> Any:
        kept: list[Any] = []
        self.counts[name] = count_of(lambda: kept.append(action()) or kept[0])
        return kept[0]


def measure_once(pages: Pages, edition: Edition) -> dict[str, float]:
    """Return what needs no rounds. It publishes another edition, so it comes last."""
    addresses = list(pages.addresses.values())
    cookies = [browser.environ["HTTP_COOKIE"] for browser in pages.learners]
    return {
        **once.fresh_process(addresses, cookies),
        **once.first_visit(pages.get("lesson")),
        **once.finished_learners(edition),
        **once.publication(SLUG),
        **papers.certificate(edition),
    }


def main() -> None:
    """Make the site and answer the measuring process."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what Django's commands print goes to the error stream
    edition = make_site()
    pages = Pages(edition)
    actions: dict[str, Callable[[], Any]] = {
        name: partial(pages.get, name) for name in pages.addresses
    }
    others = {
        "certificate": pages.record,
        "list of 500 certificates": pages.records_at_once,
        "healthz": pages.healthz,
        **pages.desk(),
    }
    actions |= others
    actions["quiz"] = pages.quiz
    for name in pages.addresses:
        for _number in range(NEW_LEARNERS + OTHER_LEARNERS):
            pages.get(name)
    for action in others.values():
        action()
    pages.quiz()
    actions["counts"] = lambda: {
        **{name: count_of(partial(pages.get, name)) for name in pages.addresses},
        **{name: count_of(action) for name, action in others.items()},
        **counts_of_quiz(pages),
    }
    actions["once"] = partial(measure_once, pages, edition)
    serve(actions, answers)
