"""Who knows nothing of the subject passes no quiz of the course, by whatever rule they answer."""

import pytest

from tests.quizzes import strategies
from tests.quizzes.papers import keys_of_our_quizzes, marked, our_quizzes, paper, seeds
from tests.quizzes.strategies import LETTERS, PAPERS, Choice, letters_of_keys, outcomes

EACH_QUIZ = pytest.mark.parametrize("key", keys_of_our_quizzes())
MOST_OF_ONE_LETTER = 0.35
TEXTS = {
    "a": "Give the dose, and look again in an hour",
    "b": "“Give the dose, once the patient has signed",
    "c": "Do not give it today",
    "d": "Give less",
}
CHOICE = Choice(shown="badc", written="abcd", texts=TEXTS)


@EACH_QUIZ
def test_no_rule_reaches_the_pass_mark_of_a_quiz(key):
    # Must-pass questions may not be what stops a rule: a missed one can be put right on its own.
    reached = {name: outcome.reached for name, outcome in outcomes(our_quizzes()[key]).items()}
    assert {name: papers for name, papers in reached.items() if papers} == {}


@EACH_QUIZ
def test_who_knows_everything_passes_every_paper(key):
    quiz = our_quizzes()[key]
    for seed in seeds(quiz, PAPERS):
        shares = [
            (asked, asked.data.score(asked.data.best_response()).fraction)
            for asked in paper(quiz, seed)
        ]
        points, passes = marked(quiz, shares)
        assert passes
        assert points.earned == points.possible > 0


@EACH_QUIZ
def test_whoever_always_stops_meets_the_twin_of_every_must_pass_question_that_rewards_it(key):
    questions = our_quizzes()[key].source.questions
    have_twins = {question.twin_of for question in questions}
    cautious = [question for question in questions if question.must_pass and question.cautious]
    rewarded = {question.ref for question in cautious if question.cautious == question.body["key"]}
    assert rewarded - have_twins == set()


def test_the_right_answers_are_spread_over_the_letters():
    letters = letters_of_keys(list(our_quizzes().values()))
    assert max(letters.values()) <= MOST_OF_ONE_LETTER * letters.total(), letters
    assert set(letters) == set(LETTERS)


@pytest.mark.parametrize(
    ("rule", "chosen"),
    [
        (strategies.most_cautious, "c"),
        (strategies.longest, "b"),
        (strategies.shortest, "d"),
        (strategies.odd_one_out, "c"),
        (strategies.no_signature, "a"),
        (strategies.RULES["letter b in the file"], "b"),
        (strategies.RULES["letter b as shown"], "a"),
    ],
)
def test_a_rule_chooses_by_what_it_is_named_after(rule, chosen):
    assert rule(CHOICE) == chosen


def test_the_note_of_the_author_goes_before_the_words():
    noted = Choice(CHOICE.shown, CHOICE.written, TEXTS, cautious="d")
    assert strategies.most_cautious(noted) == "d"


def test_a_rule_with_nothing_to_go_by_takes_the_first_option_shown():
    alike = {option: f"{number} milligrams" for number, option in enumerate("abcd", 1)}
    choice = Choice(shown="dcba", written="abcd", texts=alike)
    assert strategies.most_cautious(choice) == "d"
    assert strategies.odd_one_out(choice) == "d"
