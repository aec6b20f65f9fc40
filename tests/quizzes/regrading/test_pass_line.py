"""What marking again does at the pass line: nothing is taken from anybody."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from certificates.issuing import issue_missing
from certificates.models import Certificate
from course.models import Completion
from quizzes.marking.standing import standing
from quizzes.regrading.orders import approve, ask
from quizzes.sitting import attempts
from tests.factories import make_provider
from tests.quizzes.factories import (
    add_item,
    make_quiz,
    save,
    single,
)
from tests.quizzes.regrading.test_regrading import (
    BECAUSE,
    WHY,
    changes_of,
    corrected,
    first_version,
    hand_in,
    new_version,
    quiz,
    runs_of,
)

__all__ = ["corrected", "quiz"]  # fixtures
pytestmark = pytest.mark.django_db


# --- the pass line --------------------------------------------------------------------------------


def test_rising_above_the_line_completes_the_course_and_issues_the_certificate(
    ada, grace, ida, settings, django_capture_on_commit_callbacks
):
    make_provider(accreditation="One credit.", accredited_until=timezone.localdate())
    quiz = make_quiz(single())
    attempt = hand_in(ada, quiz, "a")
    attempt.enrolment.confirm_statement("I took this course myself.")
    later = timezone.now() + timedelta(days=40)
    with django_capture_on_commit_callbacks(execute=True), time_machine.travel(later):
        approve(ask(first_version(quiz), "full_marks", None, WHY, grace), ida, BECAUSE)
    completion = Completion.objects.get()
    assert (completion.unit, completion.earned, completion.possible) == (quiz.unit, "1", "1")
    attempt.enrolment.refresh_from_db()
    # Of the day on which it was sat: the mistake was the issuer's.
    assert attempt.enrolment.completed_at == completion.completed_at == attempt.submitted_at
    certificate = Certificate.objects.get()
    assert (certificate.enrolment, certificate.accreditation) == (attempt.enrolment, "One credit.")


def test_falling_below_the_line_takes_nothing_and_asks_for_a_decision(
    quiz, corrected, ada, grace, ida, django_capture_on_commit_callbacks
):
    make_provider()
    with django_capture_on_commit_callbacks(execute=True):
        attempt = hand_in(ada, quiz, "b", ["a", "c", "d"])
        attempt.enrolment.confirm_statement("I took this course myself.")
        issue_missing()
    kept = (Completion.objects.values().get(), Certificate.objects.values().get())
    with django_capture_on_commit_callbacks(execute=True):
        order = approve(ask(first_version(quiz), "rescore", corrected, WHY, grace), ida, BECAUSE)
    assert runs_of(attempt)[1:] == [(2, "regrade", "3", "6", False)]
    assert (Completion.objects.values().get(), Certificate.objects.values().get()) == kept
    (change,) = [each for each in changes_of(order) if each.undecided]
    assert change.enrolment == str(attempt.enrolment.public_id)
    found = standing(attempt.enrolment, quiz, timezone.now())
    assert found.passed_attempt == attempt, "what was written down stays"
    assert found.is_below(found.attempts[0])


def test_nobody_has_to_decide_where_another_attempt_still_passes(quiz, corrected, ada, grace, ida):
    first = hand_in(ada, quiz, "b", ["a", "c", "d"])
    hand_in(ada, quiz, "c", ["a", "c", "d"], enrolment=first.enrolment)
    order = ask(first_version(quiz), "rescore", corrected, WHY, grace)
    found = changes_of(order)
    assert [(each.attempt, each.undecided) for each in found if each.loses_rank] == [(1, False)]
    assert [(each.attempt, each.completes) for each in found if each.newly_passes] == [(2, False)]


def test_a_fall_before_anything_was_written_down_leaves_no_pass(ada, grace, ida):
    """Reached, with a must-pass question to put right.

    Nothing is on record, so the latest marking rules.
    """
    quiz = make_quiz(single(), single(), pass_mark=60)
    add_item(quiz, *single(), ref="must", group="safe", must_pass=True)
    quiz.rules.create(position=9, group="safe")
    attempt = hand_in(ada, quiz, "b", "b", "a")
    other_key = new_version(first_version(quiz), *single("c"))
    order = approve(ask(first_version(quiz), "rescore", other_key, WHY, grace), ida, BECAUSE)
    (change,) = [each for each in changes_of(order) if each.loses_rank]
    assert (change.before.level, change.after.level, change.undecided) == (
        "reached",
        "below",
        False,
    )
    found = standing(attempt.enrolment, quiz, timezone.now())
    assert (found.passed_attempt, found.has_reached(found.attempts[0])) == (None, False)


def test_a_must_pass_question_taken_out_no_longer_blocks(ada, grace, ida):
    quiz = make_quiz(single(), single(), single(), pass_mark=60)
    item = add_item(quiz, *single(), ref="must", group="safe", must_pass=True)
    quiz.rules.create(position=9, group="safe")
    attempt = hand_in(ada, quiz, "b", "b", "b", "a")
    assert (attempt.grade.passed, attempt.grade.missed_must_pass) == (False, 1)
    order = approve(ask(item.version, "exclude", None, WHY, grace), ida, BECAUSE)
    (change,) = changes_of(order)
    assert (change.before.level, change.after.level) == ("reached", "passed")
    run = attempt.runs.get(run=2)
    assert (run.earned, run.possible, run.passed, run.missed_must_pass) == ("3", "3", True, 0)
    assert Completion.objects.get().earned == "3"


def test_a_sibling_that_put_a_question_right_is_marked_again_by_itself(ada, grace, ida):
    quiz = make_quiz(single(), single(), pass_mark=60)
    for ref in ("must", "sibling"):
        item = add_item(quiz, *single(), ref=ref, group="safe", must_pass=True)
    quiz.rules.create(position=9, group="safe")
    attempt = hand_in(ada, quiz, "b", "b", "a")
    missed = attempt.items.last()
    other = attempts.start(attempt.enrolment, quiz, timezone.now(), puts_right=missed)
    save(other.items.get(), "a")
    attempts.submit(other, uuid.uuid4(), timezone.now())
    assert not Completion.objects.exists()
    approve(ask(other.items.get().version, "full_marks", None, WHY, grace), ida, BECAUSE)
    assert runs_of(other)[1:] == [(2, "regrade", "1", "1", True)]
    assert Completion.objects.get().earned == "2"
    assert item.must_pass
