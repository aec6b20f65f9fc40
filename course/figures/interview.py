"""Interview: what a person tells depends on what is asked, and the questions are counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from course.figures.cells import needed_whole
from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Point, Row, Words

COLUMNS = ("Question", "Answer", "Brings")
MIN_QUESTIONS = 2
MAX_ROWS = 12


@dataclass(frozen=True)
class Question:
    """Hold a question, its answer, and the labels of the findings that it brings."""

    words: Words
    answer: Words
    brings: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """Hold something to find; question is the first that brings it."""

    label: str
    words: Words
    question: Words


@dataclass(frozen=True)
class Interview(FigureKind):
    """Hold who is asked, what may be asked, what there is to find, and how many questions."""

    opening: Words
    limit: int
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    done: Words

    spoken: ClassVar[frozenset[str]] = frozenset({"opening", "done"})
    has_script: ClassVar[bool] = True
    # Questions and answers of invented people claim nothing; findings do.
    claims_nothing: ClassVar[frozenset[str]] = frozenset({"table"})

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        opening = box.needed_words("opening")
        limit = needed_whole(box, "questions")
        done = box.needed_words("done")
        rows = box.rows(COLUMNS)
        questions = [_read_question(box, row) for row in rows]
        points = box.points()
        findings = _read_findings(box, points, questions)
        _check_counts(box, limit, questions)
        if opening is None or limit is None or done is None or not questions or not findings:
            return None
        return cls(opening, limit, tuple(questions), tuple(findings), done)


def _check_counts(box: FigureBox, limit: int | None, questions: Sequence[Question]) -> None:
    """Report too many questions, and a limit that leaves nothing to choose."""
    count = len(questions)
    if limit is not None and count and not MIN_QUESTIONS <= limit < count:
        text = f'"questions" is {MIN_QUESTIONS} or more, and fewer than the rows of the table'
        box.problem(box.line, text)
    if count > MAX_ROWS:
        box.problem(box.line, f"an interview offers {MAX_ROWS} questions at most")


def _read_question(box: FigureBox, row: Row) -> Question:
    words = row["Question"]
    answer = row["Answer"]
    if not words.text or not answer.text:
        box.problem(row.line, "a question has words and an answer; fill both cells in")
    if words.has_links:
        box.problem(row.line, "a question has no citation and no link; put it into a finding")
    brings = [label.strip() for label in row.text("Brings").split(",")]
    return Question(words, answer, tuple(filter(None, brings)))


def _read_findings(
    box: FigureBox, points: Sequence[Point], questions: Sequence[Question]
) -> list[Finding]:
    """Return the points of the list; report labels that the table and the list do not share."""
    if not questions:
        return []
    findings = []
    unfound = _first_questions(questions)
    for point in points:
        question = unfound.pop(point.label, None)
        if question is None:
            _report_unasked(box, point)
        else:
            findings.append(Finding(point.label, point.words, question))

    _report_unfound(box, unfound)
    if not findings and not box.problems:
        box.problem(box.line, 'an interview has something to find; write "- label: …"')
    return findings


def _first_questions(questions: Sequence[Question]) -> dict[str, Words]:
    """Return the first question that brings each label."""
    first_questions: dict[str, Words] = {}
    for question in questions:
        for label in question.brings:
            first_questions.setdefault(label, question.words)
    return first_questions


def _report_unasked(box: FigureBox, point: Point) -> None:
    """Report a point that no question brings."""
    label = point.label or point.words.text[:40]
    text = (
        f'no question brings "{label}"; write its label '
        'under "Brings", once in the list and as in the list'
    )
    box.problem(point.words.line, text)


def _report_unfound(box: FigureBox, questions: Mapping[str, Words]) -> None:
    """Report the labels that no point of the list explains."""
    for label, words in questions.items():
        text = f'nothing to find is called "{label}"; write "- {label}: …" above the table'
        box.problem(words.line, text)
