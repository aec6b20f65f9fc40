"""What sitting a quiz costs the database: few queries, the same for one learner as among
thousands."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quizzes.models import Attempt
from quizzes.sitting import attempts
from tests.factories import enrol, make_edition, make_user
from tests.quizzes.factories import (
    answer_all,
    make_attempt,
    make_pool,
    make_quiz,
    multi,
    page,
    single,
)

pytestmark = pytest.mark.django_db
KINDS = (single(), multi())


def counted(act) -> int:
    """How many queries; savepoints stand here for the transactions that they are outside of
    tests."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len([each for each in captured.captured_queries if "SAVEPOINT" not in each["sql"]])


def start_and_hand_in(enrolment, quiz) -> tuple[int, int]:
    quiz = type(quiz).objects.select_related("unit").get(pk=quiz.pk)
    started = counted(lambda: attempts.start(enrolment, quiz, timezone.now()))
    attempt = Attempt.objects.select_related(
        "quiz__unit", "enrolment__edition", "enrolment__course"
    ).get()
    answer_all(attempt)
    return started, counted(lambda: attempts.submit(attempt, uuid.uuid4(), timezone.now()))


def test_fifty_questions_are_handed_in_and_marked_in_fifteen_queries(ada):
    attempt = make_attempt(ada, *KINDS * 25)
    answer_all(attempt)
    fresh = Attempt.objects.select_related(
        "quiz__unit", "enrolment__edition", "enrolment__course"
    ).get()
    assert counted(lambda: attempts.submit(fresh, uuid.uuid4(), timezone.now())) <= 15
    assert fresh.grade.passed


def test_so_are_they_by_the_button_with_session_and_all(ada, client):
    attempt = make_attempt(ada, *KINDS * 25, edition=make_edition(lessons=1))
    answer_all(attempt)
    client.force_login(ada)
    url = page(attempt, "submit")
    assert counted(lambda: client.post(url, {"submit_key": uuid.uuid4()})) <= 18
    assert attempt.runs.get().passed


def test_an_attempt_at_fifty_of_a_thousand_starts_in_twelve_queries(ada):
    quiz = make_pool(1000, 50).quiz
    started, handed_in = start_and_hand_in(enrol(ada, quiz.unit.edition), quiz)
    assert (started <= 12, handed_in <= 15) == (True, True), (started, handed_in)
    assert Attempt.objects.get().items.count() == 51


def test_the_same_among_many_learners_as_alone(ada, client):
    """Queries of every act and page, before and after 300 others sat the quiz."""
    quiz = make_quiz(*KINDS)
    enrolment = enrol(ada, quiz.unit.edition)

    def everything() -> dict[str, int]:
        client.force_login(ada)
        attempt = attempts.start(enrolment, quiz, timezone.now())
        url, found = page(attempt), {}
        found["page"] = counted(lambda: client.get(url))
        found["save"] = counted(lambda: client.post(url, {"seq": "0", "answer": "a"}))
        found["review"] = counted(lambda: client.get(page(attempt, "review")))
        found["submit"] = counted(
            lambda: client.post(page(attempt, "submit"), {"submit_key": uuid.uuid4()})
        )
        found["result"] = counted(lambda: client.get(page(attempt, "result")))
        found["unit"] = counted(lambda: client.get(quiz.unit.get_absolute_url()))
        return found

    everything()  # what is read once a process
    alone = everything()
    for _learner in range(300):
        other = enrol(make_user(), quiz.unit.edition)
        attempts.submit(attempts.start(other, quiz, timezone.now()), None, timezone.now())
    assert everything() == alone


def test_a_saved_item_still_knows_its_attempt_and_its_question(ada, django_assert_num_queries):
    attempt = make_attempt(ada, single())
    item = attempt.items.select_related("version").get()
    assert attempts.save_answer(item, "b", seq=0, at=timezone.now())
    with django_assert_num_queries(0):
        assert item.attempt is attempt
        assert item.is_finished
        assert (item.response, item.seq) == ("b", 1)
