"""Handing in never fails on arithmetic, on either database; authors are told of numbers that
grow long."""

import re
from fractions import Fraction

import pytest
from django.urls import reverse

from course.models import Completion
from quizzes.kinds import question_from
from quizzes.models import Attempt, ItemGrade
from tests.factories import enrol
from tests.quizzes.cohort import crowd
from tests.quizzes.factories import (
    cloze,
    make_quiz,
    multi,
    numeric,
    page,
    save,
    single,
    start_url,
    text,
)
from tests.quizzes.marking.test_verification import verify
from tests.quizzes.sitting.test_sitting import hidden, text_of

TWENTY_DIGITS = "0.33333333333333333333"
PRIMES = (7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61)


def with_long_credit():
    return text("sodium", {"text": "salt", "credit": TWENTY_DIGITS})


def with_prime_weights(first):
    """A text with three gaps, whose weights have nothing in common."""
    kind, body = cloze(text("sodium"), text("calcium"), text("iron"))
    weights = *(f"1/{prime}" for prime in PRIMES[first : first + 2]), "0.333333"
    for gap, weight in zip(body["gaps"], weights, strict=True):
        gap["weight"] = weight
    return kind, body


QUESTIONS = [
    with_long_credit(),
    *(with_prime_weights(first) for first in range(0, 14, 2)),
    numeric(),
]
ANSWERS = ["salt", *[{"g1": "sodium"}] * 7, "500 mg"]


@pytest.mark.django_db
@pytest.mark.usefixtures("both_engines")
def test_long_credits_and_weights_are_handed_in_and_marked_exactly(learner, ada, grace):
    quiz = make_quiz(*QUESTIONS, pass_mark=10)
    enrol(ada, quiz.unit.edition)
    learner.post(start_url())
    attempt = Attempt.objects.get()
    for item, response in zip(attempt.items.all(), ANSWERS, strict=True):
        save(item, response)
    handed_in = learner.post(page(attempt, "submit"), hidden(learner, page(attempt, "review")))
    assert handed_in.headers["Location"] == page(attempt, "result")
    shares = [Fraction(TWENTY_DIGITS)]
    for first in range(0, 14, 2):
        weights = Fraction(1, PRIMES[first]), Fraction(1, PRIMES[first + 1]), Fraction("0.333333")
        shares.append(weights[0] / sum(weights))
    assert [each.fraction for each in ItemGrade.objects.order_by("item__position")] == [*shares, 1]
    attempt.refresh_from_db()
    assert Fraction(attempt.grade.earned) == sum(shares) + 1
    assert len(attempt.grade.earned) > 40
    assert Completion.objects.get().earned == attempt.grade.earned
    assert learner.get(page(attempt, "result")).status_code == 200
    assert verify()[1] == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("both_engines")
def test_statistics_of_long_numbers_are_shown(client, grace):
    quiz = make_quiz(*QUESTIONS, pass_mark=10)
    crowd(quiz, 20, *ANSWERS)
    crowd(quiz, 20, "sodium", *[None] * 8)
    client.force_login(grace)
    assert client.get(reverse("quizzes:staff_quiz", args=["basics", "quiz"])).status_code == 200
    for item in quiz.bank.select_related("version__question"):
        ref = item.version.question.ref
        shown = client.get(reverse("quizzes:staff_question", args=["basics", "quiz", ref]))
        assert shown.status_code == 200
        assert re.search(r"\b40\b", text_of(shown))


@pytest.mark.parametrize(
    "question",
    [
        single(credit={"b": "1", "a": TWENTY_DIGITS}),
        multi(policy="weights", weights={"a": "0.3333333", "c": "1/3", "d": "1/3"}),
        numeric(answers=[{"value": "500"}, {"value": "50", "credit": TWENTY_DIGITS}], slips=[]),
        with_long_credit(),
        cloze(("text", text("sodium")[1] | {"weight": "12345678901"})),
    ],
    ids=["single", "multi", "numeric", "text", "cloze"],
)
def test_the_checker_refuses_a_credit_or_a_weight_with_too_many_digits(question):
    told = (
        "a credit or a weight is too long; "
        "write at most 6 decimals (0.333333), or the share itself (1/3)"
    )
    assert told in [problem.text for problem in question_from(*question).check()]


@pytest.mark.parametrize("number", ["0.333333", "1/3", "1/61", "0.000001", "1000000", "2.5"])
def test_the_checker_takes_six_decimals_and_shares(number):
    assert question_from(*cloze(("text", text("sodium")[1] | {"weight": number}))).check() == []
