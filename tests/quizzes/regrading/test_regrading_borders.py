"""What an order meets between asking and carrying out.

More attempts, a later order, too many answers to name.
"""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from accounts import triggers
from accounts.approvals import ActRefusedError
from quizzes.marking.verification import Verification
from quizzes.models import GradeRun, RegradeOrder
from quizzes.regrading.batches import mark_batch
from quizzes.regrading.orders import approve, ask
from quizzes.regrading.outcomes import Impact
from tests.factories import enrol, make_user
from tests.quizzes.factories import add_must_pass, make_quiz, single
from tests.quizzes.regrading.test_regrading import BECAUSE, WHY, first_version, hand_in, new_version

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("learners", "named", "more"), [(1, 1, False), (5, 5, False), (6, 5, True)]
)
def test_five_attempts_whose_answers_cannot_be_marked_are_named(grace, learners, named, more):
    quiz = make_quiz(single(ids="abcd"))
    for _learner in range(learners):
        hand_in(make_user(), quiz, "d")
    shorter = new_version(first_version(quiz), *single(ids="abc"))
    with pytest.raises(ActRefusedError) as refused:
        ask(first_version(quiz), "rescore", shorter, WHY, grace)
    words = str(refused.value)
    assert words.startswith(f"Version 2 cannot mark {learners} answer")
    assert words.count("attempt 1") == named
    assert words.endswith(" …") == more


def test_an_order_is_approved_with_what_it_changes_on_that_day(ada, eve, grace):
    quiz = make_quiz(single())
    hand_in(ada, quiz, "a")
    order = ask(first_version(quiz), "full_marks", None, WHY, grace)
    assert Impact.from_json(order.dry_run).attempts == 1
    hand_in(eve, quiz, "a")
    approved = approve(order, make_user(), BECAUSE)
    approved.refresh_from_db()
    assert Impact.from_json(approved.dry_run).attempts == 2


def test_an_order_that_a_later_one_has_taken_over_marks_nothing_more(ada, grace):
    quiz = make_quiz(single(), single())
    hand_in(ada, quiz, "a", "a")
    staff, version = make_user(), first_version(quiz)
    first = approve(ask(version, "full_marks", None, WHY, grace), staff, BECAUSE)
    second = approve(ask(version, "exclude", None, WHY, grace), staff, BECAUSE)
    assert list(GradeRun.objects.order_by("run").values_list("order", flat=True)) == [
        None,
        first.pk,
        second.pk,
    ]
    assert mark_batch(first, timezone.now()) == 0
    assert GradeRun.objects.count() == 3


def differences() -> list[str]:
    return list(Verification().differences())


def test_an_order_that_was_not_carried_out_shows_though_the_version_is_the_same(ada, grace):
    quiz = make_quiz(single())
    attempt = hand_in(ada, quiz, "a")
    order = ask(first_version(quiz), "full_marks", None, WHY, grace)
    assert differences() == []
    RegradeOrder.objects.filter(pk=order.pk).update(
        approved_at=timezone.now(), approved_because=BECAUSE
    )
    assert differences() == [
        f"attempt {attempt.pk} (quiz, number 1): question 1 was last marked by version 1, counted; "
        "what is in force says version 1, dropped_full"
    ]


def test_a_wrong_number_of_missed_questions_shows(ada):
    quiz = make_quiz(single())
    add_must_pass(quiz)
    attempt = hand_in(ada, quiz, "b", "a")
    triggers.drop_triggers(SimpleNamespace(connection=connection), "quizzes_graderun")
    GradeRun.objects.update(missed_must_pass=2)
    assert differences() == [
        f"attempt {attempt.pk} (quiz, number 1): "
        "marking 1: missed_must_pass is 2, and its grades make 1"
    ]


def test_a_pass_after_a_waiver_needs_no_second_completion(ada, grace):
    quiz = make_quiz(single())
    enrolment = enrol(ada, quiz.unit.edition)
    enrolment.waive(quiz.unit, by=grace, because="Examined in person.")
    hand_in(ada, quiz, "b", enrolment=enrolment)
    assert differences() == []


def test_orders_from_before_keep_what_they_change_as_rows(ada, eve, grace):
    quiz = make_quiz(single())
    hand_in(ada, quiz, "a")
    hand_in(eve, quiz, "b")
    order = ask(first_version(quiz), "full_marks", None, WHY, grace)
    wanted = order.dry_run
    changes = [row.change for row in order.changes.all()]
    order.changes.all().delete()
    old = {"at": wanted["at"], "attempts": wanted["attempts"], "changes": changes}
    RegradeOrder.objects.update(dry_run=old)

    migration = import_module("quizzes.migrations.0007_kept_counts")
    migration.store_changes_as_rows(apps, None)
    order.refresh_from_db()
    assert order.dry_run == wanted
    assert [row.change for row in order.changes.all()] == changes
    assert wanted["newly_passing"] == 1
