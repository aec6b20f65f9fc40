"""Marking: tables of cases, what a question's own check finds, and properties of every score."""

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from quizzes import score
from quizzes.grading import COUNTED, total
from quizzes.kinds import BadResponse, question_from
from tests.quizzes.factories import multi, numeric, single, told
from tests.quizzes.forms import form_of

FILE = Path(__file__).with_name("scoring_cases.json")
CASES = json.loads(FILE.read_text())
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("case", CASES["items"], ids=lambda case: case["name"])
def test_an_item_scores_as_expected(case):
    assert list(score.failures({"items": [case]})) == []


@pytest.mark.parametrize("case", CASES["totals"], ids=lambda case: case["name"])
def test_a_total_comes_out_as_expected(case):
    assert list(score.failures({"totals": [case]})) == []


def run(file) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "quizzes.score", str(file)]
    environment = {"PATH": "/usr/bin"}  # no settings, no secret
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_the_command_needs_no_settings_and_says_how_many_passed():
    done = run(FILE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{len(CASES['items']) + len(CASES['totals'])} passed, 0 failed\n"


def test_the_command_fails_for_what_it_does_not_support_or_what_differs(tmp_path):
    file = tmp_path / "cases.json"
    wrong = CASES["items"][0] | {"name": "wrong", "expect": ["1/2", "partial"]}
    unknown = {
        "name": "later",
        "question": {"type": "essay", "gaps": []},
        "response": {},
        "expect": ["1", "correct"],
    }
    file.write_text(json.dumps({"items": [CASES["items"][0], wrong, unknown], "more": 1}))
    done = run(file)
    assert done.returncode == 1
    assert "later: kind 'essay' is not supported" in done.stdout
    assert "wrong: expected" in done.stdout
    assert done.stdout.endswith("1 passed, 2 failed\n")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (single(ids="a", right="a"), "two options"),
        (single(right="z"), "does not exist"),
        (single(right=[]), "must be right"),
        (single(right=["a", "b"]), "only one"),
        (multi(ids="ab", right="a"), "three options"),
        (multi(right=""), "at least one"),
        (multi(right="xyz"), "do not exist"),
        (multi(policy="fuzzy"), "no policy"),
        (multi(right="abcde"), "ticking every option pays"),
        (multi(right="abcd", policy="plus_minus"), "ticking every option pays"),
        (multi(right="abcd", policy="every_decision"), "ticking every option pays"),
        (multi(ids="abcde", right="a", policy="every_decision"), "one wrong option alone"),
        (numeric(answers=[]), "at least one answer"),
        (numeric(tol="-1"), "not negative"),
        (numeric(answers=[{"range": ["2", "1"]}]), "smaller number"),
        (numeric(answers=[{"value": "1", "credit": "1/2"}]), "worth everything"),
        (numeric(answers=[{"value": "1", "credit": "2"}]), "at most 1"),
        (numeric(answers=[{"value": "40", "tol": "36"}]), "ten times as much"),
        (numeric(answers=[{"value": "-0.5", "tol": "4.5"}]), "ten times as much"),
        (numeric(answers=[{"value": "40"}, {"range": ["3", "5"]}]), '"40" and "3–5" differ tenf'),
        (numeric(answers=[{"value": "4", "tol": "1"}, {"value": "40"}]), "differ tenfold"),
        (numeric(answers=[{"value": "1"}, {"value": "1000", "credit": "1/2"}]), "differ tenfold"),
        (numeric(units={"mg": "0"}), "greater than 0"),
        (numeric(units={"g": "1000", "mg": "1"}), "in the first unit"),
        (numeric(units={"mg 5": "1"}), "not the name of a unit"),
        (
            numeric(units={"\N{MICRO SIGN}g": "1", "\N{GREEK SMALL LETTER MU}g": "1"}),
            "written alike",
        ),
    ],
)
def test_a_question_says_what_is_wrong_with_itself(question, words):
    assert words in told(question_from(*question))


SOUND = [
    *[single(), multi(), multi(policy="plus_minus"), numeric()],
    multi(ids="abcde", right="ab", policy="every_decision"),
    numeric("40", "35.9", slips=[]),
    numeric("0", "5"),
    numeric(answers=[{"range": ["2", "19.9"]}]),
    numeric(answers=[{"range": ["-5", "5"]}, {"value": "6"}]),
]


@pytest.mark.parametrize("question", SOUND)
def test_a_sound_question_has_no_mistake(question):
    assert question_from(*question).check() == []


def test_blank_all_wrong_and_everything_ticked_never_pass():
    """Peers gave 75 % for a blank paper, and full marks for ticking everything."""
    for policy in ("all_or_nothing", "plus_minus", "every_decision"):
        data = question_from(*multi(right="ab", ids="abcde", policy=policy))
        assert data.score(None).fraction == 0
        assert data.score(list("cde")).fraction == 0
        assert data.score(list("abcde")).fraction < Fraction(1, 2)


def read(question, form):
    """What the form of a question says, read as its response."""
    return question_from(*question).response_from(dict(QueryDict(form).lists()), "answer")


def test_forms_are_read_as_responses():
    assert read(single(), "answer=b") == "b"
    assert read(single(), "") is None
    assert read(multi(), "answer=c&answer=a&answer=c") == ["a", "c"]
    assert read(multi(), "") is None
    assert read(multi(none_allowed=True), "answer-none=on") == []
    assert read(numeric(), "answer= 0.5 &answer-unit=g") == "0.5 g"
    assert read(numeric(), "answer=&answer-unit=g") is None
    for question, form in (
        (single(), "answer=a&answer=b"),
        (numeric(), "answer=1&answer-unit=stone"),
    ):
        with pytest.raises(BadResponse):
            read(question, form)


@pytest.mark.parametrize(
    ("question", "response"),
    [(single(), "b"), (multi(), ["a", "c"]), (multi(none_allowed=True), []), (numeric(), "0.5 g")],
)
def test_a_saved_response_stands_in_its_form_again(question, response):
    data = question_from(*question)
    assert data.response_from(form_of(data, response, "answer"), "answer") == response


@given(
    st.sampled_from(
        [single(), multi(), multi(policy="plus_minus"), multi(policy="every_decision"), numeric()]
    )
)
def test_the_key_scores_everything_and_nothing_scores_nothing(question):
    kind, body = question
    key = "500 mg" if kind == "numeric" else body["key"]
    assert question_from(kind, body).score(key).status == "correct"
    assert question_from(kind, body).score(None).status == "omitted"


@given(
    st.sampled_from(["all_or_nothing", "plus_minus", "every_decision"]),
    st.sets(st.sampled_from("abcdef"), min_size=1),
    st.lists(st.sampled_from("abcdef")),
)
def test_a_selection_is_a_set_and_its_share_lies_between_0_and_1(policy, key, chosen):
    data = question_from(*multi(right=sorted(key), ids="abcdef", policy=policy))
    found = data.score(chosen)
    assert 0 <= found.fraction <= 1
    assert found == data.score(chosen[::-1] + chosen)
    assert (found.fraction == 1) == (set(chosen) == key)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_numbers(text):
    found = question_from(*numeric()).score(text)
    assert found.status in {"correct", "wrong", "omitted", "invalid"}


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6
    )
)
def test_a_number_is_right_exactly_within_its_bounds(number):
    data = question_from(*numeric(value="0.3", tol="0.1", units={}))
    expected = Fraction("0.2") <= Fraction(str(number)) <= Fraction("0.4")
    assert (data.score(f"{number:f}").fraction == 1) == expected


SHARES = st.tuples(st.integers(1, 5), st.fractions(0, 1, max_denominator=12))


@given(st.lists(SHARES, max_size=12), st.integers(0, 100))
def test_a_total_is_the_sum_of_its_parts_and_a_fail_never_shows_the_pass_mark(items, pass_mark):
    result = total(
        ((Fraction(points), share, COUNTED) for points, share in items), Fraction(pass_mark)
    )
    assert result.earned == sum((points * share for points, share in items), Fraction(0))
    assert 0 <= result.earned <= result.possible
    if not items:
        assert (result.passed, result.display) == (None, None)
    elif not result.passed:
        assert Fraction(result.display) < pass_mark
