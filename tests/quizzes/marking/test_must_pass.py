"""A safety-critical question wrong blocks the pass, whatever the percentage, and no way leads
past it but an answer that is right, or staff who say so on paper."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from course.models import Completion
from course.publishing import move_learner
from quizzes.marking.standing import standing
from quizzes.models import Attempt, GradeRun, Quiz
from quizzes.regrading.orders import approve, ask
from quizzes.sitting import attempts
from quizzes.sitting.attempts import AttemptRefusedError
from tests.factories import enrol, make_edition, make_user
from tests.quizzes.factories import (
    add_item,
    add_must_pass,
    add_rule,
    make_quiz,
    multi,
    page,
    right_answer,
    save,
    single,
)
from tests.quizzes.sitting.test_sitting import hidden, text_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def make_critical(*groups, edition=None, ordinary=9, **fields) -> Quiz:
    """``ordinary`` questions and one of each must-pass group, pass mark 80: one wrong answer
    alone does not fail it."""
    quiz = make_quiz(*[single()] * ordinary, edition=edition, **fields)
    for group in groups or ("airway",):
        add_must_pass(quiz, group)
    return quiz


@pytest.fixture
def quiz() -> Quiz:
    return make_critical()


@pytest.fixture
def enrolment(ada, quiz):
    return enrol(ada, quiz.unit.edition)


def sit(enrolment, quiz, missed=("airway",), puts_right=None, at=NOW) -> Attempt:
    """Everything right but the questions of the ``missed`` groups."""
    attempt = attempts.start(enrolment, quiz, at, puts_right=puts_right)
    for item in attempt.items.select_related("version", "bank_item"):
        save(item, "a" if item.bank_item.group in missed else right_answer(item))
    return attempts.submit(attempt, uuid.uuid4(), at)


def item_of(attempt, group="airway"):
    return attempt.items.get(bank_item__group=group)


def passed(enrolment, quiz) -> bool:
    assert Completion.objects.filter(enrolment=enrolment).exists() == bool(
        standing(enrolment, quiz, NOW).passed_attempt
    )
    return Completion.objects.filter(enrolment=enrolment).exists()


def mark_again(item, action, to_version=None):
    """An order for the question of ``item`` that a second person approved."""
    approve(
        ask(item.version, action, to_version, "The key was wrong.", make_user()),
        make_user(),
        "Checked.",
    )


def test_ninety_per_cent_with_a_must_pass_question_wrong_is_no_pass(enrolment, quiz):
    run = sit(enrolment, quiz).grade
    assert (run.total.display, run.passed, run.missed_must_pass) == ("90", False, 1)
    assert not passed(enrolment, quiz)


def test_a_question_left_out_is_wrong_too(enrolment, quiz):
    attempt = attempts.start(enrolment, quiz, NOW)
    for item in attempt.items.filter(bank_item__group=""):
        save(item, "b")
    assert attempts.submit(attempt, None, NOW).grade.missed_must_pass == 1
    assert not passed(enrolment, quiz)


def test_a_sibling_answered_right_in_an_attempt_of_its_own_passes_the_first_with_its_score(
    enrolment, quiz
):
    first = sit(enrolment, quiz)
    second = sit(enrolment, quiz, missed=(), puts_right=item_of(first))
    assert [item.bank_item.group for item in second.items.select_related("bank_item")] == ["airway"]
    assert second.items.get().question != item_of(first).question
    assert standing(enrolment, quiz, NOW).passed_attempt == first
    assert (Completion.objects.get().earned, Completion.objects.get().possible) == ("9", "10")


def test_a_sibling_answered_wrong_puts_nothing_right_and_another_is_asked_the_next_time(
    enrolment, quiz
):
    first = sit(enrolment, quiz)
    asked = [
        sit(enrolment, quiz, puts_right=item_of(first)).items.get().question for _again in range(2)
    ]
    assert len({*asked, item_of(first).question}) == 3
    assert not passed(enrolment, quiz)


def test_a_whole_retake_puts_it_right_too(enrolment, quiz):
    sit(enrolment, quiz)
    sit(enrolment, quiz, missed=())
    assert passed(enrolment, quiz)


def test_each_of_two_missed_ones_is_put_right_for_itself(ada):
    quiz = make_critical("airway", "consent", ordinary=10)
    enrolment = enrol(ada, quiz.unit.edition)
    first = sit(enrolment, quiz, missed=("airway", "consent"))
    assert first.grade.missed_must_pass == 2
    for _twice in range(2):
        sit(enrolment, quiz, missed=(), puts_right=item_of(first, "airway"))
        assert not passed(enrolment, quiz)
    sit(enrolment, quiz, missed=(), puts_right=item_of(first, "consent"))
    assert passed(enrolment, quiz)


def test_putting_right_an_attempt_that_missed_the_pass_mark_passes_nothing(ada):
    quiz = make_critical(ordinary=3)
    enrolment = enrol(ada, quiz.unit.edition)
    first = attempts.submit(attempts.start(enrolment, quiz, NOW), None, NOW)
    sit(enrolment, quiz, missed=(), puts_right=item_of(first))
    assert not passed(enrolment, quiz)


def test_right_answers_of_several_attempts_never_add_up(ada):
    """The question was right in an attempt that failed: that does not mend the one that reached
    the pass mark."""
    quiz = make_critical()
    enrolment = enrol(ada, quiz.unit.edition)
    sit(enrolment, quiz)
    second = attempts.start(enrolment, quiz, NOW)
    save(item_of(second), "b")
    attempts.submit(second, None, NOW)
    assert not passed(enrolment, quiz)


@pytest.mark.parametrize("keep", ["best", "last", "first"])
def test_whichever_attempt_counts_a_miss_blocks_it_until_it_is_put_right(ada, keep):
    quiz = make_critical(keep=keep)
    enrolment = enrol(ada, quiz.unit.edition)
    first = sit(enrolment, quiz)
    assert not passed(enrolment, quiz)
    sit(enrolment, quiz, missed=(), puts_right=item_of(first))
    assert passed(enrolment, quiz)


def test_a_limit_of_attempts_does_not_stop_putting_right_and_the_wait_does(ada):
    quiz = make_critical(attempts_allowed=1, cooldown_minutes=60)
    enrolment = enrol(ada, quiz.unit.edition)
    first = sit(enrolment, quiz)
    with pytest.raises(AttemptRefusedError) as refused:
        sit(enrolment, quiz, missed=(), puts_right=item_of(first))
    assert refused.value.opens_at == NOW + timedelta(hours=1)
    sit(enrolment, quiz, missed=(), puts_right=item_of(first), at=NOW + timedelta(hours=1))
    assert passed(enrolment, quiz)
    with pytest.raises(AttemptRefusedError):
        attempts.start(enrolment, quiz, NOW + timedelta(days=9))


# Markings again


def test_what_a_new_marking_calls_right_does_not_stand_for_what_is_still_missed(ada):
    """One of two was put right, then marked as right all along: the other one still blocks."""
    quiz = make_critical("airway", "consent", ordinary=10)
    enrolment = enrol(ada, quiz.unit.edition)
    first = sit(enrolment, quiz, missed=("airway", "consent"))
    sit(enrolment, quiz, missed=(), puts_right=item_of(first, "airway"))
    mark_again(item_of(first, "airway"), "full_marks")
    assert GradeRun.objects.get(attempt=first, run=2).missed_must_pass == 1
    assert not passed(enrolment, quiz)
    sit(enrolment, quiz, missed=(), puts_right=item_of(first, "consent"))
    assert passed(enrolment, quiz)


def test_a_new_marking_of_another_question_leaves_what_was_put_right_as_it_is(ada):
    quiz = make_critical(ordinary=3, pass_mark=80)
    enrolment = enrol(ada, quiz.unit.edition)
    first = sit(enrolment, quiz)  # 75 per cent
    sit(enrolment, quiz, missed=(), puts_right=item_of(first))
    assert not passed(enrolment, quiz)
    mark_again(first.items.get(position=1), "exclude")  # 2 of 3
    assert not passed(enrolment, quiz)


def test_a_new_marking_of_what_put_right_takes_back_no_pass_that_was_written_down(enrolment, quiz):
    first = sit(enrolment, quiz)
    second = sit(enrolment, quiz, missed=(), puts_right=item_of(first))
    sibling = second.items.get()
    other_key = add_item(quiz, *single(right="c"), ref=sibling.question.ref).version
    mark_again(sibling, "rescore", other_key)
    assert not Attempt.objects.get(pk=second.pk).grade.passed
    assert standing(enrolment, quiz, NOW).passed_attempt == first
    assert Completion.objects.count() == 1


# Editions


def newer(quiz, **fields) -> Quiz:
    return make_critical(edition=make_edition(quiz.unit.edition.course, lessons=0), **fields)


def test_a_miss_is_put_right_in_the_edition_where_it_was_missed_and_counts_in_the_newer(
    enrolment, quiz
):
    first = sit(enrolment, quiz)
    later = newer(quiz)
    move_learner(enrolment, later.unit.edition)
    enrolment.refresh_from_db()
    second = sit(enrolment, first.quiz, missed=(), puts_right=item_of(first))
    assert second.items.get().bank_item.quiz == quiz
    assert Completion.objects.get().unit == later.unit
    assert standing(enrolment, later, NOW).passed_attempt == first


def test_putting_right_before_a_revision_passes_nothing_after_it(enrolment, quiz):
    first = sit(enrolment, quiz)
    revised = newer(quiz, revision=2)
    move_learner(enrolment, revised.unit.edition)
    enrolment.refresh_from_db()
    sit(enrolment, first.quiz, missed=(), puts_right=item_of(first))
    assert not Completion.objects.exists()
    assert standing(enrolment, revised, NOW).passed_attempt is None


# The front door


def put_right_url(attempt, group="airway") -> str:
    return page(attempt, "put_right", position=item_of(attempt, group).position)


def test_the_result_names_the_passage_and_leads_to_the_sibling_and_from_there_to_the_pass(
    learner, enrolment, quiz
):
    first = sit(enrolment, quiz, at=timezone.now())
    text = text_of(learner.get(page(first, "result")))
    assert "Not passed yet: one safety-critical question to put right" in text
    assert "1.1 About lesson-1" in text
    assert "Take the quiz again" not in text
    assert put_right_url(first) in text
    url = learner.post(put_right_url(first)).headers["Location"]
    learner.post(url, hidden(learner, url) | {"answer": "b"})
    second = Attempt.objects.last()
    text = text_of(
        learner.post(page(second, "submit"), hidden(learner, page(second, "review")), follow=True)
    )
    assert "With this, attempt 1 has passed." in text
    assert passed(enrolment, quiz)


def test_no_page_shows_the_key_of_what_may_be_asked_again(learner, ada):
    """Not even when no whole attempt is left, and by no policy: siblings may be asked until the
    pass."""
    for review in ("after_pass", "after_submit"):
        ada.enrolments.update(ended_at=timezone.now())
        quiz = make_critical(attempts_allowed=2, review=review, key=review)
        enrolment = enrol(ada, quiz.unit.edition)
        whole = [
            sit(enrolment, quiz),
            sit(enrolment, quiz, missed=("", "airway")),
        ]  # the second misses everything
        sibling = sit(enrolment, quiz, puts_right=item_of(whole[0]))
        for attempt in (*whole, sibling):
            position = item_of(attempt).position
            text = text_of(learner.get(page(attempt, "result")))
            shown = re.search(
                rf'id="q{position}".*?(?=id="q(?!{position})|</main>)', text, re.DOTALL
            )[0]
            assert "WHY a" in shown
            assert not re.search("WHY [bcd]", shown), (review, attempt)
        sit(enrolment, quiz, missed=(), puts_right=item_of(whole[0]))
        assert "WHY b" in text_of(learner.get(page(whole[0], "result")))


@pytest.mark.parametrize("method", ["get", "post"])
def test_forged_addresses_start_nothing(learner, eve, enrolment, quiz, method):
    """What is right already, what does not exist, what is open, what put right itself, what
    failed, what is theirs."""
    first = sit(enrolment, quiz)
    theirs = sit(enrol(eve, quiz.unit.edition), quiz)
    other = make_critical(edition=quiz.unit.edition, key="other", ordinary=1)
    failed = sit(enrolment, other)
    put = sit(enrolment, quiz, puts_right=item_of(first))
    ask = getattr(learner, method)
    before = Attempt.objects.count()
    for attempt, position in ((first, 1), (first, 99), (put, 1), (failed, 2)):
        assert ask(page(attempt, "put_right", position=position)).status_code in {302, 404}
    theirs.number = 7
    assert ask(page(theirs, "put_right", position=10)).status_code == 404
    again = attempts.start(enrolment, quiz, timezone.now())
    assert ask(page(again, "put_right", position=10)).status_code in {302, 404}
    assert Attempt.objects.count() == before + 1
    assert learner.get(put_right_url(first)).headers["Location"] == page(first, "result")


def test_no_other_address_completes_the_quiz(learner, enrolment, quiz):
    """Marking it as read, sending the form twice, or a form made for another attempt."""
    sit(enrolment, quiz)
    complete = reverse("course:complete", args=["basics", "quiz"])
    assert (
        learner.post(complete, {"earned": "10", "possible": "10", "passed": "1"}).status_code == 404
    )
    for _twice in range(2):
        learner.post(
            page(Attempt.objects.first(), "submit"), {"submit_key": uuid.uuid4(), "puts_right": "1"}
        )
    learner.post(
        reverse("quizzes:start", args=["basics", "quiz"]), {"puts_right": "1", "position": "10"}
    )
    assert Attempt.objects.last().items.count() == 10
    assert not passed(enrolment, quiz)


def test_a_sibling_left_unanswered_puts_nothing_right(learner, enrolment, quiz):
    first = sit(enrolment, quiz, at=timezone.now())
    learner.post(put_right_url(first))
    second = Attempt.objects.last()
    text = text_of(
        learner.post(page(second, "submit"), hidden(learner, page(second, "review")), follow=True)
    )
    assert "Not right yet" in text
    assert not passed(enrolment, quiz)


def test_put_right_already_leads_back_and_starts_nothing(learner, enrolment, quiz):
    first = sit(enrolment, quiz, at=timezone.now())
    sit(enrolment, quiz, missed=(), puts_right=item_of(first), at=timezone.now())
    assert learner.post(put_right_url(first)).headers["Location"] == page(first, "result")
    assert Attempt.objects.count() == 2


def test_staff_may_let_a_learner_finish_without_it_and_the_record_says_who_and_why(
    enrolment, quiz, grace
):
    sit(enrolment, quiz)
    written = enrolment.waive(quiz.unit, by=grace, because="Examined in person on 3 November.")
    assert (written.waived_by, written.waived_because, written.earned) == (
        grace,
        "Examined in person on 3 November.",
        "",
    )
    assert standing(enrolment, quiz, NOW).passed_attempt is None


def test_a_partly_right_must_pass_question_is_missed(ada):
    quiz = make_quiz(*[single()] * 9)
    add_must_pass(quiz, kind_and_body=multi(policy="every_decision"))
    enrolment = enrol(ada, quiz.unit.edition)
    attempt = attempts.start(enrolment, quiz, NOW)
    for item in attempt.items.select_related("version"):
        save(item, ["a", "c"] if item.position == 10 else right_answer(item))
    run = attempts.submit(attempt, None, NOW).grade
    assert (run.total.display, run.passed, run.missed_must_pass) == ("98", False, 1)


def test_the_list_of_quizzes_says_that_one_is_to_be_put_right(learner, enrolment, quiz):
    add_rule(make_quiz(edition=quiz.unit.edition, key="other"), 2, *single())
    first = sit(enrolment, quiz)
    url = reverse("course:mine", args=["basics"])
    assert "a must-pass question to put right" in text_of(learner.get(url))
    sit(enrolment, quiz, missed=(), puts_right=item_of(first))
    assert "passed, 9 of 10" in text_of(learner.get(url))
