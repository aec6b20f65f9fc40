"""A case in stages as text: what is read and published, and what an author is told."""

import pytest

from course.publishing import publish
from course.source import read_course
from quizzes.models import BankItem
from tests.quizzes.bank.test_authoring import mistakes
from tests.quizzes.quiz_folder import FOLDER, changed, write_quiz

CASE = """\
---
id: an-evening
type: case
objectives: [say-it]
remediation: welcome#danger
facts: [F1]
---
A person comes in the evening.

What do you do as the evening goes on?

## s1
type: single
---
First it is so.

Is it so?

- [x] (a) Yes, this is so
      Rationale: It is so.[@F1]
- [ ] (b) Not at all so
      Rationale: It is not.[@F1]

## s2
type: cloze
weight: "2"
---
Now complete the note.

It is {{g1}}.

### g1
type: text
answers: [one thing]
---
Rationale: It is one.[@F1]
"""


def test_a_case_is_read_and_published_whole(tmp_path, db):
    source = read_course(write_quiz(tmp_path, **{"040-case.md": CASE}))
    body = source.unit("start-quiz").body.questions[3].body
    assert [(each["id"], each["type"], each.get("weight")) for each in body["stages"]] == [
        ("s1", "single", None),
        ("s2", "cloze", "2"),
    ]
    assert body["stages"][0]["vignette"] == "First it is so."
    assert body["stages"][1]["gaps"][0]["answers"] == ["one thing"]
    publish(source)
    item = BankItem.objects.get(version__kind="case")
    assert item.rendered["s2.passage"] == "It is {{g1}}."
    assert "It is one." in item.rendered["s2.g1.rationale"]
    assert item.source == CASE
    assert item.version.data.score(item.version.data.best_response()).status == "correct"


BROKEN = {
    "one stage only": (
        [(CASE[CASE.index("## s2") :], "")],
        [(8, 'write the stages under the text, each under a line of its own: "## s1", "## s2"')],
    ),
    "a stage without a question": (
        [("First it is so.\n\nIs it so?\n\n", "")],
        [(15, "the question is missing; write it under the fields")],
    ),
    "a stage without a key": (
        [("- [x] (a)", "- [ ] (a)")],
        [(19, "one option must be right; tick it with [x]")],
    ),
    "a gap of a stage without a reason": (
        [("Rationale: It is one.[@F1]\n", "")],
        [(36, 'the answer has no reason; write "Rationale: …" under the question')],
    ),
    "a case within a case": (
        [("type: cloze", "type: case")],
        [(25, '"type" is "case"; write one of'), (8, "stages")],
    ),
    "parts of what has none": (
        [("type: single\n", "type: single\n---\nIs it so?\n\n### x\n")],
        [(17, "only a case or a text with gaps has parts")],
    ),
    "a question that counts wrongly": (
        [("Is it so?", "Choose two. Is it so?")],
        [(17, 'the question says "Choose two" and 1 are right; make the two agree')],
    ),
    "an option that points at others": (
        [("Not at all so", "All of the above")],
        [(21, "an option that points at others tests reading")],
    ),
    "options of the whole": (
        [("as the evening goes on?\n", "as the evening goes on?\n\n- [x] (a) Once\n")],
        [(12, "a case has no options")],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_author_is_told_what_is_wrong_and_where(tmp_path, name):
    pairs, expected = BROKEN[name]
    found = mistakes(write_quiz(tmp_path, **{"040-case.md": changed(CASE, *pairs)}))
    told = [(each.line, each.text) for each in found if each.file == f"{FOLDER}/040-case.md"]
    for line, words in expected:
        assert any(each[0] == line and words in each[1] for each in told), (line, words, told)


def test_what_stands_within_a_case_is_held_to_the_craft_of_items_too(tmp_path):
    text = changed(CASE, ("Not at all so", "It is never so"))
    warnings = read_course(write_quiz(tmp_path, **{"040-case.md": text})).warnings
    assert [(each.line, each.text[:16]) for each in warnings if "040-case" in each.file] == [
        (21, "an absolute word")
    ]
