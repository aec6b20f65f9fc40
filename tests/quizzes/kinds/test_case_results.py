"""A case in stages once it is handed in: what counts, and what the result shows."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from quizzes.kinds import BadResponse, question_from
from quizzes.models import Attempt
from quizzes.sitting import attempts
from tests.quizzes.factories import (
    answer_all,
    case,
    make_attempt,
    numeric,
    page,
    save,
    single,
    text,
)
from tests.quizzes.kinds.test_kinds_case import commit
from tests.quizzes.results.test_results import hand_in
from tests.quizzes.sitting.test_sitting import post, text_of


@pytest.mark.django_db
def test_time_over_marks_the_draft_and_leaves_what_was_never_reached(ada):
    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), tick=False) as clock:
        attempt = make_attempt(ada, case(single(), single(), single()), time_limit_minutes=10)
        save(attempt.items.get(), {"s1": "b", "s2": "b"})
        clock.shift(timedelta(minutes=11))
        assert attempts.expire_all(timezone.now()) == 1
    grade = Attempt.objects.get().grade.grades.get()
    assert (str(grade.fraction), grade.status) == ("2/3", "partial")


@pytest.mark.django_db
def test_a_result_marks_every_stage_and_keeps_closed_what_may_be_asked_again(learner, ada):
    attempt = make_attempt(ada, case(single(), text("sodium"), numeric()))
    save(attempt.items.get(), {"s1": "b", "s2": "zinc"})
    shown = hand_in(learner, attempt)
    verdicts = re.findall(
        r'class="part-verdict[^"]*">(?:<svg.*?</svg>)?\s*([\w ]+)<', shown, re.DOTALL
    )
    assert verdicts == ["Right", "Not right", "Not answered"]
    assert "Question of STAGE2?" in shown
    assert "STAGE3" not in shown
    assert "You did not come to this stage." in shown
    assert "sodium" not in shown
    assert "WHY b" in shown  # of the stage that is right
    assert "WHY the word" not in shown
    assert "Your answer, incorrect" in shown


@pytest.mark.django_db
def test_an_open_key_shows_every_stage(learner, ada):
    attempt = make_attempt(ada, case(single(), text("sodium"), numeric()), review="after_submit")
    save(attempt.items.get(), {"s1": "c"})
    shown = hand_in(learner, attempt)
    for words in (
        "Question of STAGE3?",
        "sodium",
        "500\N{NO-BREAK SPACE}mg",
        "WHY the word",
        "WHY the number",
        "WHY b",
    ):
        assert words in shown
    assert "Answer: Stage 1 of 3: Option c; Stage 2 of 3: none" in text_of(
        learner.get(page(attempt, "receipt"))
    )


@pytest.mark.django_db
def test_practice_shows_why_once_the_last_stage_is_open(learner, ada):
    attempt = make_attempt(ada, case(single(), single()), purpose="practice")
    assert 'value="check"' not in text_of(learner.get(page(attempt)))
    post(learner, page(attempt), go="check", **{"answer-s1": "c"})
    shown = text_of(learner.get(page(attempt)))
    assert "WHY " not in shown
    assert "STAGE2" not in shown
    commit(learner, attempt, answer_s1="c")
    assert 'value="check"' in text_of(learner.get(page(attempt)))
    post(learner, page(attempt), go="check", **{"answer-s2": "b"})
    shown = text_of(learner.get(page(attempt)))
    assert "WHY b" in shown
    assert "Partly right" in shown
    post(learner, page(attempt), go="again")
    assert attempt.items.get().response == {"s1": "c", "s2": "b"}
    assert "WHY " not in text_of(learner.get(page(attempt)))


@pytest.mark.django_db
def test_a_case_is_worth_the_weighted_mean_of_its_stages(learner, ada):
    attempt = make_attempt(ada, case(single(weight="3"), single()), points=4)
    answer_all(attempt)
    item = attempt.items.get()
    save(item, {"s1": "b", "s2": "a"})
    assert "3 <small>of 4 points, or 75%" in hand_in(learner, attempt)


def test_what_is_no_answer_to_a_case_is_refused():
    data = question_from(*case())
    for response in (["b"], "b", {"s9": "b"}, {"s1": "z"}):
        with pytest.raises(BadResponse):
            data.score(response)
