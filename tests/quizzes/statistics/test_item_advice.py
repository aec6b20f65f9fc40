"""What the figures of a question ask for."""

import pytest

from quizzes.statistics.advice import UsedOption, advise
from quizzes.statistics.psychometrics.items import ItemStatistics
from quizzes.statistics.psychometrics.options import OptionUse
from quizzes.statistics.psychometrics.sums import correlation_interval


def figures(facility=0.6, item_rest=0.3):
    return ItemStatistics(
        n=100,
        facility=facility,
        interval=(0.5, 0.7),
        sd=0.5,
        item_total=0.4,
        item_rest=item_rest,
        item_rest_interval=correlation_interval(item_rest, 100),
        efficiency=0.5,
        effective_weight=0.1,
        alpha_if_deleted=0.7,
        upper=0.9,
        lower=0.4,
    )


def option(letter, n, r_rest, is_key=False):
    use = OptionUse(id=letter.lower(), n=n, proportion=n / 100, r_rest=r_rest, mean_total=5.0)
    return UsedOption(letter, is_key, use)


GOOD = [option("A", 60, 0.3, is_key=True), option("B", 25, -0.2), option("C", 15, -0.1)]


def names(found, options=(), must_pass=False):
    return [advice.name for advice in advise(found, options, must_pass)]


def test_a_good_question_asks_for_nothing():
    assert names(figures(), GOOD) == []


@pytest.mark.parametrize(
    ("facility", "item_rest", "expected"),
    [
        # Of a hundred learners the interval lies below zero from -0.197 on.
        (0.6, -0.197, ["Check the key"]),
        (0.6, -0.196, ["Tells little apart"]),
        (0.6, -0.01, ["Tells little apart"]),
        (0.6, 0.0, ["Tells little apart"]),
        (0.6, 0.09, ["Tells little apart"]),
        (0.6, 0.10, []),
        (0.30, 0.3, ["Very hard"]),
        (0.31, 0.3, []),
        (0.94, 0.3, []),
        (0.95, 0.05, ["Very easy"]),
        (1.0, None, ["Very easy"]),
        (0.2, -0.3, ["Check the key", "Very hard"]),
    ],
)
def test_each_limit(facility, item_rest, expected):
    assert names(figures(facility, item_rest)) == expected


def test_a_must_pass_question_may_be_easy():
    assert names(figures(0.97, 0.2), must_pass=True) == []


MORE_THAN_THE_KEY = [
    option("A", 40, 0.3, is_key=True),
    option("B", 45, -0.2),
    option("C", 15, -0.1),
]
BETTER_THAN_THE_KEY = [
    option("A", 60, 0.1, is_key=True),
    option("B", 20, 0.15),
    option("C", 20, -0.1),
]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (MORE_THAN_THE_KEY, "Chosen more often than the key: B."),
        (
            BETTER_THAN_THE_KEY,
            "Chosen by learners with a better rest than those who chose the key: B.",
        ),
    ],
)
def test_a_distractor_is_a_reason_only_where_the_interval_lies_below_zero(options, reason):
    [advice] = advise(figures(0.4, -0.3), options, False)
    assert (advice.name, advice.tone) == ("Check the key", "bad")
    assert advice.text.endswith(reason)
    assert names(figures(0.4, 0.2), options) == []


def test_a_distractor_that_hardly_anybody_takes_is_no_witness_against_the_key():
    options = [option("A", 60, 0.1, is_key=True), option("B", 36, -0.1), option("C", 4, 0.4)]
    [advice] = advise(figures(0.6, 0.1), options, False)
    assert advice.name == "Drop a distractor"
    assert advice.text.startswith("Option C is chosen by fewer than 5%.")


def test_one_of_several_right_options_is_enough_to_stand_against_a_distractor():
    options = [
        option("A", 90, 0.4, is_key=True),
        option("B", 30, 0.0, is_key=True),
        option("C", 50, 0.2),
    ]
    assert names(figures(0.3, 0.3), options) == ["Very hard"]
