"""Report to authors what is wrong with a question before it is published.

The marking itself tells whether the key scores as right.
"""

import re
from collections.abc import Iterator

from course.source import (
    CourseSource,
    Report,
    SourceFolder,
    UnitSource,
    check_markdown,
    check_prose,
    unit_problem,
)
from course.source.parts import FACTS_FILE
from quizzes.bank.item_rules import Flaw, flaws, length_flaw, letter_flaw
from quizzes.bank.question_source import QuestionSource
from quizzes.bank.quiz_checks import quiz_problems
from quizzes.bank.reading import QuizSource, all_questions, read_quiz
from quizzes.bank.twin_checks import twin_problems
from quizzes.bank.written import WrittenQuestion
from quizzes.kinds import KINDS
from quizzes.question.parts import AskedQuestion, walk_questions

CITED_TAG = re.compile(r"@([A-Z]{1,2}[0-9]{1,4})")
CATCH_ALL_OPTION = re.compile(
    r"\b(?:all|none|both|neither|any) of (?:the above|the others?|these)\b"
    r"|^\W*(?:both )?[a-e](?:, [a-e])* and [a-e]\W*$",
    re.IGNORECASE,
)
PASSAGE_LINK = re.compile(r"[a-z0-9-]+#[a-z0-9-]+")
COUNT = "(one|two|three|four|five|six|[1-9])"
ASKED_COUNT = re.compile(rf"\b(?:choose|select|pick|tick|mark)\s+{COUNT}\b", re.IGNORECASE)
# Of a multiple response alone: an option of a single best answer may be a pair.
WHICH_COUNT = re.compile(rf"\bwhich\s+{COUNT}\s+of\b", re.IGNORECASE)
COUNT_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
MAX_OPTIONS = 10


Problem = tuple[str, str]  # the name of a text, "" for the whole question; what to write


class QuizReader:
    """Read and check the quiz folders of a course. Registered with ``course.source``."""

    kind = "quiz"
    marker = "quiz.yaml"

    def read(self, folder: SourceFolder, report: Report) -> UnitSource | None:
        return read_quiz(folder, self.marker, self.kind, report)

    def check(self, unit: UnitSource, course: CourseSource, report: Report) -> None:
        quiz = unit.body
        assert isinstance(quiz, QuizSource)
        problems = quiz_problems(quiz, course, unit.is_final, unit.required)
        for line, text in problems:
            report.add(unit.file, line, text)

        earlier = _EarlierQuestions(course)
        for question in quiz.questions:
            _check_question(question, course, earlier, report)
            for name, text in twin_problems(question, quiz):
                report.add(question.file, question.line_of(name), text)
        for quiz_flaw in _flaws_of_quiz(quiz):
            _report_flaw(report, unit.file, 1, quiz_flaw)


class _EarlierQuestions:
    """Find the id and the text that an earlier question of the course has too.

    by_ref, by_text: the first question of the course with that id, or that asks that.
    """

    def __init__(self, course: CourseSource) -> None:
        self.by_ref: dict[str, QuestionSource] = {}
        self.by_text: dict[str, QuestionSource] = {}
        for question in all_questions(course):
            self.by_ref.setdefault(question.ref, question)
            self.by_text.setdefault(question.asked_text, question)

    def problems(self, question: QuestionSource) -> Iterator[Problem]:
        # By identity: two files may hold equal questions.
        same_ref = self.by_ref[question.ref]
        if same_ref is not question:
            text = f'the id "{question.ref}" stands in {same_ref.file} already; choose another'
            yield "id", text
        same_text = self.by_text[question.asked_text]
        if same_text is not question:
            yield "stem", f"{same_text.file} asks the same; change one of the two, or remove it"


def _check_question(
    question: QuestionSource,
    course: CourseSource,
    earlier: "_EarlierQuestions",
    report: Report,
) -> None:
    for name, text in _problems(question, course, earlier):
        line = question.line_of(name)
        report.add(question.file, line, text)
    for name, flaw in _flaws(question):
        line = question.line_of(name)
        _report_flaw(report, question.file, line, flaw)
    _check_texts(question, course, report)


def _report_flaw(report: Report, file: str, line: int, flaw: Flaw) -> None:
    tell = report.warn if flaw.is_warning else report.add
    tell(file, line, flaw.text)


def _flaws(question: QuestionSource) -> Iterator[tuple[str, Flaw]]:
    """Yield each flaw of a question and its parts, with the name of its text."""
    for asked in walk_questions(question.kind, question.body):
        written = WrittenQuestion.of(asked.kind, asked.body)
        for flaw in flaws(written, is_gap=asked.is_gap):
            yield _name_in_whole(asked, flaw.name), flaw


def _flaws_of_quiz(quiz: QuizSource) -> Iterator[Flaw]:
    """Yield the flaws that only all questions together show."""
    singles = []
    for question in quiz.questions:
        for asked in walk_questions(question.kind, question.body):
            written = WrittenQuestion.of(asked.kind, asked.body)
            if written.kind == "single":
                singles.append(written)
    for flaw in (length_flaw(singles), letter_flaw(singles)):
        if flaw is not None:
            yield flaw


def _name_in_whole(asked: AskedQuestion, name: str) -> str:
    """Return the name of a part's text in the whole question."""
    return f"{asked.prefix}{name}".removesuffix(".")


def _problems(
    question: QuestionSource, course: CourseSource, earlier: "_EarlierQuestions"
) -> Iterator[Problem]:
    """Yield each mistake of a question."""
    yield from KINDS[question.kind].problems(question.body)
    for asked in walk_questions(question.kind, question.body):
        written = WrittenQuestion.of(asked.kind, asked.body)
        for name, text in _writing_problems(written):
            yield _name_in_whole(asked, name), text
    yield from _reference_problems(question, course)
    for text in _fact_problems(question, course):
        yield "facts", text
    yield from earlier.problems(question)


def _reference_problems(question: QuestionSource, course: CourseSource) -> Iterator[Problem]:
    """Yield the objectives that are not there, and a remediation that is no address."""
    for key in question.objectives:
        if course.may_have_objective(key):
            continue
        text = f'there is no objective "{key}"; write one of the course or of a module'
        yield "objectives", text
    if question.remediation and not PASSAGE_LINK.fullmatch(question.remediation):
        text = f'"{question.remediation}" is no passage; write remediation: unit#passage'
        yield "remediation", text


def _writing_problems(question: WrittenQuestion) -> Iterator[Problem]:
    yield from _catch_all_problems(question)
    yield from _asked_count_problems(question)
    count = len(question.options)
    if count > MAX_OPTIONS:
        first_too_many = question.options[MAX_OPTIONS]
        text = f"there are {count} options; nobody weighs more than {MAX_OPTIONS}"
        yield f"option.{first_too_many.id}", text


def _catch_all_problems(question: WrittenQuestion) -> Iterator[Problem]:
    for option in question.options:
        if CATCH_ALL_OPTION.search(option.text):
            text = (
                "an option that points at others tests reading, not knowing; "
                "write what it would mean"
            )
            yield f"option.{option.id}", text


def _asked_count_problems(question: WrittenQuestion) -> Iterator[Problem]:
    """Yield a stem that says "choose two" where another number of options is right."""
    count_match = ASKED_COUNT.search(question.stem)
    if count_match is None and question.kind == "multi":
        count_match = WHICH_COUNT.search(question.stem)
    if count_match is None or not question.has_key:
        return
    word = count_match[1].lower()
    asked_count = COUNT_WORDS.get(word) or int(word)
    right_count = 1
    if question.kind == "multi":
        right_count = len(question.key)
    if asked_count != right_count:
        text = f'the question says "{count_match[0]}" and {right_count} are right'
        yield "stem", f"{text}; make the two agree"


def _fact_problems(question: QuestionSource, course: CourseSource) -> Iterator[str]:
    for tag in question.facts:
        fact = course.facts.get(tag)
        if fact is None:
            if FACTS_FILE not in course.unread:
                yield f"there is no fact {tag}; add it to facts.yaml, or take it off the list"
        elif fact.confidence == "low":
            yield f"{tag} is of low confidence and may not be tested; ask about something else"

    cited = _cited_tags(question).intersection(course.facts)
    missing = cited.difference(question.facts)
    if missing:
        tags = ", ".join(sorted(missing))
        yield f"the rationales cite {tags}; add them to facts"


def _cited_tags(question: QuestionSource) -> set[str]:
    tags: set[str] = set()
    for text in KINDS[question.kind].texts(question.body):
        tags.update(CITED_TAG.findall(text.markdown))
    return tags


def _check_texts(question: QuestionSource, course: CourseSource, report: Report) -> None:
    for name, written, must_cite in KINDS[question.kind].texts(question.body):
        if written:
            text = question.texts[name]
            check_markdown(text, question.file, course, report, needs_citations=must_cite)
            if must_cite:  # Options may say what is wrong; reasons, like lessons, may not.
                check_prose(text, question.file, course, report)
    if PASSAGE_LINK.fullmatch(question.remediation):
        problem = unit_problem(course, question.remediation)
        if problem:
            line = question.line_of("remediation")
            report.add(question.file, line, problem)
