"""Many attempts marked again: in batches, in few queries.

The result is always what a fresh marking would give.
"""

from fractions import Fraction

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.approvals import ActRefusedError
from quizzes.marking.markings import approved_orders, compute_marking
from quizzes.models import GradeRun
from quizzes.regrading.batches import MAX_BATCH_ATTEMPTS, carry_out_missing
from quizzes.regrading.orders import approve, ask
from tests.factories import make_edition, make_user
from tests.quizzes.cohort import crowd
from tests.quizzes.factories import make_quiz, multi, single
from tests.quizzes.regrading.test_regrading import (
    BECAUSE,
    WHY,
    corrected,
    first_version,
    hand_in,
    new_version,
    quiz,
    runs_of,
)

pytestmark = pytest.mark.django_db
__all__ = ["corrected", "quiz"]  # fixtures


# --- many -----------------------------------------------------------------------------------------


def test_what_is_more_than_a_batch_is_marked_after_the_response(
    quiz, corrected, grace, ida, django_capture_on_commit_callbacks
):
    crowd(quiz, MAX_BATCH_ATTEMPTS + 1, "c", ["a"])
    order = ask(first_version(quiz), "rescore", corrected, WHY, grace)
    with django_capture_on_commit_callbacks() as after_the_commit:
        approve(order, ida, BECAUSE)
    assert order.runs.count() == MAX_BATCH_ATTEMPTS
    for callback in after_the_commit:
        callback()
    runs = (
        GradeRun.objects.order_by("run")
        .values_list("run", "order", "earned")
        .annotate(count=Count("pk"))
    )
    assert list(runs) == [
        (1, None, "1", MAX_BATCH_ATTEMPTS + 1),
        (2, order.pk, "4", MAX_BATCH_ATTEMPTS + 1),
    ]


def test_what_a_dead_worker_left_is_found(quiz, corrected, grace, ida):
    crowd(quiz, MAX_BATCH_ATTEMPTS + 1, "c", ["a"])
    order = approve(ask(first_version(quiz), "rescore", corrected, WHY, grace), ida, BECAUSE)
    assert order.runs.count() == MAX_BATCH_ATTEMPTS
    assert [carry_out_missing(), carry_out_missing()] == [1, 0]
    assert order.runs.count() == MAX_BATCH_ATTEMPTS + 1


def test_twenty_attempts_need_no_more_queries_than_one(grace, ida):
    used = []
    for count in (1, 20):
        quiz = make_quiz(single(), single(), edition=make_edition(lessons=0), key=f"many-{count}")
        crowd(quiz, count, "b", "b")
        version, other_key = first_version(quiz), new_version(first_version(quiz), *single("c"))
        with CaptureQueriesContext(connection) as asking:
            order = ask(version, "rescore", other_key, WHY, grace)
        with CaptureQueriesContext(connection) as approving:
            approve(order, ida, BECAUSE)
        assert order.runs.count() == count
        used.append((len(asking), len(approving)))
    assert used[0] == used[1]
    assert max(used[0]) <= 37, used


# --- the latest marking is what a fresh one would be ----------------------------------------------

CHOICES = st.lists(
    st.tuples(st.sampled_from([None, *"abcd"]), st.lists(st.sampled_from("abcde"))),
    min_size=1,
    max_size=4,
)
ORDERS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["rescore", "exclude", "full_marks", "back"])),
    max_size=5,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(answers=CHOICES, orders=ORDERS, points=st.integers(1, 7), pass_mark=st.integers(0, 100))
def test_whatever_is_ordered_the_latest_marking_is_what_is_stored_marked_afresh(
    grace, ida, answers, orders, points, pass_mark
):
    with transaction.atomic():
        edition = make_edition(lessons=0)
        quiz = make_quiz(
            single(),
            multi(policy="plus_minus"),
            edition=edition,
            key="any",
            points=points,
            pass_mark=pass_mark,
        )
        handed_in = [hand_in(make_user(), quiz, one, several or None) for one, several in answers]
        versions = [item.version for item in quiz.bank.select_related("version__question__course")]
        others = [
            new_version(versions[0], *single("c")),
            new_version(versions[1], *multi("ab", policy="plus_minus")),
        ]
        for which, action in orders:
            to_version = {"rescore": others[which], "back": versions[which]}.get(action)
            try:
                with transaction.atomic():
                    order = ask(
                        versions[which], "rescore" if to_version else action, to_version, WHY, grace
                    )
            except ActRefusedError:  # it is marked so already
                continue
            approve(order, ida, BECAUSE)
        for attempt in handed_in:
            run, fresh = (
                attempt.runs.order_by("run").last(),
                compute_marking(attempt, approved_orders(attempt)),
            )
            assert (run.earned, run.possible) == (
                str(fresh.total.earned),
                str(fresh.total.possible),
            )
            assert (run.passed, run.missed_must_pass) == (fresh.passed, fresh.missed_must_pass)
            stored = [
                (each.version, each.fraction, each.status, each.state)
                for each in run.grades.order_by("item")
            ]
            assert stored == [
                (each.version, each.score.fraction, each.score.status, each.state)
                for each in fresh.items
            ]
            assert 0 <= Fraction(run.earned) <= Fraction(run.possible)
            assert [each[0] for each in runs_of(attempt)] == list(
                range(1, attempt.runs.count() + 1)
            )
        transaction.set_rollback(True)
