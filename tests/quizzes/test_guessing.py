"""Who guesses every answer passes no quiz of the course, in all the tries that are allowed."""

from fractions import Fraction

import pytest

from quizzes.kinds import question_from
from tests.quizzes import factories as make
from tests.quizzes.guessing import chance_to_pass, chances_of_share
from tests.quizzes.papers import keys_of_our_quizzes, our_quizzes

EACH_QUIZ = pytest.mark.parametrize("key", keys_of_our_quizzes())
LIKELIEST = Fraction(1, 100)
HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


@EACH_QUIZ
def test_a_certifying_quiz_has_limits_that_leave_a_guesser_less_than_one_in_a_hundred(key):
    quiz = our_quizzes()[key]
    assert quiz.source.attempts
    assert quiz.source.cooldown_minutes
    assert chance_to_pass(quiz, quiz.source.attempts) < LIKELIEST


@pytest.mark.parametrize(
    ("question", "chances"),
    [
        (make.single("b", "abcd"), {1: QUARTER, 0: 3 * QUARTER}),
        (make.single(credit={"b": "1", "a": "1/2"}), {1: QUARTER, HALF: QUARTER, 0: HALF}),
        (make.multi("ab", "abcd"), {1: Fraction(1, 6), 0: Fraction(5, 6)}),
        (
            make.multi("ab", "abcd", policy="plus_minus"),
            {1: Fraction(1, 6), 0: Fraction(5, 6)},
        ),
        (make.match(policy="all_or_nothing"), {1: Fraction(1, 64), 0: Fraction(63, 64)}),
        (make.order("abcd"), {1: Fraction(1, 23), 0: Fraction(22, 23)}),
        (make.numeric(), {0: 1}),
        (make.text(), {0: 1}),
        (make.case(make.single(), make.numeric()), {HALF: QUARTER, 0: 3 * QUARTER}),
        (
            make.cloze(make.single(), make.single()),
            {1: Fraction(1, 16), HALF: Fraction(6, 16), 0: Fraction(9, 16)},
        ),
    ],
)
def test_the_chances_of_a_guess_are_those_of_its_kind(question, chances):
    assert chances_of_share(question_from(*question)) == chances


@pytest.mark.parametrize(
    "question", [make.match(), make.order("abcd", policy="pairs"), make.order(policy="absolute")]
)
def test_all_chances_of_a_guess_add_up_to_one(question):
    chances = chances_of_share(question_from(*question))
    assert sum(chances.values()) == 1
    assert len(chances) > 2


def test_more_tries_give_a_guesser_more_and_never_the_whole():
    quiz = our_quizzes()["final-cases"]
    once, thrice = chance_to_pass(quiz, 1), chance_to_pass(quiz, 3)
    assert 0 < once < thrice <= 3 * once < 1
