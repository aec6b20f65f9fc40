"""The statistics of a score matrix: the published example to six digits, what always holds, and the command."""

import json
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizzes.statistics import item_response
from quizzes.statistics.__main__ import report
from quizzes.statistics.psychometrics import group_size, livingston, wilson

ROOT = Path(__file__).resolve().parents[3]
ORACLE = json.loads(Path(__file__).with_name("psychometrics_oracle.json").read_text())
RESPONSES = [
    "BDACBA",
    "BDACBC",
    "BDACAA",
    "BDABBA",
    "BDCCBA",
    "BCACBD",
    "BDADCA",
    "BACCBB",
    "CDABAA",
    "BABCDC",
    "ADCDCA",
    "CBDA-B",
]
ANSWERED = {"responses": RESPONSES, "key": "BDACBA"}
UNITS = ("item_rest_corrected", "point_biserial_uncorrected", "D27")
SHARES = ("facility", "upper_p", "lower_p")


RIGHT_OR_WRONG = st.integers(0, 1)


def matrices(points=RIGHT_OR_WRONG, rows=(2, 12), columns=(2, 5)):
    return st.integers(*columns).flatmap(
        lambda width: st.lists(
            st.lists(points, min_size=width, max_size=width), min_size=rows[0], max_size=rows[1]
        )
    )


def run(tmp_path, text):
    file = tmp_path / "scores.json"
    file.write_text(text if isinstance(text, str) else json.dumps(text))
    return subprocess.run(
        [sys.executable, "-m", "quizzes.statistics", str(file)],
        cwd=ROOT,
        env={},
        capture_output=True,
        text=True,
    )


def test_the_published_example_comes_out_to_six_digits():
    asked = {"matrix": ORACLE["matrix"], "cut": 4, "irt": ORACLE["irt"]} | ANSWERED
    assert report(asked) == ORACLE


def test_a_matrix_is_made_from_the_responses_and_their_key():
    assert report(ANSWERED | {"cut": 4}) == {
        name: value for name, value in ORACLE.items() if name != "irt"
    }


@pytest.mark.parametrize(
    "asked",
    [
        {"cut_score": 4},
        {"cut": [4]},
        {"pass_mark": 4},
        {"livingston_k2_cut4": 0.1},
        {"pass_rate_cut4": None},
        {"max": 1, "threshold": 4},
    ],
)
def test_the_cut_may_be_said_in_several_ways(asked):
    found = report({"matrix": ORACLE["matrix"]} | asked)
    assert (found["livingston_k2_cut4"], found["pass_rate_cut4"]) == (0.603922, 0.583333)


def test_a_pass_mark_above_every_total_is_per_cent():
    found = report({"matrix": ORACLE["matrix"], "pass_mark": 75})
    assert found["pass_rate_cut4.5"] == round(5 / 12, 6)


def test_without_a_cut_nothing_is_said_about_one():
    assert [name for name in report(ORACLE["matrix"]) if "cut" in name] == []


def test_points_are_compared_with_the_cut_without_rounding():
    tenths = [[Fraction("0.1"), Fraction("0.2")], [Fraction("0.1"), Fraction("0.1")]]
    assert report({"matrix": tenths, "cut": Fraction("0.3")})["pass_rate_cut0.3"] == 0.5


def test_partial_points_have_an_alpha_but_no_kuder_richardson():
    found = report({"matrix": [[2, 1], [1, 1], [0, 0], [2, 0]], "max": [2, 1]})
    assert found["facility"] == [0.625, 0.5]
    # by hand: variances 11/16 and 1/4, of the totals (3, 2, 0, 2) 19/16
    assert found["alpha"] == round(2 * (1 - 15 / 19), 6)
    assert (found["kr20"], found["kr21"]) == (None, None)


def test_scores_above_one_without_a_max_are_held_against_the_highest_seen():
    assert report([[4, 1], [2, 0]])["facility"] == [0.75, 0.5]


def test_the_same_scores_in_other_units_say_the_same():
    doubled = [[2 * points for points in row] for row in ORACLE["matrix"]]
    found, expected = report({"matrix": doubled, "max": 2}), report(ORACLE["matrix"])
    in_points = {
        "matrix",
        "totals",
        "item_sd_ddof1",
        "mean",
        "median",
        "sd_ddof1",
        "var_ddof0",
        "sem",
    }
    assert {name: found[name] for name in found.keys() - in_points} == {
        name: expected[name] for name in expected.keys() - in_points
    }
    assert found["sd_ddof1"] == pytest.approx(2 * expected["sd_ddof1"], abs=1e-6)


def test_what_does_not_vary_has_no_correlation():
    found = report([[1, 1], [1, 0], [1, 1]])
    assert found["item_sd_ddof1"][0] == 0
    assert found["item_rest_corrected"] == [None, None]
    assert found["moodle_disc_efficiency_pct"] == [None, None]
    assert found["point_biserial_uncorrected"] == [None, 1]
    assert found["alpha_if_deleted"] == [None, None]


@pytest.mark.parametrize("value", [0, 1])
def test_a_test_that_everybody_answers_alike_has_no_reliability(value):
    found = report({"matrix": [[value] * 3] * 4, "cut": 2})
    undefined = {"alpha", "kr20", "kr21", "sem", "livingston_k2_cut2"}
    assert {name for name, value in found.items() if value is None} == undefined
    assert found["facility"] == [value] * 3


def test_one_item_has_nothing_to_be_held_against():
    found = report([[1], [0], [1]])
    assert (found["alpha"], found["kr20"], found["kr21"], found["sem"]) == (None, None, None, None)
    assert found["item_rest_corrected"] == [None]
    assert found["facility"] == [0.666667]


def test_one_learner_has_no_spread():
    found = report([[1, 0]])
    assert (found["sd_ddof1"], found["item_sd_ddof1"]) == (None, [None, None])
    assert (found["group_size_27"], found["D27"]) == (0, [None, None])
    assert (found["mean"], found["var_ddof0"]) == (1, 0)


def test_nobody_at_all_is_no_error():
    found = report([])
    assert (found["n"], found["k"], found["mean"], found["facility"]) == (0, 0, None, [])


def test_an_item_that_nobody_was_asked_has_no_figures():
    found = report([[1, None, 1], [0, None, 1], [1, None, 0]])
    assert (found["facility"][1], found["wilson95_facility"][1], found["D27"][1]) == (
        None,
        None,
        None,
    )


def test_of_a_drawn_pool_only_what_stands_without_a_fixed_form_is_said():
    # the first item against the share of the rest: 2/2, 1/2, 0/1, 1/1 with 1, 1, 0, 0
    drawn = [[1, 1, 1, None], [1, 0, None, 1], [0, 0, None, None], [0, None, None, 1]]
    found = report({"matrix": drawn, "cut": 2})
    whole_form = ("alpha", "kr20", "kr21", "sem", "livingston_k2_cut2")
    assert [found[name] for name in whole_form] == [None] * 5
    assert found["alpha_if_deleted"] == found["moodle_effective_weight_pct"] == [None] * 4
    assert found["facility"] == [0.5, 0.333333, 1, 1]
    rests, own = [1, 0.5, 0, 1], [1, 1, 0, 0]
    assert found["item_rest_corrected"][0] == pytest.approx(pearson(own, rests), abs=1e-6)


def pearson(xs, ys):
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    shared = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    spreads = sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys)
    return shared / spreads**0.5


@given(matrices())
def test_what_is_a_share_or_a_correlation_stays_within_its_bounds(matrix):
    found = report(matrix)
    assert all(0 <= value <= 1 for name in SHARES for value in found[name] if value is not None)
    assert all(-1 <= value <= 1 for name in UNITS for value in found[name] if value is not None)
    for facility, (low, high) in zip(found["facility"], found["wilson95_facility"], strict=True):
        assert 0 <= low <= facility <= high <= 1
    assert found["alpha"] is None or found["alpha"] <= 1
    assert found["kr20"] == found["alpha"]


@given(matrices(st.integers(0, 3), rows=(3, 12)))
def test_the_usual_definitions_agree(matrix):
    found = report(matrix)
    totals = [sum(row) for row in matrix]
    for place, item_rest in enumerate(found["item_rest_corrected"]):
        own = [row[place] for row in matrix]
        rest = [total - points for total, points in zip(totals, own, strict=True)]
        if len({*own}) == 1 or len({*rest}) == 1:
            assert item_rest is None
        else:
            assert item_rest == pytest.approx(pearson(own, rest), abs=1e-6)


@given(matrices(st.integers(0, 2) | st.none()), st.randoms(use_true_random=False))
def test_the_order_of_the_learners_changes_nothing(matrix, chance):
    shuffled = chance.sample(matrix, len(matrix))
    found, again = ({**report({"matrix": each, "max": 2, "cut": 3})} for each in (matrix, shuffled))
    for name in ("matrix", "totals"):
        del found[name], again[name]
    assert found == again


@given(matrices(rows=(4, 12)))
def test_equals_at_the_border_share_the_places_of_the_groups(matrix):
    found = report(matrix)
    assume(found["group_size_27"])
    assert 0 <= sum(found["lower_p"]) <= sum(found["upper_p"]) <= found["k"]
    # Each group holds exactly its places: weighing the totals by membership gives the mean of the first places.
    best = sorted(map(sum, matrix), reverse=True)[: found["group_size_27"]]
    assert sum(found["upper_p"]) == pytest.approx(sum(best) / len(best), abs=1e-5)


@pytest.mark.parametrize(
    ("n", "size"), [(1, 0), (2, 1), (12, 3), (50, 14), (100, 27), (10_000, 2_700)]
)
def test_a_half_is_rounded_up_in_the_size_of_the_groups(n, size):
    assert group_size(n) == size


def test_the_interval_of_nothing_and_of_everything_stays_in_bounds():
    assert wilson(0, 30)[0] == 0
    assert wilson(1, 30)[1] == 1
    assert wilson(1, 30)[0] == pytest.approx(30 / (30 + 1.959964**2), abs=1e-6)


def test_reliability_at_the_mean_is_alpha_and_grows_away_from_it():
    assert livingston(0.6, 8, 4, 8) == pytest.approx(0.6)
    assert 0.6 < livingston(0.6, 8, 4, 9) < livingston(0.6, 8, 4, 10) < 1
    assert livingston(0.6, 8, 0, 8) is None


def test_options_that_nobody_chose_are_shown_when_they_are_known():
    found = report(ANSWERED | {"option_ids": "ABCDE"})["options"][0]
    assert found["options"]["E"] == {"n": 0, "prop": 0, "r_rest": None, "mean_total": None}
    assert (found["functional"], found["distractors"], found["distractor_efficiency"]) == (
        2,
        4,
        0.5,
    )


def test_several_options_may_be_right():
    found = report(
        {"responses": [[["A", "B"], "C"], [["A"], "D"], [[], "C"]], "key": [["A", "B"], "C"]}
    )
    assert found["matrix"] == [[1, 1], [0, 0], [0, 1]]
    assert {option: use["n"] for option, use in found["options"][0]["options"].items()} == {
        "A": 2, "B": 1, "C": 0, "D": 0, "-": 1,
    }  # fmt: skip


def test_curves_take_their_parameters_one_by_one_too():
    given = {
        "theta": 0.5,
        "a": 1.2,
        "b": -0.3,
        "c": 0.2,
        "difficulties": [-1, -0.5, 0, 0.3, 0.8, 1.2],
    }
    found = report({"matrix": ORACLE["matrix"], "irt": given})["irt"]
    assert list(found.values()) == list(ORACLE["irt"].values())


def test_a_curve_without_its_parameters_is_not_defined():
    assert report(
        {"matrix": [[1]], "irt": {"P_2pl(th=0.5)": 1, "I_2pl": 2, "eap_1pl_b=(0,1)_grid81": 3}}
    )["irt"] == {
        "P_2pl(th=0.5)": None,
        "I_2pl": None,
        "eap_1pl_b=(0,1)_grid81": None,
    }


def test_ability_grows_with_what_is_right_and_stays_finite_on_a_long_test():
    low, high = (item_response.ability([right] * 2000, [0.0] * 2000, 81) for right in (0, 1))
    assert low[0] == pytest.approx(-high[0])
    assert 2 < high[0] <= 4


def test_the_command_prints_the_names_of_the_file(tmp_path):
    done = run(tmp_path, ORACLE | ANSWERED)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == ORACLE
    assert list(json.loads(done.stdout))[:4] == ["matrix", "totals", "n", "k"]


def test_the_command_reads_decimals_as_they_are_written(tmp_path):
    done = run(tmp_path, '{"matrix": [[0.1, 0.2], [0.1, 0.1], [0.3, 0.1]], "cut": 0.3}')
    found = json.loads(done.stdout)
    assert found["totals"] == [0.3, 0.2, 0.4]
    assert found["pass_rate_cut0.3"] == 0.666667


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1"),
        ("{}", "matrix"),
        ('{"matrix": 3}', "list of learners"),
        ('{"matrix": [[1, 0], [1]]}', "learner 2 has 1 items"),
        ('{"matrix": [[1, "x"]]}', "learner 1, item 2"),
        ('{"matrix": [[1, -1]]}', "learner 1, item 2"),
        ('{"matrix": [[1, NaN]]}', "NaN"),
        ('{"matrix": [[1, 3]], "max": 2}', "item 2"),
        ('{"matrix": [[1, 1]], "max": [1]}', "max"),
        ('{"matrix": [[1, 1]], "max": 0}', "max"),
        ('{"matrix": [[1, 1]], "cut": "four"}', "cut"),
        ('{"responses": ["AB", "A"], "key": "AB"}', "as many responses"),
        ('{"matrix": [[1], [1]], "responses": ["A"], "key": "A"}', "same learners"),
    ],
)
def test_bad_input_is_refused_with_what_is_wrong(tmp_path, text, message):
    done = run(tmp_path, text)
    assert done.returncode == 1
    assert message in done.stderr
    assert (done.stdout, "Traceback" in done.stderr) == ("", False)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "quizzes.statistics", str(tmp_path / "none.json")],
        cwd=ROOT,
        capture_output=True,
    )
    assert done.returncode == 1
    assert b"none.json" in done.stderr


def test_large_numbers_of_learners_do_not_shift_a_digit():
    chance = random.Random(7)
    matrix = [[chance.randint(0, 1) for _ in range(4)] for _ in range(3000)]
    found = report(matrix)
    own = [row[0] for row in matrix]
    assert found["item_rest_corrected"][0] == pytest.approx(
        pearson(own, [sum(row[1:]) for row in matrix]), abs=1e-6
    )
