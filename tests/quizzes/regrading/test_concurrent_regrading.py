"""A regrade is approved while learners hand in, on a database where they can meet."""

import threading
import uuid

import pytest
from django.utils import timezone

from accounts.approvals import ActRefusedError
from accounts.models import AuditEvent
from quizzes.marking.markings import approved_orders, compute_marking
from quizzes.models import Attempt, RegradeOrder
from quizzes.regrading.orders import approve, ask
from quizzes.sitting import attempts
from tests.course.test_concurrent_completion import in_parallel
from tests.factories import enrol, make_edition, make_user
from tests.quizzes.factories import answer_all, make_quiz, single
from tests.quizzes.regrading.test_regrading import BECAUSE, WHY, first_version, new_version

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def staff():
    return [make_user(is_staff=True) for _each in range(5)]


def test_whoever_hands_in_while_an_order_is_approved_is_marked_by_it_once(staff):
    first_runs = set()
    for _round in range(5):
        quiz = make_quiz(single(), single(), edition=make_edition(lessons=0))
        version = first_version(quiz)
        corrected = new_version(version, *single("c"))
        open_ones = [
            attempts.start(enrol(make_user(), quiz.unit.edition), quiz, timezone.now())
            for _each in range(20)
        ]
        for attempt in open_ones:
            answer_all(attempt)
        order = ask(version, "rescore", corrected, WHY, staff[0])

        # The first hand-in comes before the approval, the last of each row after it; the others
        # race with it.
        handed_in, approved = threading.Event(), threading.Event()

        def hand_in(some, handed_in=handed_in, approved=approved):
            for attempt in some:
                if attempt == some[-1]:
                    approved.wait(60)
                attempts.submit(Attempt.objects.get(pk=attempt.pk), uuid.uuid4(), timezone.now())
                handed_in.set()

        def approve_when_due(by, order=order, handed_in=handed_in, approved=approved):
            handed_in.wait(60)
            try:
                approve(order, by, BECAUSE)
            finally:
                approved.set()

        calls = [lambda by=by: approve_when_due(by) for by in staff[1:3]]
        in_parallel(
            [*calls, *(lambda some=open_ones[place::4]: hand_in(some) for place in range(4))]
        )
        for attempt in open_ones:
            runs = list(attempt.runs.order_by("run"))
            fresh = compute_marking(attempt, approved_orders(attempt))
            assert [run.run for run in runs] == [1, 2][: len(runs)]
            assert (
                (runs[-1].earned, runs[-1].passed)
                == (str(fresh.total.earned), fresh.passed)
                == ("1", False)
            )
            first_runs.add(runs[0].earned)
        assert (
            AuditEvent.objects.filter(verb="regrade.approved", subject_key=str(order.pk)).count()
            == 1
        )
    assert first_runs == {"1", "2"}, "approving and handing in never met: this run proved nothing"


def test_two_orders_approved_at_once_leave_each_attempt_marked_by_both(staff):
    for _round in range(5):
        quiz = make_quiz(single(), single(), edition=make_edition(lessons=0))
        versions = [item.version for item in quiz.bank.select_related("version__question__course")]
        for _learner in range(5):
            attempt = attempts.start(enrol(make_user(), quiz.unit.edition), quiz, timezone.now())
            attempts.submit(attempt, uuid.uuid4(), timezone.now())
        orders = [ask(version, "full_marks", None, WHY, staff[0]) for version in versions]
        in_parallel([lambda order=order: approve(order, staff[1], BECAUSE) for order in orders])
        for attempt in Attempt.objects.filter(quiz=quiz):
            assert list(attempt.runs.order_by("run").values_list("earned", flat=True)) == [
                "0",
                "1",
                "2",
            ]


def test_five_people_ask_at_once_and_one_order_waits(staff):
    version = first_version(make_quiz(single()))

    def try_to_ask(by):
        try:
            return ask(version, "exclude", None, WHY, by)
        except ActRefusedError:
            return None

    assert (
        len(
            [
                order
                for order in in_parallel([lambda by=by: try_to_ask(by) for by in staff])
                if order
            ]
        )
        == 1
    )
    assert RegradeOrder.objects.count() == 1
