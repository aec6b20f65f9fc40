"""The questions that docs/content-format.md shows are read without a mistake."""

import re
from pathlib import Path

import pytest

from course.source import read_course
from quizzes.kinds import KINDS
from tests.quizzes.quiz_folder import write_quiz

TEXT = (Path(__file__).parents[3] / "docs" / "content-format.md").read_text()
BLOCKS = re.findall(r"```markdown\n(---\nid: .*?)```", TEXT, re.DOTALL)
EXAMPLES = {re.search(r"type: (\w+)", block)[1]: block for block in BLOCKS}
ELSEWHERE = (  # what the course of the example has, and the tiny course calls otherwise
    (r"(?m)^objectives: .*$", "objectives: [say-it]"),
    (r"(?m)^remediation: .*$", "remediation: welcome#danger"),
    (r"(?m)^facts: .*$", "facts: [F1]"),
    (r"@F\d+", "@F1"),
)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_example_is_read_as_it_stands(tmp_path, kind):
    example = EXAMPLES[kind]
    for pattern, words in ELSEWHERE:
        example = re.sub(pattern, words, example)
    questions = (
        read_course(write_quiz(tmp_path, **{"040-example.md": example}))
        .unit("start-quiz")
        .body.questions
    )
    assert questions[3].kind == kind


def test_every_kind_has_its_example():
    assert KINDS.keys() == EXAMPLES.keys()
