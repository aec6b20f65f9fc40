"""What an author is told about a question before it is published. The marking itself says whether the key holds."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from course.source import CourseSource, Report, SourceFolder, UnitSource, check_markdown
from quizzes.authoring import QuestionSource, QuizSource, all_questions, read_quiz
from quizzes.kinds import question_from
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.scoring import CORRECT, INVALID

CITED = re.compile(r"@([A-Z]{1,2}[0-9]{1,4})")
CATCH_ALL = re.compile(
    r"\b(?:all|none|both|neither|any) of (?:the above|the others?|these)\b"
    r"|^\W*(?:both )?[a-e](?:, [a-e])* and [a-e]\W*$",
    re.IGNORECASE,
)
PASSAGE = re.compile(r"[a-z0-9-]+#[a-z0-9-]+")
HOW_MANY = re.compile(r"\b(?:choose|select|pick|tick|mark)\s+(one|two|three|four|five|six|[1-9])\b", re.IGNORECASE)
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
MOST_OPTIONS = 10


class QuizReader:
    """Reads and checks the quiz folders of a course; registered with ``course.source``."""

    kind = "quiz"
    marker = "quiz.yaml"

    def read(self, folder: SourceFolder, report: Report) -> UnitSource | None:
        return read_quiz(folder, self.marker, self.kind, report)

    def check(self, unit: UnitSource, course: CourseSource, report: Report) -> None:
        quiz = unit.body
        assert isinstance(quiz, QuizSource)
        everything = list(all_questions(course))
        for question in quiz.questions:
            for name, text in _problems(question, course, everything):
                report.add(question.file, question.line_of(name), text)
            _check_texts(question, course, report)


def _problems(
    question: QuestionSource, course: CourseSource, everything: list[QuestionSource]
) -> Iterator[tuple[str, str]]:
    """What is wrong, as the name of the text it stands in ("" is the whole question) and words."""
    yield from (("", text) for text in _key_problems(question))
    yield from _missing_rationales(question)
    for option in question.body["options"]:
        if CATCH_ALL.search(option["text"]):
            yield option["id"], "an option that points at others tests reading, not knowing; write what it would mean"
    yield from _count_problems(question)
    for key in sorted(set(question.objectives) - course.objective_keys()):
        yield "", f'there is no objective "{key}"; write one of the course or of a module'
    if question.remediation and not PASSAGE.fullmatch(question.remediation):
        yield "", f'"{question.remediation}" is no passage; write remediation: unit#passage'
    yield from (("", text) for text in _fact_problems(question, course))
    for other in everything:
        if other is question:
            break
        if other.ref == question.ref:
            yield "", f'the id "{question.ref}" stands in {other.file} already; choose another'
        if _asked(other) == _asked(question):
            yield "stem", f"{other.file} asks the same; change one of the two, or remove it"


def _asked(question: QuestionSource) -> str:
    return " ".join(f"{question.body['vignette']} {question.body['stem']}".casefold().split())


def _missing_rationales(question: QuestionSource) -> Iterator[tuple[str, str]]:
    for option in question.body["options"]:
        if not option["rationale"]:
            yield option["id"], 'this option has no reason; write "Rationale: …" under it'
    if question.kind == "numeric" and not question.body["rationale"]:
        yield "stem", 'the answer has no reason; write "Rationale: …" under the question'
    if question.kind != "numeric" and question.body["rationale"]:
        yield "rationale", "a reason stands under its option; move it there"
    if question.kind == "numeric" and question.body["options"]:
        yield question.body["options"][0]["id"], "a number has no options; write type: single, or take them away"


def _count_problems(question: QuestionSource) -> Iterator[tuple[str, str]]:
    if len(question.body["options"]) > MOST_OPTIONS:
        yield "", f"there are {len(question.body['options'])} options; nobody weighs more than {MOST_OPTIONS}"
    asked = HOW_MANY.search(question.body["stem"])
    if asked and question.kind != "numeric":
        count = COUNTS.get(asked[1].lower()) or int(asked[1])
        right = len(question.body["key"]) if question.kind == "multi" else 1
        if count != right:
            yield "stem", f'the question says "{asked[0]}" and {right} are right; make the two agree'


def _fact_problems(question: QuestionSource, course: CourseSource) -> Iterator[str]:
    for tag in question.facts:
        fact = course.facts.get(tag)
        if fact is None:
            yield f"there is no fact {tag}; add it to facts.yaml, or take it off the list"
        elif fact.confidence == "low":
            yield f"{tag} is of low confidence and may not be tested; ask about something else"
    texts = [text for _name, text, _needs in _texts(question)]
    cited = {tag for text in texts for tag in CITED.findall(text)} & set(course.facts)
    if missing := sorted(cited - set(question.facts)):
        yield f"the rationales cite {', '.join(missing)}; add them to facts"


def _texts(question: QuestionSource) -> Iterator[tuple[str, str, bool]]:
    """Every Markdown text: its name, itself, whether it must cite."""
    yield "vignette", question.body["vignette"], False
    yield "stem", question.body["stem"], False
    yield "rationale", question.body["rationale"], True
    for option in question.body["options"]:
        yield option["id"], option["text"], False
        yield option["id"], option["rationale"], True
    for slip in question.body.get("slips", []):
        yield "", slip["rationale"], False


def _check_texts(question: QuestionSource, course: CourseSource, report: Report) -> None:
    for name, text, must_cite in _texts(question):
        if text:
            check_markdown(text, question.file, question.line_of(name), course, report, needs_citations=must_cite)
    if PASSAGE.fullmatch(question.remediation):
        # A text of nothing but the link: the check of links then covers the remediation too.
        link = f"[re-read](unit:{question.remediation})"
        check_markdown(link, question.file, question.line, course, report, needs_citations=False)


def _key_problems(question: QuestionSource) -> Iterator[str]:
    ids = [option["id"] for option in question.body["options"]]
    if len(ids) != len(set(ids)):
        yield "two options have the same id; the letters in brackets are unique in a question"
    try:
        data = question_from(question.kind, question.body)
    except (ValueError, KeyError, TypeError) as error:
        yield f"the answer cannot be read: {error}"
        return
    problems = data.check()
    yield from problems
    if problems:
        return
    if isinstance(data, Numeric):
        yield from _numeric_problems(question.body, data)
    elif data.score(question.body["key"]).status != CORRECT:
        yield "the key does not score as right; mark it with [x]"


def _numeric_problems(body: dict[str, Any], data: Numeric) -> Iterator[str]:
    unit = data.base
    for answer in body["answers"]:
        values = [answer["value"]] if "value" in answer else answer["range"]
        for value in values:
            score = data.score(f"{value} {unit}".strip())
            if score.status == INVALID:
                yield f'the answer "{value}" cannot be read; write a plain number, in the first unit'
            elif Fraction(str(answer.get("credit", 1))) == 1 and score.status != CORRECT:
                yield f'the answer "{value}" does not score as right, for an answer above it comes first'
    for slip in body["slips"]:
        score = data.score(f"{slip['value']} {unit}".strip())
        if score.status == INVALID:
            yield f'the slip "{slip["value"]}" cannot be read; write a plain number, in the first unit'
        elif score.fraction == 1:
            yield f'the slip "{slip["value"]}" is a right answer; take it off the list'
