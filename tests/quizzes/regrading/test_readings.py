"""What was marked wrong because of the word for a unit is found.

It is marked again when two people say so.
"""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import triggers
from accounts.approvals import ActRefusedError
from course.models import Completion
from quizzes.marking.kept_counts import rebuild_counts
from quizzes.models import GradeRun, ItemGrade, RegradeOrder
from quizzes.regrading.batches import carry_out_missing
from quizzes.regrading.orders import approve, ask
from tests.quizzes.cohort import crowd
from tests.quizzes.factories import case, cloze, make_quiz, numeric, page, single, text
from tests.quizzes.marking.test_verification import verify
from tests.quizzes.regrading.test_regrading import (
    BECAUSE,
    WHY,
    first_version,
    hand_in,
    new_version,
    runs_of,
)
from tests.quizzes.sitting.test_sitting import text_of

pytestmark = pytest.mark.django_db
TIMES = {"min": "1", "h": "60"}


def minutes(**more):
    return numeric(value="35", units=TIMES, **more)


def marked_before(share="0", status="wrong", earned="0"):
    """Make every marking one of those days, when a unit in other words was wrong."""
    triggers.drop_triggers(SimpleNamespace(connection=connection), "")
    Completion.objects.all().delete()
    numerator, _slash, denominator = share.partition("/")
    ItemGrade.objects.update(
        reading=1, numerator=numerator, denominator=denominator or "1", status=status
    )
    GradeRun.objects.update(earned=earned, passed=False)
    rebuild_counts()


def run(*args) -> str:
    out = StringIO()
    call_command("find_unread_units", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def old(ada):
    """An attempt of those days: the right number, in words."""
    quiz = make_quiz(minutes())
    attempt = hand_in(ada, quiz, "35 minutes")
    marked_before()
    return attempt


def test_old_gradings_stay_as_they_were_and_are_found(old, learner):
    assert verify()[1] == ""
    version = first_version(old.quiz)
    printed = run()
    assert f"{version.question.ref}, version 1:" in printed
    assert (
        f"enrolment {old.enrolment.public_id}, quiz, attempt 1: marked wrong, 0; today correct, 1"
        in printed
    )
    assert (
        f"/staff/questions/basics/{version.question.ref}/1/regrade/ to mark by version 1" in printed
    )
    assert printed.endswith("1 question versions with such answers.\n")
    assert "35 min" not in printed
    assert carry_out_missing() == 0
    assert "Your answer, incorrect" in text_of(learner.get(page(old, "result")))


@pytest.mark.usefixtures("both_engines")
def test_a_regrade_reads_them_anew_once_another_person_approves(old, learner, grace, ida):
    printed = run("--ask-as", grace.email, "--reason", WHY)
    order = RegradeOrder.objects.get()
    assert f"Somebody else decides: http://localhost:8000/staff/regrades/{order.pk}/" in printed
    assert (order.requested_by, order.reason, order.to_version) == (grace, WHY, order.version)
    assert runs_of(old) == [(1, "submit", "0", "1", False)]
    approve(order, ida, BECAUSE)
    assert runs_of(old) == [(1, "submit", "0", "1", False), (2, "regrade", "1", "1", True)]
    assert old.enrolment.completions.exists()
    assert verify()[1] == ""
    assert run() == "0 question versions with such answers.\n"
    assert "Your answer, correct" in text_of(learner.get(page(old, "result")))


def test_asking_twice_or_without_need_is_refused(old, eve, grace):
    run("--ask-as", grace.email, "--reason", WHY)
    with pytest.raises(CommandError, match="1 regrades were not asked for"):
        run("--ask-as", grace.email, "--reason", WHY)
    assert RegradeOrder.objects.count() == 1
    other = first_version(make_quiz(single(), edition=old.quiz.unit.edition, key="quiz-2"))
    with pytest.raises(ActRefusedError, match="marked so already"):
        ask(other, "rescore", other, WHY, grace)


def test_who_asks_must_be_allowed_to_and_say_why(old, eve, grace):
    for args in (
        ("--ask-as", eve.email, "--reason", WHY),
        ("--ask-as", "no@example.org", "--reason", WHY),
    ):
        with pytest.raises(CommandError, match="may not ask for regrades"):
            run(*args)
    with pytest.raises(CommandError, match="--reason"):
        run("--ask-as", grace.email)
    assert not RegradeOrder.objects.exists()


def test_an_order_from_before_does_not_read_anew_what_it_marked(ada, grace, ida):
    quiz = make_quiz(minutes())
    attempt = hand_in(ada, quiz, "35 minutes")
    key = new_version(first_version(quiz), *minutes(rationale="WHY in other words"))
    approve(ask(first_version(quiz), "rescore", key, WHY, grace), ida, BECAUSE)
    marked_before()
    RegradeOrder.objects.update(reading=1)
    assert carry_out_missing() == 0
    order = ask(first_version(quiz), "rescore", key, WHY, grace)
    approve(order, ida, BECAUSE)
    assert runs_of(attempt)[-1] == (3, "regrade", "1", "1", True)


@pytest.mark.parametrize(
    ("question", "response", "before", "after"),
    [
        (cloze(text("sodium"), minutes()), {"g1": "sodium", "g2": "35 minutes"}, "1/2", "1"),
        (cloze(minutes(), minutes()), {"g1": "35 minutes", "g2": "35 stones"}, "0", "1/2"),
        (case(single(), minutes()), {"s1": "b", "s2": "35 minutes"}, "1/2", "1"),
    ],
)
def test_a_gap_or_a_stage_is_found_and_marked_again(
    ada, grace, ida, question, response, before, after
):
    attempt = hand_in(ada, make_quiz(question), response)
    marked_before(before, "partial" if before != "0" else "wrong", before)
    assert verify()[1] == ""
    run("--ask-as", grace.email, "--reason", WHY)
    approve(RegradeOrder.objects.get(), ida, BECAUSE)
    assert runs_of(attempt)[-1][2] == after
    assert verify()[1] == ""


@pytest.mark.parametrize(
    ("question", "response", "before"),
    [
        (minutes(), "35 stones", "0"),
        (cloze(text("sodium"), minutes()), {"g1": "sodium", "g2": "35 stones"}, "1/2"),
    ],
)
def test_what_would_be_asked_again_is_listed_and_takes_no_points(
    ada, grace, question, response, before
):
    hand_in(ada, make_quiz(question), response)
    marked_before(before, "partial" if before != "0" else "wrong", before)
    printed = run("--ask-as", grace.email, "--reason", WHY)
    assert f"{before}; today asked again" in printed
    assert "The same key gives nobody more points" in printed
    assert not RegradeOrder.objects.exists()


def test_many_gradings_need_no_more_queries_than_one(ada):
    quiz = make_quiz(minutes())
    used = []
    for count in (1, 20):
        crowd(quiz, count, "35 minutes")
        marked_before()
        with CaptureQueriesContext(connection) as captured:
            run()
        used.append(len(captured))
    assert used[0] == used[1]
