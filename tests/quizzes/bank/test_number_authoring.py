"""Numbers as questions: what is wrong with one is said with its line and remedy."""

import pytest

from course.source import Mistake
from tests.quizzes.bank.test_authoring import mistakes
from tests.quizzes.quiz_folder import FOLDER, NUMERIC, changed, write_quiz

FILE = "030-numeric.md"
# What was broken: what to write instead of what; and the mistake that is told: line and words.
BROKEN = {
    "a number without a reason": (
        [("Rationale: It is fifty.[@F1]\n", "")],
        [(13, 'the answer has no reason; write "Rationale: …" under the question')],
    ),
    "a credit of twenty digits": (
        [('tol: "0.5"}\n', 'tol: "0.5"}\n  - {value: "40", credit: "0.33333333333333333333"}\n')],
        [
            (
                7,
                "a credit or a weight is too long; write at most 6 decimals (0.333333), or the "
                "share itself (1/3)",
            )
        ],
    ),
    "a number without quotes": (
        [('value: "50"', "value: 50")],
        [
            (8, 'YAML does not read 50 as text; write it in quotes: "50"'),
        ],
    ),
    "a range without quotes": (
        [('{value: "50", tol: "0.5"}', "{range: [49, 51]}")],
        [
            (8, 'YAML does not read 49 as text; write it in quotes: "49"'),
            (8, 'YAML does not read 51 as text; write it in quotes: "51"'),
        ],
    ),
    "a range with one end": (
        [('{value: "50", tol: "0.5"}', '{range: ["49"]}')],
        [
            (
                8,
                'the answer cannot be read: a range has two ends; write range: ["20", "30"]',
            )
        ],
    ),
    "a number that is none": (
        [('value: "50"', 'value: "fifty"')],
        [
            (
                8,
                'the answer cannot be read: "fifty" is not an exact number; write it like 0.5 or '
                "1/3, in quotes",
            )
        ],
    ),
    "a number that nobody can type": (
        [('value: "50"', 'value: "100/3"')],
        [(8, 'the answer "100/3" cannot be read; write a plain number, in the first unit')],
    ),
    "a number without end": (
        [('value: "50"', 'value: "5e999999999"')],
        [
            (
                8,
                'the answer cannot be read: "5e999999999" is not an exact number; write it like '
                "0.5 or 1/3, in quotes",
            )
        ],
    ),
    "a tolerance that only a program reads": (
        [('tol: "0.5"', 'tol: "1_0"')],
        [
            (
                8,
                'the answer cannot be read: "1_0" is not an exact number; write it like 0.5 or '
                "1/3, in quotes",
            )
        ],
    ),
    "a slip that is right": (
        [('value: "5",', 'value: "50.5",')],
        [(11, 'the slip "50.5" is a right answer; take it off the list')],
    ),
    "a range the wrong way round": (
        [('{value: "50", tol: "0.5"}', '{range: ["51", "49"]}')],
        [
            (
                8,
                "a range runs from the smaller number to the larger, and a tolerance is not "
                "negative",
            )
        ],
    ),
    "a number with options": (
        [
            (
                "Rationale: It is fifty.[@F1]\n",
                "Rationale: It is fifty.[@F1]\n\n- [x] (a) Fifty\n  Rationale: So.[@F1]\n",
            )
        ],
        [(17, "a number has no options; write type: single, or take them away")],
    ),
    "no question under the fields": (
        [("How much is it?\n", "")],
        [(13, "the question is missing; write it under the fields")],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_number_says_what_to_write(tmp_path, name):
    pairs, expected = BROKEN[name]
    found = mistakes(write_quiz(tmp_path, **{FILE: changed(NUMERIC, *pairs)}))
    assert found == [Mistake(f"{FOLDER}/{FILE}", line, words) for line, words in expected]
