"""Report to authors what is wrong with a question before it is published.

The marking itself tells whether the key scores as right.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from course.source import (
    CourseSource,
    Report,
    SourceFolder,
    UnitSource,
    check_markdown,
    check_prose,
    unit_problem,
)
from quizzes.bank.item_rules import Flaw, flaws, length_flaw, letter_flaw
from quizzes.bank.question_source import QuestionSource
from quizzes.bank.quiz_checks import quiz_problems
from quizzes.bank.reading import QuizSource, all_questions, read_quiz
from quizzes.kinds import KINDS
from quizzes.question.parts import walk_questions

CITED_TAG = re.compile(r"@([A-Z]{1,2}[0-9]{1,4})")
CATCH_ALL_OPTION = re.compile(
    r"\b(?:all|none|both|neither|any) of (?:the above|the others?|these)\b"
    r"|^\W*(?:both )?[a-e](?:, [a-e])* and [a-e]\W*$",
    re.IGNORECASE,
)
PASSAGE_LINK = re.compile(r"[a-z0-9-]+#[a-z0-9-]+")
ASKED_COUNT = re.compile(
    r"\b(?:choose|select|pick|tick|mark)\s+(one|two|three|four|five|six|[1-9])\b", re.IGNORECASE
)
COUNT_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
MAX_OPTIONS = 10


class QuizReader:
    """Read and check the quiz folders of a course. Registered with ``course.source``."""

    kind = "quiz"
    marker = "quiz.yaml"

    def read(self, folder: SourceFolder, report: Report) -> UnitSource | None:
        return read_quiz(folder, self.marker, self.kind, report)

    def check(self, unit: UnitSource, course: CourseSource, report: Report) -> None:
        quiz = unit.body
        assert isinstance(quiz, QuizSource)
        course_questions = list(all_questions(course))
        for line, text in quiz_problems(quiz, course, unit.is_final):
            report.add(unit.file, line, text)
        for question in quiz.questions:
            for name, text in _problems(question, course, course_questions):
                report.add(question.file, question.line_of(name), text)
            for asked in walk_questions(question.kind, question.body):
                for flaw in flaws(asked.kind, asked.body, is_gap=asked.is_gap):
                    name = f"{asked.prefix}{flaw.name}".removesuffix(".")
                    _report_flaw(report, question.file, question.line_of(name), flaw)
            _check_texts(question, course, report)
        singles = [
            asked.body
            for question in quiz.questions
            for asked in walk_questions(question.kind, question.body)
            if asked.kind == "single"
        ]
        for quiz_flaw in filter(None, (length_flaw(singles), letter_flaw(singles))):
            _report_flaw(report, unit.file, 1, quiz_flaw)


def _report_flaw(report: Report, file: str, line: int, flaw: Flaw) -> None:
    (report.warn if flaw.is_warning else report.add)(file, line, flaw.text)


def _problems(
    question: QuestionSource, course: CourseSource, course_questions: list[QuestionSource]
) -> Iterator[tuple[str, str]]:
    """Yield each mistake as (name of its text, what to write).

    The name is "" if the mistake concerns the whole question.
    """
    yield from KINDS[question.kind].problems(question.body)
    for asked in walk_questions(question.kind, question.body):
        for name, text in (
            *_catch_all_problems(asked.body),
            *_count_problems(asked.kind, asked.body),
        ):
            yield f"{asked.prefix}{name}".removesuffix("."), text
    for key in sorted(set(question.objectives) - course.objective_keys()):
        yield "", f'there is no objective "{key}"; write one of the course or of a module'
    if question.remediation and not PASSAGE_LINK.fullmatch(question.remediation):
        yield "", f'"{question.remediation}" is no passage; write remediation: unit#passage'
    yield from (("", text) for text in _fact_problems(question, course))
    for other in course_questions:
        if other is question:
            break
        if other.ref == question.ref:
            yield "", f'the id "{question.ref}" stands in {other.file} already; choose another'
        if _asked_text(other) == _asked_text(question):
            yield "stem", f"{other.file} asks the same; change one of the two, or remove it"


def _asked_text(question: QuestionSource) -> str:
    """Return what the question asks, in a form that compares."""
    texts = [
        text.markdown
        for text in KINDS[question.kind].texts(question.body)
        if text.name in ("vignette", "stem")
    ]
    return " ".join(" ".join([*texts, str(question.body.get("passage", ""))]).casefold().split())


def _catch_all_problems(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for option in body.get("options", ()):
        if CATCH_ALL_OPTION.search(option["text"]):
            text = "an option that points at others tests reading, not knowing; write what it would mean"
            yield f"option.{option['id']}", text


def _count_problems(kind: str, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    options, key = body.get("options", ()), body.get("key")
    if len(options) > MAX_OPTIONS:
        yield "", f"there are {len(options)} options; nobody weighs more than {MAX_OPTIONS}"
    count_match = ASKED_COUNT.search(body["stem"])
    if count_match and isinstance(key, str | list):
        asked_count = COUNT_WORDS.get(count_match[1].lower()) or int(count_match[1])
        right_count = len(key) if kind == "multi" else 1
        if asked_count != right_count:
            text = f'the question says "{count_match[0]}" and {right_count} are right'
            yield "stem", f"{text}; make the two agree"


def _fact_problems(question: QuestionSource, course: CourseSource) -> Iterator[str]:
    for tag in question.facts:
        fact = course.facts.get(tag)
        if fact is None:
            yield f"there is no fact {tag}; add it to facts.yaml, or take it off the list"
        elif fact.confidence == "low":
            yield f"{tag} is of low confidence and may not be tested; ask about something else"
    texts = KINDS[question.kind].texts(question.body)
    cited = {tag for text in texts for tag in CITED_TAG.findall(text.markdown)} & set(course.facts)
    if missing := sorted(cited - set(question.facts)):
        yield f"the rationales cite {', '.join(missing)}; add them to facts"


def _check_texts(question: QuestionSource, course: CourseSource, report: Report) -> None:
    for name, written, must_cite in KINDS[question.kind].texts(question.body):
        if written:
            text = question.texts[name]
            check_markdown(text, question.file, course, report, needs_citations=must_cite)
            if must_cite:  # Options may say what is wrong; reasons, like lessons, may not.
                check_prose(text, question.file, course, report)
    is_passage = bool(PASSAGE_LINK.fullmatch(question.remediation))
    if is_passage and (problem := unit_problem(course, question.remediation)):
        report.add(question.file, question.line, problem)
