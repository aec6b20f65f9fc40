"""Twins of must-pass questions: the case changed so that the cautious act is not right."""

import json

import pytest
from django.core.management import call_command

from course.source import read_course
from tests.quizzes.bank.test_authoring import mistakes
from tests.quizzes.bank.test_quiz_checks import MUST, folder, sibling
from tests.quizzes.quiz_folder import FOLDER, MULTI, changed

GOOD = "twin_of: sibling-7\ncautious: a\n"


def with_twin(path, extra, **files):
    """Return the folder of a quiz with three must-pass siblings and a fourth question."""
    return folder(path, **MUST, **{"950-twin.md": sibling(1, extra=extra)}, **files)


def test_a_twin_is_read_and_counted(tmp_path, capsys):
    source = with_twin(tmp_path, f"{GOOD}group: twins\n")
    course = read_course(source)
    twin = course.unit("start-quiz").body.questions[-1]
    assert (twin.twin_of, twin.cautious, twin.must_pass) == ("sibling-7", "a", False)

    call_command("check_course", str(source), "--json")
    counts = json.loads(capsys.readouterr().out)
    assert (counts["must_pass"], counts["twins"]) == (3, 1)


def test_any_single_best_answer_may_name_its_cautious_option(tmp_path):
    [*_must, question] = (
        read_course(with_twin(tmp_path, "cautious: b\n")).unit("start-quiz").body.questions
    )
    assert question.cautious == "b"
    assert "cautious" not in question.body


BROKEN = {
    "of nothing": (
        "twin_of: sibling-6\ncautious: a\n",
        ['there is no question "sibling-6" in this'],
    ),
    "of itself, which is not must_pass": (
        "twin_of: sibling-1\ncautious: a\n",
        ['"sibling-1" is not must_pass, so it needs no twin'],
    ),
    "must_pass": (
        f"{GOOD}must_pass: true\ngroup: airway\n",
        ["a twin is not must_pass, for it teaches when not to stop"],
    ),
    "in the group of the must-pass questions": (
        f"{GOOD}group: airway\n",
        ['siblings of "airway" differ', 'the group "airway" is must_pass, and a twin is not'],
    ),
    "without its cautious option": (
        "twin_of: sibling-7\n",
        ["a twin names the option that stops, waits or calls"],
    ),
    "in which the cautious option is right": (
        "twin_of: sibling-7\ncautious: b\n",
        ["in a twin the cautious option is wrong"],
    ),
    "with a cautious option that is not there": (
        "twin_of: sibling-7\ncautious: z\n",
        ['there is no option "z"; write one of a, b'],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_twin_says_what_to_write(tmp_path, name):
    extra, expected = BROKEN[name]
    found = mistakes(with_twin(tmp_path, extra))
    assert [any(words in mistake.text for mistake in found) for words in expected] == [True] * len(
        expected
    )
    assert len(found) == len(expected)


def test_only_a_single_best_answer_names_a_cautious_option(tmp_path):
    multi = changed(MULTI, ("type: multi\n", "type: multi\ncautious: a\n"))
    [mistake] = mistakes(with_twin(tmp_path, GOOD, **{"960-multi.md": multi}))
    assert (mistake.file, mistake.line) == (f"{FOLDER}/960-multi.md", 4)
    assert "only a single best answer names its cautious option" in mistake.text
