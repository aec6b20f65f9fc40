"""What sitting a quiz costs the database: few queries, the same for one learner as among
thousands."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quizzes.models import Attempt
from quizzes.sitting import attempts
from quizzes.templatetags.quizzes_tags import quiz_panel
from tests.factories import enrol, make_edition, make_user
from tests.quizzes.cohort import cohort
from tests.quizzes.factories import (
    answer_all,
    make_attempt,
    make_pool,
    make_quiz,
    multi,
    numeric,
    page,
    single,
    start_url,
)
from tests.quizzes.sitting.test_sitting import hidden

pytestmark = pytest.mark.django_db
KINDS = (single(), multi())


def counted(act) -> int:
    """How many queries, without the provider, whom every page of the site names, and without what
    begins and ends transactions."""
    others = ("course_provider", "SAVEPOINT", "BEGIN", "COMMIT")
    with CaptureQueriesContext(connection) as captured:
        act()
    queries = [each["sql"] for each in captured.captured_queries]
    return len([sql for sql in queries if not any(other in sql for other in others)])


def start_and_hand_in(enrolment, quiz) -> tuple[int, int]:
    quiz = type(quiz).objects.select_related("unit").get(pk=quiz.pk)
    started = counted(lambda: attempts.start(enrolment, quiz, timezone.now()))
    attempt = Attempt.objects.select_related(
        "quiz__unit", "enrolment__edition", "enrolment__course"
    ).get()
    answer_all(attempt)
    return started, counted(lambda: attempts.submit(attempt, uuid.uuid4(), timezone.now()))


def test_fifty_questions_are_handed_in_and_marked_in_seventeen_queries(ada):
    attempt = make_attempt(ada, *KINDS * 25)
    answer_all(attempt)
    fresh = Attempt.objects.select_related(
        "quiz__unit", "enrolment__edition", "enrolment__course"
    ).get()
    assert counted(lambda: attempts.submit(fresh, uuid.uuid4(), timezone.now())) <= 17
    assert fresh.grade.passed


WARM = pytest.mark.django_db(transaction=True)  # in a transaction nothing is kept in memory


@WARM
def test_so_are_they_by_the_button_with_session_and_all(ada, client):
    attempt = make_attempt(ada, *KINDS * 25, edition=make_edition(lessons=1))
    answer_all(attempt)
    client.force_login(ada)
    client.get(page(attempt, "review"))
    url = page(attempt, "submit")
    assert counted(lambda: client.post(url, {"submit_key": uuid.uuid4()})) == 17
    assert attempt.runs.get().passed


# What a process has read once is not counted.
STATEMENTS = {
    "panel": 2,
    "start": 13,
    "question": 4,
    "save": 6,
    "review": 4,
    "submit": 11,
    "result": 9,
}


def statements_of_a_quiz(client, quiz, user, wrong="a") -> dict[str, int]:
    """The statements of every page and act of one whole attempt, whose last answer is wrong."""
    client.force_login(user)
    enrolment = enrol(user, quiz.unit.edition)
    found = {"panel": counted(lambda: quiz_panel({"provider": None}, enrolment, quiz.unit))}
    found["start"] = counted(lambda: client.post(start_url()))
    attempt = Attempt.objects.get(enrolment=enrolment)
    last = page(attempt, position=attempt.items.count())
    found["question"] = counted(lambda: client.get(last))
    found["save"] = counted(lambda: client.post(last, {"seq": "0", "answer": wrong}))
    found["review"] = counted(lambda: client.get(page(attempt, "review")))
    fields = hidden(client, page(attempt, "review"))
    found["submit"] = counted(lambda: client.post(page(attempt, "submit"), fields))
    found["result"] = counted(lambda: client.get(page(attempt, "result")))
    return found


@WARM
@pytest.mark.parametrize("questions", [1, 20])
@pytest.mark.parametrize("learners", [1, 300])
def test_a_warm_process_asks_few_statements_of_any_number(client, questions, learners):
    quiz = make_quiz(*[single()] * questions, edition=make_edition(lessons=1))
    cohort(quiz, [dict.fromkeys(range(1, questions + 1), "b")] * (learners - 1))
    statements_of_a_quiz(client, quiz, make_user())  # what is read once a process
    assert statements_of_a_quiz(client, quiz, make_user()) == STATEMENTS


@WARM
def test_wrong_typed_answers_cost_one_statement_more(client):
    quiz = make_quiz(*[numeric()] * 5, edition=make_edition(lessons=1))
    statements_of_a_quiz(client, quiz, make_user())  # what is read once a process
    found = statements_of_a_quiz(client, quiz, make_user(), wrong="31 mg")
    assert found["submit"] == STATEMENTS["submit"] + 1


def test_an_attempt_at_fifty_of_a_thousand_starts_in_twelve_queries(ada):
    quiz = make_pool(1000, 50).quiz
    started, handed_in = start_and_hand_in(enrol(ada, quiz.unit.edition), quiz)
    assert (started <= 12, handed_in <= 17) == (True, True), (started, handed_in)
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
