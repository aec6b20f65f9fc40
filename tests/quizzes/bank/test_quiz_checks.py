"""What an author is told about a quiz as a whole before it is published.

Its rules can be met by every attempt, and its safety-critical questions hold.
"""

import pytest

from course.publishing import publish
from course.source import Mistake, SourceError, read_course
from quizzes.models import Quiz
from tests.quizzes.bank.test_authoring import mistakes
from tests.quizzes.quiz_folder import FOLDER, QUIZ, SINGLE, changed, write_quiz

FILE = f"{FOLDER}/quiz.yaml"
NO_FILES = dict.fromkeys(["010-single.md", "020-multi.md", "030-numeric.md"])


def sibling(number, extra="group: airway\nmust_pass: true\n", objective="say-it") -> str:
    return changed(
        SINGLE,
        ("id: what-is-so", f"id: sibling-{number}"),
        ("What is so?", f"What is so, in case {number}?"),
        ("[say-it]", f"[{objective}]"),
        ("facts: [F1]\n", f"facts: [F1]\n{extra}"),
    )


REFLECTION = """---
id: think-it-over
type: reflection
remediation: second#key-points
objectives: [say-it]
facts: [F1]
---
What would you say?

- (a) It says what the other person hears. {plain}
"""


def siblings(count=3, **more) -> dict[str, str]:
    return {f"1{n}0-sibling.md": sibling(n, **more) for n in range(1, count + 1)}


def folder(path, draw="", **files):
    """The quiz with these ``files`` and these rules."""
    return write_quiz(path, **(NO_FILES | {"quiz.yaml": QUIZ + draw} | files))


def rules(*lines) -> str:
    return "draw:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


ORDINARY = siblings(4, extra="")
MUST = {f"{n}00-sibling.md": sibling(n) for n in (7, 8, 9)}
BROKEN = {
    "rules that compete": (
        rules("objective: say-it, count: 4", "question: sibling-2"),
        ORDINARY,
        [
            (
                7,
                "these rules ask for 5 questions and the folder holds 4 for them: say-it, "
                "sibling-2; add questions",
            )
        ],
    ),
    "more than there is, as siblings are asked once": (
        rules("group: airway", "objective: say-it, count: 3"),
        MUST | siblings(1, extra=""),
        [
            (
                7,
                "these rules ask for 4 questions and the folder holds 2 for them: airway, say-it; "
                "add questions",
            )
        ],
    ),
    "a question that nobody is asked": (
        rules("question: sibling-1", "question: sibling-2", "question: sibling-3"),
        ORDINARY,
        [(1, f'no rule draws "sibling-4"; add one, or remove {FOLDER}/140-sibling.md')],
    ),
    "a rule of two sources": (
        rules("objective: say-it, question: sibling-1"),
        ORDINARY,
        [
            (
                7,
                'a rule names one of question, group and objective; write "- {objective: key, '
                'count: 3}"',
            )
        ],
    ),
    "a must-pass question alone": (
        "",
        siblings(1, extra="must_pass: true\n"),
        [
            (
                1,
                '"sibling-1" is must_pass and has no siblings; write "group: …" into it, '
                "and into 2 more must_pass questions of this quiz",
            )
        ],
    ),
    "a must-pass question with one sibling": (
        "",
        siblings(2),
        [
            (
                1,
                '"sibling-1" is must_pass and has 1 siblings; write 2 or more questions with the '
                "same group, so that a "
                "miss can be put right by another",
            )
        ],
    ),
    "siblings that differ": (
        "",
        siblings(3) | siblings(1, extra="group: airway\n"),
        [(1, 'siblings of "airway" differ in must_pass or points; make them agree')],
    ),
    "a must-pass question drawn by chance": (
        rules("objective: say-it, count: 2"),
        MUST | ORDINARY,
        [(1, 'an attempt may leave out the must-pass group "airway"; write "- {group: airway}"')],
    ),
    "a must-pass question of which nothing is told": (
        "review: score\n",
        MUST,
        [
            (
                6,
                "with review: score nobody sees which must-pass question to put right; write "
                "after_pass",
            )
        ],
    ),
    "a must-pass question for practice": (
        "purpose: practice\n",
        MUST,
        [
            (
                6,
                "a practice quiz shows its keys, so it cannot hold a must-pass question; move the "
                "question",
            )
        ],
    ),
    "a rule whose questions are worth different points": (
        rules("objective: say-it, count: 2"),
        ORDINARY | siblings(1, extra="points: 2\n"),
        [
            (
                7,
                "this rule may draw questions of different points, so attempts would differ too; "
                "make the points equal",
            )
        ],
    ),
    "a rule that may draw a reflection or a question with a score": (
        rules("objective: say-it, count: 2"),
        ORDINARY | {"300-think.md": REFLECTION},
        [
            (
                7,
                "this rule may draw a reflection or a question with a score, so attempts would "
                "differ; draw reflections by a rule of their own",
            )
        ],
    ),
}


UNLIMITED = changed(QUIZ, ("attempts: 3\n", ""))
OPENS_KEYS = "review: after_submit\n"


def test_a_certifying_quiz_that_opens_its_keys_after_a_blank_paper_is_refused(tmp_path):
    told = (
        "with review: after_submit a blank paper opens every key, and nothing limits the attempts "
        "after it; "
        "write attempts: 3, or review: after_pass, or purpose: practice"
    )
    for attempts, line in (("", 5), ("attempts: null\n", 6)):
        quiz = UNLIMITED + attempts + OPENS_KEYS
        assert mistakes(write_quiz(tmp_path, **{"quiz.yaml": quiz})) == [Mistake(FILE, line, told)]


@pytest.mark.parametrize(
    "quiz", [QUIZ + OPENS_KEYS, UNLIMITED, UNLIMITED + OPENS_KEYS + "purpose: practice\n"]
)
def test_each_remedy_for_open_keys_is_taken(tmp_path, quiz):
    assert read_course(write_quiz(tmp_path, **{"quiz.yaml": quiz})).units()


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_quiz_says_what_to_write(tmp_path, name):
    draw, files, expected = BROKEN[name]
    found = mistakes(folder(tmp_path, draw, **files))
    assert found == [Mistake(FILE, line, words) for line, words in expected]


@pytest.mark.parametrize(
    "draw",
    [
        "",
        rules("group: airway", "objective: say-it, count: 4"),
        rules("question: sibling-8", "objective: say-it, count: 4"),
        rules("objective: say-it, count: 4", "group: airway"),
    ],
)
def test_rules_that_ask_a_must_pass_group_of_everybody_are_published(tmp_path, draw):
    assert read_course(folder(tmp_path, draw, **MUST, **ORDINARY)).units()


@pytest.mark.django_db
def test_what_cannot_be_drawn_is_never_published(tmp_path):
    with pytest.raises(SourceError):
        publish(read_course(folder(tmp_path, **siblings(2))))
    assert not Quiz.objects.exists()
