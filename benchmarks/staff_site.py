"""Serve the staff's pages beside 100 learners, and then 20,000, to the measuring process."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

from django.core.cache import cache, caches
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent, User
from accounts.people.words import index_unindexed
from benchmarks.child import Browser, serve
from benchmarks.desk import FIRST_REPORT, FIRST_STEPS, SO_FAR
from benchmarks.exports import read_export
from benchmarks.fresh import resident_megabytes
from benchmarks.site import SLUG, desk_actions, make_groups, make_site, make_staff
from course.models import Edition, Enrolment
from course.staff.reports.completion import completion_report
from course.staff.reports.counting import name_of
from course.staff.reports.filters import CompletionFilter, PeriodFilter
from course.staff.reports.steps import steps
from quizzes.models import Attempt, BankItem, ItemGrade, Quiz, RegradeOrder
from quizzes.regrading.orders import ask
from tests.factories import make_user
from tests.quizzes.cohort import again, cohort, likely

LEARNERS = 100
QUIZZES = 6
QUESTIONS = 12
COUNTED_AT_MOST_AGO = 600  # seconds: no report is counted up to a time since


def make_learners(edition: Edition) -> None:
    """Let 100 learners take six quizzes, with answers of different ability."""
    quizzes = list(
        Quiz.objects.filter(
            unit__edition=edition, unit__is_final=False, purpose=Quiz.Purpose.CERTIFYING
        )
        .select_related("unit__edition__course")
        .order_by("unit__position")[:QUIZZES]
    )
    first, *others = quizzes
    attempts = cohort(first, likely(first, LEARNERS, asked=QUESTIONS))
    enrolments = [attempt.enrolment for attempt in attempts]
    for seed, quiz in enumerate(others, 2):
        again(quiz, enrolments, likely(quiz, LEARNERS, seed=seed, asked=QUESTIONS))
    make_groups(enrolments)
    index_unindexed()
    for enrolment in enrolments:
        audit.record(enrolment.user, "enrolment.noted", enrolment, "A line of the log.")


def make_order(edition: Edition, by: User) -> RegradeOrder:
    """Ask for a question of the first quiz to be taken out of the score."""
    item = BankItem.objects.filter(
        quiz__unit__edition=edition,
        quiz__purpose=Quiz.Purpose.CERTIFYING,
        version__kind="single",
    ).select_related("version__question__course")
    return ask(item[0].version, RegradeOrder.Action.EXCLUDE, None, "Its key is in doubt.", by)


def staff_pages(order: RegradeOrder) -> dict[str, str]:
    """Return the addresses of the staff's pages that read many rows, by name."""
    question = order.version.question
    unit = BankItem.objects.filter(version=order.version_id)[0].quiz.unit
    return {
        "list of quizzes": reverse("quizzes:staff_quizzes"),
        "one quiz": reverse("quizzes:staff_quiz", args=[SLUG, unit.key]),
        "one question": reverse("quizzes:staff_question", args=[SLUG, unit.key, question.ref]),
        "regrade order": reverse("quizzes:staff_regrade", args=[order.pk]),
        "editions": reverse("staff:editions"),
        # Everybody is looked at, and nobody shown.
        "search that finds nobody": reverse("staff:learners") + "?q=no-such-person",
    }


def counted_pages() -> dict[str, str]:
    """Return the addresses of reports that are kept for ten minutes, by name."""
    return {
        "report that is counted anew": reverse("staff:completion") + SO_FAR,
        "steps that are counted anew": reverse("staff:steps") + "?",
    }


class CountedAhead:
    """Ask for reports that timed work has counted, as a process that has not shown them."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.keep()

    def keep(self) -> None:
        """Count the reports for all processes, as ``keep_usual`` does."""
        cache.clear()
        so_far = CompletionFilter({"after": "0"})
        so_far.full_clean()
        completion_report(so_far.asked, for_all=True)
        period = PeriodFilter({})
        period.full_clean()
        steps(period.asked, for_all=True)
        self.pages = {
            FIRST_REPORT: f"{reverse('staff:completion')}{SO_FAR}&at={so_far.asked.stamp}",
            FIRST_STEPS: f"{reverse('staff:steps')}?at={period.asked.stamp}",
        }
        self.names = {
            FIRST_REPORT: name_of("completion", so_far.asked),
            FIRST_STEPS: name_of("steps", period.asked),
        }

    def read(self, page: str) -> bytes:
        caches["pieces"].delete(self.names[page])
        return self.browser.get(self.pages[page])


def count_anew(browser: Browser, address: str, seconds: Iterator[int]) -> bytes:
    """Ask for a report at a time at which nobody counted it yet, some seconds ago."""
    now = int(timezone.now().timestamp())
    return browser.get(f"{address}&at={now - COUNTED_AT_MOST_AGO - next(seconds)}")


def grow() -> None:
    """Copy the learners, in another process."""
    command = [sys.executable, "-m", "benchmarks.environment", "grown"]
    subprocess.run(command, check=True, stdout=sys.stderr)


def count_rows() -> dict[str, int]:
    return {
        model.__name__: model.objects.count()
        for model in (User, Enrolment, Attempt, ItemGrade, AuditEvent)
    }


def main() -> None:
    """Make the site with 100 learners and answer the measuring process."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    edition = make_site()
    make_learners(edition)
    staff = make_user(name="Grace Hopper", is_staff=True, is_superuser=True)
    order = make_order(edition, staff)
    browser = make_staff("Ida Issuer")
    actions: dict[str, Callable[[], Any]] = {
        name: partial(browser.get, address) for name, address in staff_pages(order).items()
    }
    actions |= desk_actions(browser, Enrolment.objects.order_by("pk")[0])
    actions |= {
        name: partial(count_anew, browser, address, count(1, 60))
        for name, address in counted_pages().items()
    }
    ahead = CountedAhead(browser)
    actions |= {name: partial(ahead.read, name) for name in ahead.pages}
    for page in actions.values():
        page()
    plain = make_staff("Grace Export")
    plain.environ["HTTP_ACCEPT_ENCODING"] = "identity"
    people = reverse("staff:completion_people_csv") + SO_FAR
    actions["csv"] = partial(read_export, plain, people)
    actions["grow"] = lambda: [grow(), ahead.keep()]
    actions["rows"] = count_rows
    actions["memory"] = lambda: {"MB": resident_megabytes()}
    serve(actions, answers)
