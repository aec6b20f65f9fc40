"""A text with gaps as an author writes it, and what the author is told."""

import pytest

from course.source import read_course
from tests.quizzes.bank.test_authoring import mistakes
from tests.quizzes.kinds.test_kinds_cloze import CLOZE
from tests.quizzes.quiz_folder import FOLDER, changed, write_quiz


def test_a_text_with_gaps_is_read_whole(tmp_path):
    question = (
        read_course(write_quiz(tmp_path, **{"040-cloze.md": CLOZE}))
        .unit("start-quiz")
        .body.questions[3]
    )
    assert question.body == {
        "vignette": "",
        "stem": "Complete the text.",
        "rationale": "",
        "passage": "It is {{g1}} and lasts {{g2}} hours.\n\nIt happens {{g3}}.",
        "gaps": [
            {
                "id": "g1",
                "type": "text",
                "weight": "2",
                "vignette": "",
                "stem": "what it is",
                "rationale": "It is one.[@F1]",
                "options": [],
                "answers": ["one thing"],
                "slips": [],
            },
            {
                "id": "g2",
                "type": "numeric",
                "vignette": "",
                "stem": "",
                "rationale": "It lasts two.[@F1]",
                "options": [],
                "answers": [{"value": "2", "tol": "0"}],
                "units": {},
                "unit_required": True,
                "slips": [],
            },
            {
                "id": "g3",
                "type": "single",
                "vignette": "",
                "stem": "",
                "rationale": "",
                "options": [
                    {"id": "a", "text": "often", "rationale": "So it is.[@F1]"},
                    {"id": "b", "text": "seldom", "rationale": "It is not.[@F1]"},
                ],
                "shuffle": False,
                "key": "a",
            },
        ],
    }


BROKEN = {
    "a gap without a part": (
        [("{{g3}}", "{{g3}} {{g4}}")],
        [(10, 'the gap {{g4}} has no part; write "## g4" with its fields')],
    ),
    "a part without a gap": (
        [("{{g3}}", "often")],
        [(29, 'no {{g3}} stands in the text; write it, or take "## g3" away')],
    ),
    "a gap twice": (
        [("{{g3}}", "{{g1}}")],
        [(10, "the gap {{g1}} stands in the text more than once"), (29, "g3")],
    ),
    "no gap at all": (
        [(CLOZE[CLOZE.index("It is {{g1}}") :], "")],
        [(8, 'write the gaps under the text, each under a line of its own: "## g1"')],
    ),
    "no question above the text": (
        [("Complete the text.\n\n", "")],
        [(8, "the question is missing; write it under")],
    ),
    "two parts of one name": (
        [("## g3", "## g2"), (" {{g3}}", "")],
        [(29, "two gaps have the same id; give each its own")],
    ),
    "an unknown kind": (
        [("type: numeric", "type: case")],
        [(24, '"type" is "case"; write one of'), (10, "g2")],
    ),
    "a field that is not there": (
        [('weight: "2"', 'wait: "2"')],
        [(17, 'there is no field "wait" here')],
    ),
    "a weight that is no number": (
        [('"2"\n---\nwhat', '"two"\n---\nwhat')],
        [(17, "is not an exact number")],
    ),
    "a weight of nothing": ([('weight: "2"', 'weight: "0"')], [(17, "a weight is greater than 0")]),
    "a gap without a reason": (
        [("Rationale: It lasts two.[@F1]\n", "")],
        [(27, 'the answer has no reason; write "Rationale: …" under the question')],
    ),
    "a gap with two keys": (
        [("- [ ] (b)", "- [x] (b)")],
        [(35, "only one option of a single best answer is right; write type: multi, or one [x]")],
    ),
    "a reason that cites nothing": (
        [("It is one.[@F1]", "It is one.")],
        [(21, "this paragraph cites nothing")],
    ),
    "an option of the whole": (
        [("It happens {{g3}}.\n", "It happens {{g3}}.\n\n- [x] (a) Once\n")],
        [(14, "a text with gaps has no options")],
    ),
    "a story in a gap": (
        [("what it is\n", "A person comes.\n\nwhat it is\n")],
        [(19, "a gap has one short hint; write the rest into the text around it")],
    ),
    "a reason of the whole": (
        [("{{g3}}.\n", "{{g3}}.\n\nRationale: So it is.[@F1]\n")],
        [(14, "a reason stands under its gap; move it there")],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_author_is_told_what_is_wrong_and_where(tmp_path, name):
    pairs, expected = BROKEN[name]
    found = mistakes(write_quiz(tmp_path, **{"040-cloze.md": changed(CLOZE, *pairs)}))
    told = [(each.line, each.text) for each in found if each.file == f"{FOLDER}/040-cloze.md"]
    assert len(told) == len(expected), told
    for line, words in expected:
        assert any(each[0] == line and words in each[1] for each in told), (line, words, told)
