"""Every number from which on a figure is told, at, below and above it."""

from fractions import Fraction

import pytest

from quizzes.models import BankItem
from quizzes.results.result_page import HowRight
from quizzes.statistics.advice import advise
from quizzes.statistics.charts.histogram import score_bars
from quizzes.statistics.figures import Figures
from quizzes.statistics.psychometrics.options import OptionUse
from tests.quizzes.statistics.test_item_advice import figures, names, option

# --- from how many answers on a figure is told ---


@pytest.mark.parametrize(
    ("right", "answers", "share"), [(0, 0, None), (4, 4, None), (3, 5, 60), (3, 7, 42)]
)
def test_a_share_of_the_sure_is_told_of_five_answers(right, answers, share):
    assert HowRight("certain", right, answers).share == share


@pytest.mark.parametrize(("answers", "too_few"), [(0, True), (29, True), (30, False), (31, False)])
def test_figures_of_a_question_are_told_of_thirty_answers(answers, too_few):
    assert Figures(BankItem(), answers).too_few == too_few


@pytest.mark.parametrize(
    ("chosen", "works"), [(0.049, False), (0.05, True), (0.051, True), (None, False)]
)
def test_a_distractor_works_from_five_per_cent_on(chosen, works):
    assert OptionUse("a", 5, chosen, None, None).is_functional == works


@pytest.mark.parametrize(
    ("facility", "item_rest", "expected"),
    [
        (0.949, 0.05, ["Tells little apart"]),
        (0.95, 0.05, ["Very easy"]),
        (0.95, -0.2, ["Check the key", "Very easy"]),
        (0.951, 0.3, ["Very easy"]),
        (0.299, 0.3, ["Very hard"]),
        (0.30, 0.3, ["Very hard"]),
        (0.301, 0.3, []),
        (0.6, -0.197, ["Check the key"]),
        (0.6, -0.196, ["Tells little apart"]),
        (0.6, -0.001, ["Tells little apart"]),
        (0.6, 0.0, ["Tells little apart"]),
        (0.6, 0.099, ["Tells little apart"]),
        (0.6, 0.1, []),
    ],
)
def test_each_limit_of_advice(facility, item_rest, expected):
    assert names(figures(facility, item_rest)) == expected


@pytest.mark.parametrize(("others", "is_told"), [(49, False), (50, False), (51, True)])
def test_an_option_chosen_more_often_than_the_key_is_told(others, is_told):
    options = [option("A", 50, 0.3, is_key=True), option("B", others, -0.2)]
    [advice] = advise(figures(item_rest=-0.3), options, False)
    assert ("B." in advice.text) == is_told


@pytest.mark.parametrize(("rest", "is_told"), [(0.29, False), (0.3, False), (0.31, True)])
def test_an_option_chosen_by_stronger_learners_than_the_key_is_told(rest, is_told):
    options = [option("A", 50, 0.3, is_key=True), option("B", 30, rest)]
    [advice] = advise(figures(item_rest=-0.3), options, False)
    assert ("B." in advice.text) == is_told


@pytest.mark.parametrize(("most", "in_points"), [(1, True), (20, True), (21, False)])
def test_a_bar_stands_for_a_point_up_to_twenty_points(most, in_points):
    assert score_bars([(Fraction(most), Fraction(most), True, 1)], 80).in_points == in_points
