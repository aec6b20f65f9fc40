"""``python -m quizzes.statistics FILE.json``: what a file may hold, and what is said if not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.quizzes.statistics.published_example import FIGURES, KEY, RESPONSES

ROOT = Path(__file__).resolve().parents[3]


def run(file, **env):
    return subprocess.run(
        [sys.executable, "-m", "quizzes.statistics", str(file)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def figures_of(tmp_path):
    """Return what the command prints for a file, which is given as text or as its content."""

    def figures(content):
        file = tmp_path / "scores.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        done = run(file)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    return figures


def test_the_figures_of_a_matrix_are_printed(figures_of):
    printed = figures_of({"matrix": FIGURES["matrix"], "cut": 4})
    assert printed["alpha"] == FIGURES["alpha"]
    assert printed["reliability_at_mark"] == FIGURES["livingston_k2_cut4"]
    assert printed["pass_rate"] == FIGURES["pass_rate_cut4"]
    assert [item["facility"] for item in printed["items"]] == FIGURES["facility"]
    assert [item["interval"] for item in printed["items"]] == FIGURES["wilson95_facility"]
    assert [item["upper_minus_lower"] for item in printed["items"]] == FIGURES["D27"]
    assert "options" not in printed


def test_responses_and_their_key_make_the_matrix_and_show_the_options(figures_of):
    printed = figures_of({"responses": RESPONSES, "key": KEY, "cut": 4})
    options = printed.pop("options")
    assert printed == figures_of({"matrix": FIGURES["matrix"], "cut": 4})
    for uses, key, expected in zip(options, KEY, FIGURES["options"], strict=True):
        assert [use["id"] for use in uses if use["is_key"]] == [key]
        assert {use["id"]: use["r_rest"] for use in uses} == {
            option: use["r_rest"] for option, use in expected["options"].items()
        }


def test_without_a_pass_mark_nothing_is_said_about_one(figures_of):
    assert not {"pass_rate", "reliability_at_mark"} & figures_of({"matrix": [[1, 0]]}).keys()


def test_decimals_are_read_as_they_are_written(figures_of):
    # 0.1 + 0.2 is 0.3 here, which it is not in binary fractions.
    printed = figures_of('{"matrix": [[0.1, 0.2], [0.1, 0.1], [0.3, 0.1]], "cut": 0.3}')
    assert printed["pass_rate"] == 0.666667


def test_items_may_be_worth_more_than_a_point_or_not_be_asked(figures_of):
    printed = figures_of({"matrix": [[4, 1], [2, None]], "max": [4, 1]})
    assert [item["facility"] for item in printed["items"]] == [0.75, 1]
    assert [item["n"] for item in printed["items"]] == [2, 1]


def test_options_that_nobody_chose_are_shown_when_they_are_known(figures_of):
    [uses] = figures_of({"responses": ["B", "-"], "key": "B", "option_ids": [["A", "B"]]})[
        "options"
    ]
    assert [(use["id"], use["n"]) for use in uses] == [("A", 0), ("B", 1), ("-", 1)]


def test_several_options_may_be_right(figures_of):
    responses = [[["A", "B"], "C"], [["B", "A"], "D"], [None, "C"], [["A"], "C"]]
    printed = figures_of({"responses": responses, "key": [["B", "A"], "C"]})
    assert [item["facility"] for item in printed["items"]] == [0.5, 0.75]
    first = {use["id"]: use["n"] for use in printed["options"][0]}
    assert first == {"A": 3, "B": 2, "C": 0, "D": 0, "-": 1}


def test_what_else_a_file_holds_is_left_alone(figures_of):
    assert figures_of({"matrix": [[1, 0]], "title": "A pilot"})["n"] == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1"),
        ("[[1, 0]]", 'no object; write {"matrix"'),
        ("{}", 'no "matrix"'),
        ('{"matrix": 3}', '"matrix": write a list of learners'),
        ('{"matrix": [1, 0]}', '"matrix", learner 1: write a list of items'),
        ('{"matrix": [[1, 0], [1]]}', '"matrix", learner 2: write 2 items'),
        ('{"matrix": [[1, "x"]]}', '"matrix", learner 1, item 2'),
        ('{"matrix": [[1, -1]]}', '"matrix", learner 1, item 2'),
        ('{"matrix": [[1, true]]}', '"matrix", learner 1, item 2'),
        ('{"matrix": [[1, NaN]]}', '"matrix", learner 1, item 2: nan'),
        ('{"matrix": [[1, 3]]}', '"max", item 2'),
        ('{"matrix": [[1, 3]], "max": [1, 2]}', '"max", item 2'),
        ('{"matrix": [[1, 1]], "max": [1]}', '"max": write 2 items'),
        ('{"matrix": [[1, 1]], "max": 1}', '"max": write a list of items'),
        ('{"matrix": [[0, 1]], "max": [0, 1]}', '"max", item 1'),
        ('{"matrix": [[1, 1]], "cut": "four"}', '"cut"'),
        ('{"responses": ["AB", "A"], "key": "AB"}', '"responses", learner 2: write 2 items'),
        ('{"responses": ["AB"]}', '"key": write a list of items'),
        ('{"responses": ["AB"], "key": "A"}', '"key": write 2 items'),
        ('{"responses": ["AB"], "key": "A-"}', '"key": write the right option of every item'),
        ('{"responses": [[1]], "key": "A"}', '"responses", learner 1, item 1'),
        ('{"responses": ["A"], "key": "A", "option_ids": "AB"}', '"option_ids": write 1 item'),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong_and_where(tmp_path, text, message):
    file = tmp_path / "scores.json"
    file.write_text(text)
    done = run(file)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{file}: ")
    assert message in done.stderr
    assert (done.stdout, "Traceback" in done.stderr) == ("", False)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    done = run(tmp_path / "none.json")
    assert done.returncode == 1
    assert "none.json" in done.stderr
