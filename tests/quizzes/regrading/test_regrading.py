"""Regrading: asked for by one person, approved by another, carried out once.

Nothing is ever taken from anybody.
"""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.approvals import ActRefusedError
from accounts.models import AuditEvent
from certificates.models import Certificate
from course.models import Completion
from quizzes.models import Attempt, GradeRun, ItemGrade, QuestionVersion, RegradeOrder
from quizzes.regrading.batches import carry_out_missing
from quizzes.regrading.orders import approve, ask, refuse
from quizzes.regrading.outcomes import AttemptChange, AttemptOutcome, change_from_json
from quizzes.sitting import attempts
from tests.factories import enrol, make_edition
from tests.quizzes.factories import (
    add_item,
    make_quiz,
    multi,
    numeric,
    save,
    single,
)

pytestmark = pytest.mark.django_db
WHY = "The label was changed in May."
BECAUSE = "Checked against the label."


def new_version(version: QuestionVersion, kind: str, body: dict) -> QuestionVersion:
    """Another version of a question, as a later edition would bring it."""
    edition = make_edition(version.question.course, lessons=0)
    quiz = make_quiz(single(), edition=edition, key=f"quiz-{edition.number}")
    return add_item(quiz, kind, body, ref=version.question.ref).version


def hand_in(user, quiz, *responses, enrolment=None, **more) -> Attempt:
    """An attempt with these responses in order; None leaves a question out."""
    enrolment = enrolment or enrol(user, quiz.unit.edition)
    attempt = attempts.start(enrolment, quiz, timezone.now(), **more)
    for item, response in zip(attempt.items.all(), responses, strict=True):
        if response is not None:
            save(item, response)
    return attempts.submit(attempt, uuid.uuid4(), timezone.now())


def first_version(quiz) -> QuestionVersion:
    return quiz.bank.select_related("version__question__course").first().version


def runs_of(attempt) -> list[tuple]:
    return list(
        attempt.runs.order_by("run").values_list("run", "reason", "earned", "possible", "passed")
    )


def changes_of(order) -> list[AttemptChange]:
    """What the order changes, as it was worked out last."""
    return [change_from_json(row.change) for row in order.changes.all()]


def counts() -> list[int]:
    return [
        model.objects.count()
        for model in (RegradeOrder, GradeRun, ItemGrade, Completion, Certificate)
    ]


# --- three ways to mark again, with exact numbers -------------------------------------------------


@pytest.fixture
def quiz(db):
    """Two questions of 3 points each; the first has the wrong key, b instead of c."""
    return make_quiz(single(shuffle=False), multi(policy="plus_minus"), points=3)


@pytest.fixture
def corrected(quiz) -> QuestionVersion:
    return new_version(first_version(quiz), *single(right="c", shuffle=False))


def test_an_order_writes_down_what_would_change_and_nothing_else(quiz, corrected, ada, grace):
    attempt = hand_in(ada, quiz, "c", ["a", "c"])
    before = counts()
    order = ask(first_version(quiz), "rescore", corrected, WHY, grace)
    assert counts() == [before[0] + 1, *before[1:]]
    (change,) = changes_of(RegradeOrder.objects.get())
    assert (change.enrolment, change.unit, change.attempt) == (
        str(attempt.enrolment.public_id),
        "quiz",
        1,
    )
    assert (change.before, change.after) == (
        AttemptOutcome("2", "6", "below"),
        AttemptOutcome("5", "6", "passed"),
    )
    assert (change.newly_passes, change.loses_rank, change.completes, change.finishes) == (
        True,
        False,
        True,
        True,
    )
    assert (order.approved_at, order.refused_at, order.reason) == (None, None, WHY)
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.subject_key, event.reason) == (
        grace,
        "regrade.asked",
        str(order.pk),
        WHY,
    )


def test_another_key_marks_by_option_id_and_the_old_marking_stays_readable(
    quiz, corrected, ada, grace, ida
):
    attempt = hand_in(ada, quiz, "c", ["a", "c"])
    order = approve(ask(first_version(quiz), "rescore", corrected, WHY, grace), ida, BECAUSE)
    assert runs_of(attempt) == [(1, "submit", "2", "6", False), (2, "regrade", "5", "6", True)]
    second = attempt.runs.get(run=2)
    assert second.order == order
    marked = [
        (each.version, str(each.fraction), each.status, each.state)
        for each in second.grades.order_by("item")
    ]
    assert marked == [
        (corrected, "1", "correct", "counted"),
        (attempt.items.last().version, "2/3", "partial", "counted"),
    ]
    assert [str(each.fraction) for each in attempt.runs.get(run=1).grades.order_by("item")] == [
        "0",
        "2/3",
    ]


@pytest.mark.parametrize(
    ("action", "earned", "possible", "passed"),
    [("exclude", "2", "3", False), ("full_marks", "5", "6", True)],
)
def test_a_question_is_taken_out_or_given_to_everybody(
    quiz, ada, grace, ida, action, earned, possible, passed
):
    attempt = hand_in(ada, quiz, "a", ["a", "c"])
    approve(ask(first_version(quiz), action, None, WHY, grace), ida, BECAUSE)
    assert runs_of(attempt)[1:] == [(2, "regrade", earned, possible, passed)]


def test_a_quiz_of_which_nothing_counts_any_more_is_neither_passed_nor_failed(ada, grace, ida):
    quiz = make_quiz(single())
    attempt = hand_in(ada, quiz, "a")
    approve(ask(first_version(quiz), "exclude", None, WHY, grace), ida, BECAUSE)
    assert runs_of(attempt)[1:] == [(2, "regrade", "0", "0", None)]


def test_what_was_approved_holds_for_an_attempt_handed_in_later(
    quiz, corrected, ada, eve, grace, ida
):
    open_one = attempts.start(enrol(eve, quiz.unit.edition), quiz, timezone.now())
    save(open_one.items.first(), "c")
    approve(ask(first_version(quiz), "rescore", corrected, WHY, grace), ida, BECAUSE)
    attempts.submit(open_one, uuid.uuid4(), timezone.now())
    assert runs_of(open_one) == [(1, "submit", "3", "6", False)]
    assert runs_of(hand_in(ada, quiz, "b", None)) == [(1, "submit", "0", "6", False)]
    assert carry_out_missing() == 0


def test_a_later_order_takes_over_and_the_first_key_can_be_brought_back(
    quiz, corrected, ada, grace, ida
):
    attempt, version = hand_in(ada, quiz, "b", None), first_version(quiz)
    approve(ask(version, "rescore", corrected, WHY, grace), ida, BECAUSE)
    approve(ask(version, "rescore", version, "The label was changed back.", grace), ida, BECAUSE)
    assert [run[2] for run in runs_of(attempt)] == ["3", "0", "3"]


def test_practice_is_marked_again_without_a_mark(ada, grace, ida):
    quiz = make_quiz(single(), purpose="practice")
    attempt = hand_in(ada, quiz, "a")
    approve(ask(first_version(quiz), "full_marks", None, WHY, grace), ida, BECAUSE)
    assert runs_of(attempt) == [(1, "submit", "0", "1", None), (2, "regrade", "1", "1", None)]


# --- who decides ----------------------------------------------------------------------------------


def test_who_asked_cannot_approve_not_even_past_our_code(quiz, ada, grace):
    hand_in(ada, quiz, "a", None)
    order = ask(first_version(quiz), "exclude", None, WHY, grace)
    with pytest.raises(ActRefusedError, match="Somebody else"):
        approve(order, grace, BECAUSE)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        RegradeOrder.objects.update(
            approved_by=grace, approved_at=timezone.now(), approved_because=BECAUSE
        )
    assert GradeRun.objects.count() == 1


def test_approving_twice_is_approving_once(
    quiz, ada, grace, ida, django_capture_on_commit_callbacks
):
    attempt = hand_in(ada, quiz, "a", None)
    order = ask(first_version(quiz), "exclude", None, WHY, grace)
    with django_capture_on_commit_callbacks(execute=True):
        for _again in range(2):
            approve(order, ida, BECAUSE)
    assert len(runs_of(attempt)) == 2
    assert list(AuditEvent.objects.values_list("verb", "actor", "reason")) == [
        ("regrade.approved", ida.pk, BECAUSE),
        ("regrade.asked", grace.pk, WHY),
    ]


def test_a_refused_order_marks_nothing_and_a_decision_is_final(quiz, ada, grace, ida):
    hand_in(ada, quiz, "a", None)
    order = ask(first_version(quiz), "exclude", None, WHY, grace)
    refuse(order, ida, "The key is right.")
    with pytest.raises(ActRefusedError, match="final"):
        approve(order, ida, BECAUSE)
    assert GradeRun.objects.count() == 1
    assert AuditEvent.objects.filter(
        verb="regrade.refused", actor=ida, reason="The key is right."
    ).exists()
    approved = approve(ask(first_version(quiz), "exclude", None, WHY, grace), ida, BECAUSE)
    with pytest.raises(ActRefusedError, match="final"):
        refuse(approved, ida, BECAUSE)


@pytest.mark.parametrize("act", [approve, refuse])
def test_every_decision_needs_a_reason(quiz, grace, ida, act):
    with pytest.raises(ValueError, match="reason"):
        ask(first_version(quiz), "exclude", None, " ", grace)
    with pytest.raises(ValueError, match="reason"):
        act(ask(first_version(quiz), "exclude", None, WHY, grace), ida, " ")


# --- orders that are refused ----------------------------------------------------------------------


def refusal(*order) -> str:
    before = counts()
    with pytest.raises(ActRefusedError) as refused, transaction.atomic():
        ask(*order)
    assert counts() == before
    return str(refused.value)


def test_an_option_that_somebody_chose_must_be_there(quiz, ada, grace):
    attempt = hand_in(ada, quiz, "d", None)
    without_d = new_version(first_version(quiz), *single(right="c", ids="abc"))
    text = refusal(first_version(quiz), "rescore", without_d, WHY, grace)
    assert "'d'" in text
    assert f"{attempt.enrolment.public_id}, attempt 1" in text


def test_an_option_that_nobody_chose_may_be_gone_and_is_wrong_for_who_chooses_it_later(
    quiz, ada, eve, grace, ida
):
    chose_c = hand_in(ada, quiz, "c", None)
    without_d = new_version(first_version(quiz), *single(right="c", ids="abc"))
    approve(ask(first_version(quiz), "rescore", without_d, WHY, grace), ida, BECAUSE)
    assert [run[2] for run in runs_of(chose_c)] == ["0", "3"]
    later = hand_in(eve, quiz, "d", None)
    grade = later.grade.grades.get(item__position=1)
    assert (grade.version, str(grade.fraction), grade.status) == (without_d, "0", "wrong")


def test_an_answer_saved_between_order_and_approval_is_looked_at_too(quiz, ada, grace, ida):
    attempt = attempts.start(enrol(ada, quiz.unit.edition), quiz, timezone.now())
    order = ask(
        first_version(quiz),
        "rescore",
        new_version(first_version(quiz), *single(right="c", ids="abc")),
        WHY,
        grace,
    )
    save(attempt.items.first(), "d")
    with pytest.raises(ActRefusedError, match="'d'"):
        approve(order, ida, BECAUSE)
    order.refresh_from_db()
    assert order.approved_at is None


def test_a_key_that_was_not_offered_another_kind_and_another_question_are_refused(quiz, grace):
    version = first_version(quiz)
    assert "there is no option 'e'" in refusal(
        version, "rescore", new_version(version, *single("e", "abcde")), WHY, grace
    )
    assert "another kind" in refusal(version, "rescore", new_version(version, *multi()), WHY, grace)
    assert "another question" in refusal(version, "rescore", quiz.bank.last().version, WHY, grace)
    assert "Choose the version" in refusal(version, "rescore", None, WHY, grace)
    assert "Choose the version" in refusal(version, "exclude", version, WHY, grace)
    assert "marked so already" in refusal(version, "rescore", version, WHY, grace)


def test_an_answer_that_cannot_be_read_any_more_is_refused(ada, grace):
    quiz = make_quiz(numeric(units={}))
    hand_in(ada, quiz, "500")
    with_unit = new_version(first_version(quiz), *numeric(units={"mg": "1"}))
    assert "cannot be read" in refusal(first_version(quiz), "rescore", with_unit, WHY, grace)


def test_one_order_at_a_time_waits_for_a_decision(quiz, grace, ida):
    order = ask(first_version(quiz), "exclude", None, WHY, grace)
    assert "waits for a decision" in refusal(first_version(quiz), "full_marks", None, WHY, grace)
    approve(order, ida, BECAUSE)
    assert "marked so already" in refusal(first_version(quiz), "exclude", None, WHY, grace)
