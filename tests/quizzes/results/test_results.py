"""The result of an attempt: what may be seen of the key and when, and scores that never flatter."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Attempt
from quizzes.records import as_points
from quizzes.sitting import attempts
from quizzes.sitting.accommodations import grant
from quizzes.templatetags.quizzes_tags import quiz_states
from tests.factories import enrol, make_edition, make_provider, make_user
from tests.quizzes.factories import (
    answer_all,
    make_attempt,
    make_quiz,
    multi,
    numeric,
    page,
    save,
    single,
    start_url,
)
from tests.quizzes.sitting.test_sitting import hidden, text_of

pytestmark = pytest.mark.django_db
PANEL = reverse("course:unit", args=["basics", "quiz"])
MARKED_OPTION = r'<li class="(right|wrong)">'


def hand_in(client, attempt) -> str:
    """The result page, right after handing in."""
    client.post(page(attempt, "submit"), hidden(client, page(attempt, "review")))
    return text_of(client.get(page(attempt, "result")))


def grant_one_more(enrolment) -> None:
    more = {"extra_time_percent": 0, "extra_attempts": 1, "reason": "The network broke."}
    grant(enrolment, ["quiz"], by=make_user(), at=timezone.now(), **more)


def why(text) -> set[str]:
    """The options whose reasons stand on a page."""
    return set(re.findall(r"WHY (\w+)", text))


def test_a_missed_question_shows_the_reason_for_ones_own_choice_and_where_to_read_but_not_the_key(
    learner, ada
):
    attempt = make_attempt(ada)
    save(attempt.items.get(), "a")
    text = hand_in(learner, attempt)
    assert "Not passed yet: one question to put right" in text
    assert why(text) == {"a"}
    assert "Right answer" not in text
    assert 'href="/courses/basics/units/lesson-1/#opening"' in text


def test_a_question_answered_right_shows_every_reason_even_if_the_quiz_is_not_passed(learner, ada):
    attempt = make_attempt(ada, single(), multi(ids="vwxyz", right="vw"))
    save(attempt.items.first(), "b")
    save(attempt.items.last(), ["v", "x"])
    assert why(hand_in(learner, attempt)) == {*"abcd", "v", "x"}


def test_a_right_choice_among_several_is_never_marked_as_wrong(learner, ada):
    """Before the key is open nothing says which of the choices was wrong; after that, each says
    so itself."""
    attempt = make_attempt(ada, multi(ids="vwxyz", right="vw", shuffle=False))
    save(attempt.items.get(), ["v", "x"])
    marks = [re.findall(MARKED_OPTION, hand_in(learner, attempt))]
    second = attempts.start(attempt.enrolment, attempt.quiz, timezone.now())
    answer_all(second)
    hand_in(learner, second)
    marks.append(re.findall(MARKED_OPTION, text_of(learner.get(page(attempt, "result")))))
    assert marks == [[], ["right", "right", "wrong"]]


def test_a_wrong_single_choice_is_marked_as_wrong(learner, ada):
    attempt = make_attempt(ada)
    save(attempt.items.get(), "a")
    assert re.findall(r'<li class="(right|wrong)">', hand_in(learner, attempt)) == ["wrong"]


def test_an_omitted_question_shows_nothing_but_where_to_read(learner, ada):
    attempt = make_attempt(ada, single(), numeric())
    text = hand_in(learner, attempt)
    assert text.count("You did not answer this question.") == 2
    assert why(text) == set()
    assert text.count("#opening") == 2


def test_a_pass_opens_everything_of_earlier_attempts_too(learner, ada):
    first = make_attempt(ada)
    save(first.items.get(), "a")
    hand_in(learner, first)
    second = attempts.start(first.enrolment, first.quiz, timezone.now())
    answer_all(second)
    page_of_second = hand_in(learner, second)
    assert f"<title>Passed: {second.quiz.unit.title}" in page_of_second
    assert f"{second.quiz.unit.title}, attempt 2 · handed in" in page_of_second
    text = text_of(learner.get(page(first, "result")))
    assert why(text) == set("abcd")
    assert "Right answer" in text


def test_without_a_pass_the_last_attempt_opens_no_key_and_says_why_and_whom_to_ask(learner, ada):
    """One more attempt may be granted, which would ask the same questions again."""
    make_provider(contact="help@harbour.example")
    attempt = make_attempt(ada, single(), single(), numeric(), attempts_allowed=1)
    save(attempt.items.get(position=1), "b")
    save(attempt.items.get(position=2), "a")
    pages = [hand_in(learner, attempt)]
    grant_one_more(attempt.enrolment)
    pages.append(text_of(learner.get(page(attempt, "result"))))
    for text in pages:
        missed, right = text.split("Answered right")
        assert why(missed) == {"a"}
        assert why(right) == set("abcd")
        assert "Right answer" not in text
        assert "500\N{NO-BREAK SPACE}mg" not in text
        assert missed.count('href="/courses/basics/units/lesson-1/#opening"') == 2
    alone, granted = pages
    assert "Their answers stay closed until you have passed" in alone
    lede = alone[: alone.index("To put right")]
    assert "No attempt is left." in lede
    assert "mailto:help@harbour.example" in lede
    assert "Take the quiz again" not in alone
    assert "No attempt is left" not in granted
    assert "Take the quiz again" in granted


def test_a_pass_after_one_more_attempt_opens_the_keys(learner, ada):
    attempt = make_attempt(ada, attempts_allowed=1)
    hand_in(learner, attempt)
    grant_one_more(attempt.enrolment)
    second = attempts.start(attempt.enrolment, attempt.quiz, timezone.now())
    answer_all(second)
    hand_in(learner, second)
    assert why(text_of(learner.get(page(attempt, "result")))) == set("abcd")


def test_after_submit_shows_everything_at_once(learner, ada):
    attempt = make_attempt(ada, single(), numeric(), review="after_submit")
    text = hand_in(learner, attempt)
    assert why(text) == {*"abcd", "the"}
    assert "500\N{NO-BREAK SPACE}mg" in text


def test_units_keep_their_meaning_in_whatever_order_the_database_returns_them(learner, ada):
    units = {"g": "1000", "mg": "1", "mcg": "0.001"}
    attempt = make_attempt(ada, numeric(units=units), review="after_submit")
    assert re.findall(r'<option value="(\w+)"', text_of(learner.get(page(attempt)))) == [
        "mcg",
        "mg",
        "g",
    ]
    assert '500\N{NO-BREAK SPACE}mg</span> <span class="flag">Right answer' in hand_in(
        learner, attempt
    )


@pytest.mark.parametrize(("answer", "shown"), [("50 mg", True), ("0.05 g", True), ("60 mg", False)])
def test_a_known_slip_has_its_own_reason_whatever_the_unit(learner, ada, answer, shown):
    attempt = make_attempt(ada, numeric())
    save(attempt.items.get(), answer)
    text = hand_in(learner, attempt)
    assert ("A slip by ten" in text) is shown
    assert why(text) == set()
    assert "500\N{NO-BREAK SPACE}mg" not in text


def test_sure_and_wrong_comes_first(learner, ada):
    attempt = make_attempt(ada, single(), single())
    save(attempt.items.first(), "a", sureness=1)
    save(attempt.items.last(), "a", sureness=3)
    text = hand_in(learner, attempt)
    assert "you were sure, and the sources say otherwise." in text
    _before, _heading, listed = text.partition("read-first")
    assert re.findall(r'<a href="#q(\d)">Question \1</a>', listed.partition("</ul>")[0]) == ["2"]


def test_a_fail_never_shows_the_pass_mark(learner, ada):
    questions = [multi(ids="abcdefg", right="a", policy="every_decision")] * 1 + [single()] * 2
    attempt = make_attempt(ada, *questions, pass_mark=96)
    items = list(attempt.items.all())
    save(items[0], ["a", "b"])
    for item in items[1:]:
        save(item, "b")
    text = hand_in(learner, attempt)  # 20/7 of 3 is 95.238… %
    assert "2.85 <small>of 3 points, or 95.2%" in text
    assert "Not passed yet" in text


@pytest.mark.parametrize(
    ("number", "shown"),
    [("20/3", "6.66"), ("7", "7"), ("15/2", "7.5"), ("0", "0"), ("799/100", "7.99")],
)
def test_points_are_floored(number, shown):
    assert as_points(number) == shown


def test_a_fail_says_how_many_attempts_are_left_and_when_the_next_opens(learner, ada):
    attempt = make_attempt(ada, single(), attempts_allowed=4, cooldown_minutes=30)
    save(attempt.items.get(), "a")
    text = hand_in(learner, attempt)
    assert re.search(
        r"3 attempts are left\. The next opens on \w+ \d+, \d{4}, \d\d:\d\d, your", text
    )


def test_the_panel_tells_the_terms_and_each_attempt_with_its_result(learner, ada):
    make_attempt(ada, single(), multi(), attempts_allowed=3, cooldown_minutes=60)
    text = text_of(learner.get(PANEL))
    for words in (
        "2 questions",
        "Pass mark 80%",
        "2 attempts left",
        "1 hour between",
        "Go on with the quiz",
    ):
        assert words in text
    with time_machine.travel(datetime(2026, 11, 24, 10, 0, tzinfo=UTC), tick=False):
        hand_in(learner, Attempt.objects.get())
        text = text_of(learner.get(PANEL))
        assert "0 of 2, not passed yet" in text
        assert "The next attempt opens on November 24, 2026, 11:00, your time." in text
        response = learner.post(start_url(), follow=True)
        assert "The next attempt opens on November 24, 2026, 11:00." in text_of(response)
    assert Attempt.objects.count() == 1
    with time_machine.travel(
        datetime(2026, 11, 24, 11, 0, tzinfo=UTC) + timedelta(seconds=1), tick=False
    ):
        assert learner.post(start_url()).headers["Location"].endswith("/attempts/2/questions/1/")


def test_who_has_passed_is_not_told_to_wait_for_an_attempt(learner, ada):
    attempt = make_attempt(ada, single(), cooldown_minutes=60)
    save(attempt.items.get(), "b")
    hand_in(learner, attempt)
    text = text_of(learner.get(PANEL))
    assert "You have passed. If you want to take it again: from " in text
    assert "The next attempt opens" not in text


def test_a_refusal_at_the_limit_is_told_on_the_quizs_page(learner, ada):
    attempt = make_attempt(ada, attempts_allowed=1)
    hand_in(learner, attempt)
    assert "No attempt is left." in text_of(learner.post(start_url(), follow=True))
    assert Attempt.objects.count() == 1


def test_the_outline_tells_the_state_of_each_quiz(learner, ada, django_assert_num_queries):
    edition = make_edition(lessons=0)
    quizzes = [make_quiz(single(), single(), edition=edition, key=f"quiz-{n}") for n in range(4)]
    enrolment = enrol(ada, edition)
    started = [attempts.start(enrolment, quiz, timezone.now()) for quiz in quizzes[:3]]
    save(started[0].items.first(), "b")
    answer_all(started[1])
    for attempt in started[1:]:
        hand_in(learner, attempt)
    text = text_of(learner.get(reverse("course:mine", args=["basics"])))
    for words in ("in progress, 1 of 2 answered", "passed, 2 of 2", "not passed yet"):
        assert words in text
    # Three of them read quizzes and questions, which a process keeps; inside a transaction
    # nothing is kept.
    with django_assert_num_queries(7):
        assert set(quiz_states(enrolment).in_words) == {"quiz-0", "quiz-1", "quiz-2"}


def test_the_outline_tells_no_score_that_the_quiz_does_not_show(learner, ada):
    attempt = make_attempt(ada, review="never")
    answer_all(attempt)
    hand_in(learner, attempt)
    assert [*quiz_states(attempt.enrolment).in_words.values()] == ["passed"]
