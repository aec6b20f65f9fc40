"""Quizzes as text: what is sound is read and published whole.

What is not is said with its file, line and remedy.
"""

import pytest

from course.source import Mistake, SourceError, read_course
from quizzes.bank.question_source import QuestionSource
from quizzes.bank.reading import QuizSource
from quizzes.kinds import KINDS
from tests.quizzes.quiz_folder import FOLDER, MULTI, QUIZ, SINGLE, changed, write_quiz

ONE_RIGHT = ("- [ ] (a)", "- [x] (a)")


def mistakes(folder) -> list[Mistake]:
    with pytest.raises(SourceError) as raised:
        read_course(folder)
    return list(raised.value.mistakes)


def test_a_quiz_is_read_whole(tmp_path):
    unit = read_course(write_quiz(tmp_path)).unit("start-quiz")
    assert (unit.kind, unit.title, unit.revision, unit.required, unit.items) == (
        "quiz",
        "Quiz: the start",
        1,
        True,
        3,
    )
    assert (unit.objectives, unit.facts) == (("say-it", "know-one-thing"), ("F1",))
    assert isinstance(unit.body, QuizSource)
    assert (unit.body.attempts, unit.body.cooldown_minutes, unit.body.review) == (
        3,
        30,
        "after_pass",
    )
    assert unit.body.questions[0] == QuestionSource(
        ref="what-is-so",
        kind="single",
        body={
            "vignette": "A person asks.",
            "stem": "What is so?",
            "rationale": "",
            "options": [
                {"id": "a", "text": "Another thing", "rationale": "It is not so.[@F1]"},
                {"id": "b", "text": "One thing", "rationale": "It is so.[@F1]"},
            ],
            "shuffle": True,
            "key": "b",
        },
        objectives=("say-it",),
        remediation="welcome#danger",
        facts=("F1",),
        points=1,
        file=f"{FOLDER}/010-single.md",
        line=8,
        lines={
            "id": 2,
            "type": 3,
            "objectives": 4,
            "objectives.0": 4,
            "remediation": 5,
            "facts": 6,
            "facts.0": 6,
            "vignette": 8,
            "stem": 10,
            "option.a": 12,
            "option.b": 14,
        },
        source=SINGLE,
    )
    assert unit.body.questions[1].points == 2
    assert unit.body.questions[2].body == {
        "vignette": "",
        "stem": "How much is it?",
        "rationale": "It is fifty.[@F1]",
        "options": [],
        "answers": [{"value": "50", "tol": "0.5"}],
        "units": {"mg": "1", "g": "1000"},
        "unit_required": True,
        "slips": [{"value": "5", "rationale": "That is ten times too little."}],
    }


# What was broken: the file, what to write instead of what; and the mistake that is told: line and
# words.
BROKEN = {
    "an option without a reason": (
        "010-single.md",
        SINGLE,
        [("      Rationale: It is so.[@F1]\n", "")],
        [(14, 'this option has no reason; write "Rationale: …" under it')],
    ),
    "a reason that cites nothing": (
        "010-single.md",
        SINGLE,
        [("It is so.[@F1]", "It is so.")],
        [(14, "this paragraph cites nothing; add its source, [@F1], or write {plain} behind it")],
    ),
    "two keys of a single best answer": (
        "010-single.md",
        SINGLE,
        [ONE_RIGHT],
        [(14, "only one option of a single best answer is right; write type: multi, or one [x]")],
    ),
    "no key of a single best answer": (
        "010-single.md",
        SINGLE,
        [("- [x]", "- [ ]")],
        [(12, "one option must be right; tick it with [x]")],
    ),
    "no key of a multiple response": (
        "020-multi.md",
        MULTI,
        [("- [x]", "- [ ]")],
        [(12, "at least one option must be right; tick it with [x]")],
    ),
    "an option without an id": (
        "010-single.md",
        SINGLE,
        [("- [ ] (a) Another", "- [ ] Another")],
        [(12, 'an option is written "- [ ] (a) Text", the right one "- [x] (b) Text"')],
    ),
    "an id in capitals": (
        "020-multi.md",
        MULTI,
        [("(c)", "(C)")],
        [(16, 'an option is written "- [ ] (a) Text", the right one "- [x] (b) Text"')],
    ),
    "a mark in capitals": (
        "010-single.md",
        SINGLE,
        [("- [x]", "- [X]")],
        [(14, 'an option is written "- [ ] (a) Text", the right one "- [x] (b) Text"')],
    ),
    "an option with another bullet": (
        "010-single.md",
        SINGLE,
        [("- [x]", "* [x]")],
        [(14, 'an option is written "- [ ] (a) Text", the right one "- [x] (b) Text"')],
    ),
    "an option without a bullet": (
        "010-single.md",
        SINGLE,
        [("- [x]", "[x]")],
        [(14, 'an option is written "- [ ] (a) Text", the right one "- [x] (b) Text"')],
    ),
    "an option without a space behind its bullet": (
        "010-single.md",
        SINGLE,
        [("- [x]", "-[x]")],
        [(14, 'an option is written "- [ ] (a) Text", the right one "- [x] (b) Text"')],
    ),
    "an option with a letter in no brackets": (
        "020-multi.md",
        MULTI,
        [("- [ ] (c)", "- c)")],
        [(16, 'an option is written "- [ ] (a) Text", the right one "- [x] (b) Text"')],
    ),
    "a reason in small letters": (
        "010-single.md",
        SINGLE,
        [("Rationale: It is so.", "rationale: It is so.")],
        [(15, 'a reason is written "Rationale: …", with a capital')],
    ),
    "a question without an id": (
        "010-single.md",
        SINGLE,
        [("id: what-is-so\n", "")],
        [(2, '"id" is missing; write "id: …"')],
    ),
    "an id given twice": (
        "010-single.md",
        SINGLE,
        [("(a)", "(b)")],
        [(14, "two options have the same id; the letters in brackets are unique in a question")],
    ),
    "two options in the same words": (
        "010-single.md",
        SINGLE,
        [("Another thing", "one  thing.")],
        [(14, "(a) and (b) read alike; make them differ")],
    ),
    "a fact of low confidence": (
        "010-single.md",
        SINGLE,
        [("facts: [F1]", "facts: [F1, F2]")],
        [(6, "F2 is of low confidence and may not be tested; ask about something else")],
    ),
    "a fact that is not listed": (
        "010-single.md",
        SINGLE,
        [("facts: [F1]\n", "")],
        [(7, "the rationales cite F1; add them to facts")],
    ),
    "a fact that does not exist": (
        "010-single.md",
        SINGLE,
        [("facts: [F1]", "facts: [F1, F9]")],
        [(6, "there is no fact F9; add it to facts.yaml, or take it off the list")],
    ),
    "a remediation to a passage that does not exist": (
        "010-single.md",
        SINGLE,
        [("welcome#danger", "welcome#dangers")],
        [(5, 'there is no passage "dangers" there; did you mean "danger"?')],
    ),
    "a remediation to a lesson that does not exist": (
        "010-single.md",
        SINGLE,
        [("welcome#danger", "welcom#danger")],
        [(5, 'there is no unit "welcom"; did you mean "welcome"?')],
    ),
    "a remediation to no passage": (
        "010-single.md",
        SINGLE,
        [("welcome#danger", "welcome")],
        [(5, '"welcome" is no passage; write remediation: unit#passage')],
    ),
    "a question id that stands elsewhere": (
        "020-multi.md",
        MULTI,
        [("which-are-so", "what-is-so")],
        [(2, f'the id "what-is-so" stands in {FOLDER}/010-single.md already; choose another')],
    ),
    "a question that was asked before": (
        "020-multi.md",
        MULTI,
        [("Which of these are so?", "A  person asks. \n\nWhat is SO?")],
        [(12, f"{FOLDER}/010-single.md asks the same; change one of the two, or remove it")],
    ),
    "an unknown field of a question": (
        "010-single.md",
        SINGLE,
        [("type: single", "type: single\npolicy: plus_minus")],
        [
            (
                4,
                'there is no field "policy" here; known are type, shuffle, id, objectives, '
                "remediation, facts, points, "
                "group, must_pass, twin_of, cautious",
            )
        ],
    ),
    "an unknown field of a quiz": (
        "quiz.yaml",
        QUIZ,
        [("attempts: 3", "atempts: 3")],
        [(4, 'there is no field "atempts" here; did you mean "attempts"?')],
    ),
    "an unknown objective": (
        "010-single.md",
        SINGLE,
        [("[say-it]", "[say-that]")],
        [(4, 'there is no objective "say-that"; write one of the course or of a module')],
    ),
    "an unknown type": (
        "010-single.md",
        SINGLE,
        [("type: single", "type: essay")],
        [(3, f'"type" is "essay"; write one of {", ".join(sorted(KINDS))}')],
    ),
    "an unknown policy": (
        "020-multi.md",
        MULTI,
        [("plus_minus", "half_right")],
        [
            (
                4,
                '"policy" is "half_right"; write one of all_or_nothing, every_decision, '
                "plus_minus, weights",
            )
        ],
    ),
    "a review that there is not": (
        "quiz.yaml",
        QUIZ,
        [("attempts: 3", "attempts: 3\nreview: later")],
        [(5, '"review" is "later"; write one of after_pass, after_submit, never, score')],
    ),
    "an attempt limit of none": (
        "quiz.yaml",
        QUIZ,
        [("attempts: 3", "attempts: 0")],
        [(4, '"attempts" is 0; write a number from 1 to 1000')],
    ),
    "ticking every option pays": (
        "020-multi.md",
        MULTI,
        [("- [ ] (b)", "- [x] (b)"), ("plus_minus", "every_decision")],
        [
            (
                4,
                "ticking every option pays here; add wrong options, or write policy: "
                "all_or_nothing",
            )
        ],
    ),
    "an option that points at the others": (
        "020-multi.md",
        MULTI,
        [("Each thing", "All of the above")],
        [
            (
                16,
                "an option that points at others tests reading, not knowing; write what it would "
                "mean",
            )
        ],
    ),
    "a count that is not so": (
        "020-multi.md",
        MULTI,
        [("Which of these are so?", "Which are so? Choose two.")],
        [(10, 'the question says "Choose two" and 1 are right; make the two agree')],
    ),
    "a count in a question that is not so": (
        "020-multi.md",
        MULTI,
        [("Which of these", "Which two of these")],
        [(10, 'the question says "Which two of" and 1 are right; make the two agree')],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_quiz_says_what_to_write(tmp_path, name):
    file, text, pairs, expected = BROKEN[name]
    found = mistakes(write_quiz(tmp_path, **{file: changed(text, *pairs)}))
    assert found == [Mistake(f"{FOLDER}/{file}", line, words) for line, words in expected]


def test_a_quiz_without_a_question_is_none(tmp_path):
    files = dict.fromkeys(["010-single.md", "020-multi.md", "030-numeric.md"])
    found = [each for each in mistakes(write_quiz(tmp_path, **files)) if not each.is_warning]
    assert found == [
        Mistake(
            f"{FOLDER}/quiz.yaml",
            1,
            "the quiz has no question; write a file such as 010-first-question.md",
        )
    ]
