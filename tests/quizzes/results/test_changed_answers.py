"""Whoever was marked right by a key that a later edition calls wrong is told, by mail and here."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from course.corrections import notices
from course.models import CorrectionNotice, Edition, Enrolment
from course.publishing import move_learner, publish
from course.source import read_course
from quizzes.models import Attempt
from quizzes.regrading import orders
from quizzes.sitting import attempts
from tests.accounts.browser import pages_of
from tests.course.course_folder import QUESTION, QUIZ_FILES, write_course
from tests.factories import enrol, make_user
from tests.quizzes.factories import page
from tests.quizzes.quiz_folder import changed
from tests.quizzes.sitting.test_sitting import text_of

pytestmark = pytest.mark.django_db
QUESTION_FILE = "01-start/090-quiz/010-one-thing.md"
OTHER_ANSWER = changed(QUESTION, ("[x] (a)", "[ ] (a)"), ("[ ] (b)", "[x] (b)"))
OTHER_WORDS = QUESTION.replace("(a) One thing", "(a) Some thing")
MINE = reverse("course:mine", args=["tiny-course"])
TOLD = reverse("course:correction", args=["tiny-course", 2])


def changes(mark: str) -> dict[str, str]:
    entry = f"{{question: one-thing, mark: {mark}, what: It is not so., why: A trial.}}"
    return {"changes.yaml": f"changes: [{entry}]\n"}


@pytest.fixture
def first(tmp_path) -> Edition:
    return publish(read_course(write_course(tmp_path / "1", **QUIZ_FILES)))


@pytest.fixture
def enrolment(ada, first) -> Enrolment:
    return enrol(ada, first)


def publish_second(path, question: str = OTHER_ANSWER, mark: str = "clinical") -> Edition:
    files = QUIZ_FILES | {QUESTION_FILE: question} | changes(mark)
    return publish(read_course(write_course(path / "2", **files)))


def sit(enrolment, answer: str, *, hand_in: bool = True) -> Attempt:
    quiz = enrolment.edition.units.get(key="start-quiz").quiz
    attempt = attempts.start(enrolment, quiz, timezone.now())
    attempts.save_answer(attempt.items.get(), answer, seq=0, at=timezone.now())
    return attempts.submit(attempt, uuid.uuid4(), timezone.now()) if hand_in else attempt


def told() -> list[str]:
    found = CorrectionNotice.objects.select_related("enrolment__user")
    return sorted(notice.enrolment.user.email for notice in found)


# --- who is told --------------------------------------------------------------------------------


def test_whoever_was_marked_right_is_told_by_mail_once_and_nobody_else(
    tmp_path, first, enrolment, django_capture_on_commit_callbacks
):
    sit(enrolment, "a")
    sit(enrol(make_user("wrong@example.org"), first), "b")
    enrol(make_user("idle@example.org"), first)
    publish_second(tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        assert notices.queue_mails() == 1
        assert notices.queue_mails() == 0
    assert told() == ["ada@example.org"]
    (message,) = mail.outbox
    assert message.to == ["ada@example.org"]
    assert message.subject == "Something you learned has changed"
    assert "It is not so. A trial." in message.body
    assert pages_of(message.body) == [TOLD]
    assert "No thing" not in message.body


@pytest.mark.parametrize(
    ("question", "mark", "people"),
    [
        (OTHER_ANSWER, "clinical", ["ada@example.org"]),
        (OTHER_WORDS, "clinical", ["ada@example.org"]),
        (OTHER_WORDS, "editorial", []),
        (QUESTION.replace("It was measured", "It is measured"), "clinical", []),
    ],
)
def test_the_author_says_whether_other_words_are_another_answer(
    tmp_path, enrolment, question, mark, people
):
    sit(enrolment, "a")
    publish_second(tmp_path, question, mark)
    notices.queue_mails()
    assert told() == people


def test_a_safety_correction_tells_everybody_as_before(tmp_path, first, enrolment):
    sit(enrolment, "a")
    enrol(make_user("idle@example.org"), first)
    publish_second(tmp_path, mark="safety")
    notices.queue_mails()
    assert told() == ["ada@example.org", "idle@example.org"]


def test_whoever_hands_in_on_the_old_edition_later_is_told_too_for_four_weeks(
    tmp_path, first, enrolment
):
    publish_second(tmp_path)
    notices.queue_mails()
    assert told() == []
    sit(enrolment, "a")
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        notices.queue_mails()
    assert told() == []
    with time_machine.travel(timezone.now() + timedelta(days=27)):
        notices.queue_mails()
    assert told() == ["ada@example.org"]


def test_whoever_passed_by_the_new_answer_before_is_not_told(tmp_path, first, enrolment):
    sit(enrolment, "a")
    second = publish_second(tmp_path)
    other = enrol(make_user("new@example.org"), second)
    sit(other, "b")
    notices.queue_mails()
    assert told() == ["ada@example.org"]


# --- what they see ------------------------------------------------------------------------------


def test_the_notice_stands_at_home_until_it_is_confirmed(client, ada, tmp_path, enrolment):
    sit(enrolment, "a")
    publish_second(tmp_path)
    notices.queue_mails()
    client.force_login(ada)
    home = text_of(client.get(MINE))
    assert "A right answer was changed" in home
    assert "Your record stands." in home
    assert "Right answer: No thing" in text_of(client.get(TOLD))
    client.post(reverse("course:confirm_correction", args=["tiny-course", 2]))
    assert "A right answer was changed" not in text_of(client.get(MINE))


def test_home_shows_the_answer_to_who_passed_the_quiz_and_to_nobody_else(
    client, ada, tmp_path, first, enrolment
):
    sit(enrolment, "a")
    other = make_user()
    enrol(other, first)
    publish_second(tmp_path, mark="safety")
    client.force_login(ada)
    assert "Right answer: No thing" in text_of(client.get(MINE))
    client.force_login(other)
    home = text_of(client.get(MINE))
    assert "Once you have passed the quiz" in home
    assert "Right answer:" not in home


def test_the_page_is_not_for_those_who_were_not_told(client, ada, tmp_path, enrolment):
    publish_second(tmp_path)
    client.force_login(ada)
    assert client.get(TOLD).status_code == 404


def test_the_result_says_which_question_has_another_answer_now(client, ada, tmp_path, enrolment):
    attempt = sit(enrolment, "a")
    client.force_login(ada)
    note = "Question 1: edition 2 changed the right answer."
    assert note not in text_of(client.get(page(attempt, "result")))
    publish_second(tmp_path)
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        text = text_of(client.get(page(attempt, "result")))
    assert note in text
    assert "It is not so. A trial." in text
    assert "You were marked right by the answer of before." in text


def test_the_result_says_it_no_more_once_the_question_was_marked_again(
    client, ada, grace, ida, tmp_path, enrolment
):
    attempt = sit(enrolment, "a")
    second = publish_second(tmp_path)
    old = attempt.items.get().version
    new = second.units.get(key="start-quiz").quiz.bank.get().version
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        order = orders.ask(old, "rescore", new, "It is not so.", grace)
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            orders.approve(order, ida, "Right.")
    client.force_login(ada)
    text = text_of(client.get(page(attempt, "result")))
    assert "changed the right answer" not in text
    assert "Marked again on" in text


# --- an attempt that was begun before a move ----------------------------------------------------


def test_an_attempt_begun_before_a_move_says_which_edition_marks_it(
    client, ada, tmp_path, enrolment
):
    attempt = sit(enrolment, "a", hand_in=False)
    client.force_login(ada)
    unit = reverse("course:unit", args=["tiny-course", "start-quiz"])
    open_pages = [page(attempt), page(attempt, "review"), unit]
    said = "You began this attempt on edition 1."
    assert not [url for url in open_pages if said in text_of(client.get(url))]

    second = publish_second(tmp_path)
    move_learner(enrolment, second)
    enrolment.acknowledgements.create(edition=second)
    assert [url for url in open_pages if said in text_of(client.get(url))] == open_pages
    attempts.submit(attempt, uuid.uuid4(), timezone.now())
    text = text_of(client.get(page(attempt, "result")))
    assert "This attempt was begun on edition 1, and asked and marked by it." in text
