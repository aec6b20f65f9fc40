"""The keys of our own course are the answers that people have written down beside it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from quizzes.kinds import KINDS
from tests.factories import enrol
from tests.journeys.answer_list import QUIZ_KEYS, answer_by_list, response_of, right_answers
from tests.journeys.steps import open_attempt, take_quiz
from tests.our_course import our_course

# In the browser the newcomer takes the safety quiz and the final cases by the same lists. With
# these two every kind of the course is answered there; the other quizzes are looked at without one.
TAKEN_IN_THE_BROWSER = ["pharmacology-quiz", "therapy-quiz"]


@pytest.fixture(scope="module")
def quizzes() -> dict[str, Any]:
    """The quizzes in the folder of the course, by their key."""
    units = our_course().units()
    return {unit.key: unit.body for unit in units if unit.kind == "quiz"}


def test_every_quiz_of_the_course_has_a_list(quizzes):
    assert sorted(quizzes) == QUIZ_KEYS


@pytest.mark.parametrize("quiz_key", QUIZ_KEYS)
def test_every_question_is_on_the_list_with_the_answer_that_earns_everything(quizzes, quiz_key):
    answers = right_answers(quiz_key)
    questions = {question.ref: question for question in quizzes[quiz_key].questions}
    assert sorted(answers) == sorted(questions)
    shares = {}
    for ref, answer in answers.items():
        body = questions[ref].body
        words = " ".join(f"{body['vignette']} {body['stem']}".split())
        assert words.startswith(answer["begins"])
        question = KINDS[questions[ref].kind].from_body(body)
        assert question.is_scored != ("write" in answer)
        if question.is_scored:
            shares[ref] = question.score(response_of(answer, body)).fraction
    assert {ref for ref, share in shares.items() if share != 1} == set()


@pytest.mark.browser
@pytest.mark.parametrize("quiz_key", TAKEN_IN_THE_BROWSER)
def test_a_learner_who_answers_by_the_list_earns_every_point(
    page, site, ada, edition, sign_in, quiz_key
):
    enrol(ada, edition)
    sign_in(page.context, ada)
    page.goto(site + edition.units.get(key=quiz_key).get_absolute_url())
    page.get_by_role("button", name="Start the quiz").click()
    attempt = open_attempt(ada, quiz_key)
    take_quiz(page, attempt, answer_by_list)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Passed")
    total = attempt.runs.get().total
    assert total.earned == total.possible > 0
