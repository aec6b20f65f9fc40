"""What the pages of statistics cost."""

import pytest

from tests.factories import make_edition
from tests.quizzes.cohort import cohort, likely
from tests.quizzes.factories import make_quiz, single
from tests.quizzes.statistics.staff_pages import LIST, question_url, quiz_url, text

pytestmark = pytest.mark.django_db


# --- cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("questions", [1, 20])
@pytest.mark.parametrize("learners", [1, 300])
def test_the_pages_ask_as_many_queries_whatever_is_on_them(
    client, staff, django_assert_num_queries, questions, learners
):
    quiz = make_quiz(*[single() for _each in range(questions)])
    cohort(quiz, likely(quiz, learners))
    client.get(LIST)
    # Two ask for the only course and for the provider; outside a test's transaction both are kept.
    with django_assert_num_queries(10):
        client.get(quiz_url())
    ref = quiz.bank.select_related("version__question").first().version.question.ref
    with django_assert_num_queries(10):
        client.get(question_url(ref))


@pytest.mark.parametrize("quizzes", [1, 20])
def test_the_list_asks_as_many_queries_whatever_is_on_it(
    client, staff, django_assert_num_queries, quizzes
):
    edition = make_edition(lessons=0)
    for number in range(quizzes):
        made = make_quiz(edition=edition, key=f"quiz-{number}")
        cohort(made, [{1: "b"}] * 30)
    client.get(LIST)
    with django_assert_num_queries(9):
        page = text(client, LIST)
    assert page.count("</th> <td") == quizzes
