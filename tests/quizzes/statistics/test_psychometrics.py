"""The statistics of a score matrix: the published example to six digits, and what always holds."""

import random
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizzes.statistics.psychometrics.analysis import analyse
from quizzes.statistics.psychometrics.items import group_size, wilson
from quizzes.statistics.psychometrics.matrix import Item, Matrix
from quizzes.statistics.psychometrics.options import option_use
from quizzes.statistics.psychometrics.reliability import livingston
from tests.quizzes.statistics.published_example import FIGURES, KEY, RESPONSES

# The names in the published file, and ours.
TEST_FIGURES = {
    "n": "n",
    "mean": "mean",
    "median": "median",
    "sd_ddof1": "sd",
    "var_ddof0": "variance",
    "kr20": "kr20",
    "alpha": "alpha",
    "kr21": "kr21",
    "sem": "sem",
    "group_size_27": "group_size",
}
ITEM_FIGURES = {
    "facility": "facility",
    "item_sd_ddof1": "sd",
    "point_biserial_uncorrected": "item_total",
    "item_rest_corrected": "item_rest",
    "alpha_if_deleted": "alpha_if_deleted",
    "upper_p": "upper",
    "lower_p": "lower",
    "D27": "upper_minus_lower",
}
FIGURES_IN_PER_CENT = {
    "moodle_discrimination_pct": "item_rest",
    "moodle_disc_efficiency_pct": "efficiency",
    "moodle_effective_weight_pct": "effective_weight",
}
CORRELATIONS = ("item_rest", "item_total", "upper_minus_lower")
SHARES = ("facility", "upper", "lower")
WHOLE_FORM = ("alpha", "kr20", "kr21", "sem")

RIGHT_OR_WRONG = st.integers(0, 1)


def matrices(points=RIGHT_OR_WRONG, rows=(2, 12), columns=(2, 5)):
    return st.integers(*columns).flatmap(
        lambda width: st.lists(
            st.lists(points, min_size=width, max_size=width), min_size=rows[0], max_size=rows[1]
        )
    )


def matrix_of(rows, maximum=1):
    """The matrix of learners' rows; None where an item was not asked.

    ``maximum``: one for all items, or a list.
    """
    width = len(rows[0]) if rows else 0
    maxima = maximum if isinstance(maximum, list) else [maximum] * width
    items = []
    for place, most in enumerate(maxima):
        asked = [row for row, points in enumerate(rows) if points[place] is not None]
        items.append(Item(most, asked, [rows[row][place] for row in asked]))
    return Matrix.of_items(len(rows), items)


def statistics(rows, maximum=1):
    return analyse(matrix_of(rows, maximum))


def values(test, name, times=1):
    """A figure of every item, to six digits."""
    figures = [getattr(item, name) for item in test.items]
    return [None if figure is None else round(times * figure, 6) for figure in figures]


def at_mark(test, cut):
    return livingston(test.alpha, test.mean, test.variance, cut)


# --- the published example --------------------------------------------------------------------


def test_the_published_example_comes_out_to_six_digits():
    matrix = matrix_of(FIGURES["matrix"])
    test = analyse(matrix)
    assert matrix.totals == FIGURES["totals"]
    assert {name: round(getattr(test, field), 6) for name, field in TEST_FIGURES.items()} == {
        name: FIGURES[name] for name in TEST_FIGURES
    }
    for name, field in ITEM_FIGURES.items():
        assert values(test, field) == FIGURES[name], name
    for name, field in FIGURES_IN_PER_CENT.items():
        assert values(test, field, times=100) == FIGURES[name], name
    intervals = [[round(end, 6) for end in item.interval] for item in test.items]
    assert intervals == FIGURES["wilson95_facility"]
    assert round(at_mark(test, 4), 6) == FIGURES["livingston_k2_cut4"]


def test_the_options_of_the_published_example_come_out_to_six_digits():
    matrix = matrix_of(FIGURES["matrix"])
    for place, (item, expected) in enumerate(zip(matrix.items, FIGURES["options"], strict=True)):
        chosen = [tuple(row[place].replace("-", "")) for row in RESPONSES]
        uses = option_use(matrix, item, chosen, "ABCD")
        assert [use.id for use in uses] == list(expected["options"])
        for use in uses:
            figures = use.n, use.proportion, use.r_rest, use.mean_total
            rounded = [None if figure is None else round(figure, 6) for figure in figures]
            assert rounded == list(expected["options"][use.id].values())
        distractors = [use for use in uses if use.id not in (KEY[place], "-")]
        assert sum(use.is_functional for use in distractors) == expected["functional"]
        assert len(distractors) == expected["distractors"]


# --- what has no meaning ----------------------------------------------------------------------


def test_partial_points_have_an_alpha_but_no_kuder_richardson():
    test = statistics([[2, 1], [1, 1], [0, 0], [2, 0]], [2, 1])
    assert values(test, "facility") == [0.625, 0.5]
    # by hand: variances 11/16 and 1/4, of the totals (3, 2, 0, 2) 19/16
    assert test.alpha == pytest.approx(2 * (1 - 15 / 19))
    assert (test.kr20, test.kr21) == (None, None)


def test_the_same_scores_in_other_units_say_the_same():
    rows = FIGURES["matrix"]
    test = statistics(rows)
    doubled = statistics([[2 * points for points in row] for row in rows], 2)
    in_points = {"sd"}
    for name in {*ITEM_FIGURES.values(), *FIGURES_IN_PER_CENT.values()} - in_points:
        assert values(doubled, name) == values(test, name), name
    for name in ("alpha", "kr20", "kr21", "group_size"):
        assert getattr(doubled, name) == pytest.approx(getattr(test, name))
    for name in ("mean", "median", "sd", "sem"):
        assert getattr(doubled, name) == pytest.approx(2 * getattr(test, name))


def test_what_does_not_vary_has_no_correlation():
    test = statistics([[1, 1], [1, 0], [1, 1]])
    assert test.items[0].sd == 0
    assert values(test, "item_rest") == [None, None]
    assert values(test, "efficiency") == [None, None]
    assert values(test, "item_total") == [None, 1]
    assert values(test, "alpha_if_deleted") == [None, None]


@pytest.mark.parametrize("value", [0, 1])
def test_a_test_that_everybody_answers_alike_has_no_reliability(value):
    test = statistics([[value] * 3] * 4)
    assert [getattr(test, name) for name in WHOLE_FORM] == [None] * 4
    assert at_mark(test, 2) is None
    assert (test.mean, test.variance) == (3 * value, 0)
    assert values(test, "facility") == [value] * 3


def test_one_item_has_nothing_to_be_held_against():
    test = statistics([[1], [0], [1]])
    assert [getattr(test, name) for name in WHOLE_FORM] == [None] * 4
    assert values(test, "item_rest") == [None]
    assert values(test, "facility") == [0.666667]


def test_one_learner_has_no_spread():
    test = statistics([[1, 0]])
    assert (test.sd, values(test, "sd")) == (None, [None, None])
    assert (test.group_size, values(test, "upper_minus_lower")) == (0, [None, None])
    assert (test.mean, test.variance) == (1, 0)


def test_nobody_at_all_is_no_error():
    test = statistics([])
    assert (test.n, test.items, test.mean, test.variance) == (0, (), None, None)


def test_an_item_that_nobody_was_asked_has_no_figures():
    test = statistics([[1, None, 1], [0, None, 1], [1, None, 0]])
    item = test.items[1]
    assert (item.n, item.facility, item.interval) == (0, None, None)
    assert item.upper_minus_lower is None


def test_of_a_drawn_pool_only_what_stands_without_a_fixed_form_is_said():
    # the first item against the share of the rest: 2/2, 1/2, 0/1, 1/1 with 1, 1, 0, 0
    test = statistics([[1, 1, 1, None], [1, 0, None, 1], [0, 0, None, None], [0, None, None, 1]])
    assert [getattr(test, name) for name in WHOLE_FORM] == [None] * 4
    assert values(test, "alpha_if_deleted") == [None] * 4
    assert values(test, "effective_weight") == [None] * 4
    assert values(test, "facility") == [0.5, 0.333333, 1, 1]
    rests, own = [1, 0.5, 0, 1], [1, 1, 0, 0]
    assert test.items[0].item_rest == pytest.approx(pearson(own, rests))


def pearson(xs, ys):
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    shared = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    spreads = sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys)
    return shared / spreads**0.5


# --- what always holds ------------------------------------------------------------------------


@given(matrices())
def test_what_is_a_share_or_a_correlation_stays_within_its_bounds(rows):
    test = statistics(rows)
    for name in SHARES:
        assert all(0 <= value <= 1 for value in values(test, name) if value is not None)
    for name in CORRELATIONS:
        assert all(-1 <= value <= 1 for value in values(test, name) if value is not None)
    for item in test.items:
        low, high = item.interval
        assert 0 <= low <= item.facility <= high <= 1
    assert test.alpha is None or test.alpha <= 1
    assert test.kr20 == test.alpha


@given(matrices(st.integers(0, 3), rows=(3, 12)))
def test_the_usual_definitions_agree(rows):
    test = statistics(rows, 3)
    totals = [sum(row) for row in rows]
    for place, item in enumerate(test.items):
        own = [row[place] for row in rows]
        rest = [total - points for total, points in zip(totals, own, strict=True)]
        if len({*own}) == 1 or len({*rest}) == 1:
            assert item.item_rest is None
        else:
            assert item.item_rest == pytest.approx(pearson(own, rest))


@given(matrices(st.integers(0, 2) | st.none()), st.randoms(use_true_random=False))
def test_the_order_of_the_learners_changes_nothing(rows, chance):
    shuffled = chance.sample(rows, len(rows))
    assert statistics(shuffled, 2) == statistics(rows, 2)


@given(matrices(rows=(4, 12)))
def test_equals_at_the_border_share_the_places_of_the_groups(rows):
    test = statistics(rows)
    assume(test.group_size)
    upper, lower = values(test, "upper"), values(test, "lower")
    assert 0 <= sum(lower) <= sum(upper) <= len(test.items)
    # Each group holds exactly its places: weighing the totals by membership gives the mean of
    # the first places.
    best = sorted(map(sum, rows), reverse=True)[: test.group_size]
    assert sum(upper) == pytest.approx(sum(best) / len(best), abs=1e-5)


@pytest.mark.parametrize(
    ("n", "size"), [(1, 0), (2, 1), (12, 3), (50, 14), (100, 27), (10_000, 2_700)]
)
def test_a_half_is_rounded_up_in_the_size_of_the_groups(n, size):
    assert group_size(n) == size


# Binary fractions would put the low end for 35, and the high end for 34, beside the share.
@pytest.mark.parametrize("n", [1, 30, 34, 35])
def test_the_interval_of_nothing_begins_at_nothing_and_of_everything_ends_at_everything(n):
    assert wilson(0, n)[0] == 0
    assert wilson(1, n)[1] == 1


def test_the_interval_of_everything_begins_where_the_score_method_says():
    assert wilson(1, 30)[0] == pytest.approx(30 / (30 + 1.959964**2), abs=1e-6)


def test_reliability_at_the_mean_is_alpha_and_grows_away_from_it():
    assert livingston(0.6, 8, 4, 8) == pytest.approx(0.6)
    assert 0.6 < livingston(0.6, 8, 4, 9) < livingston(0.6, 8, 4, 10) < 1
    assert livingston(0.6, 8, 0, 8) is None


def test_large_numbers_of_learners_do_not_shift_a_digit():
    chance = random.Random(7)
    rows = [[chance.randint(0, 1) for _ in range(4)] for _ in range(3000)]
    own = [row[0] for row in rows]
    rest = [sum(row[1:]) for row in rows]
    assert statistics(rows).items[0].item_rest == pytest.approx(pearson(own, rest), abs=1e-6)


def test_parts_of_a_point_are_exact():
    thirds = [Item(3, [0, 1, 2], [1, 2, 3]), Item(3, [0, 1, 2], [2, 1, 0])]
    test = analyse(Matrix.of_items(3, thirds, unit=3))
    assert (test.mean, test.variance, test.alpha) == (1, 0, None)
    assert test.items[0].facility == pytest.approx(float(Fraction(2, 3)))
