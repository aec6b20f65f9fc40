"""Interview: what a person tells depends on what is asked, and the questions are counted."""

from collections.abc import Sequence
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
        questions = [_read_question(box, row) for row in box.rows(COLUMNS)]
        findings = _read_findings(box, box.points(), questions)
        if limit is not None and questions and not MIN_QUESTIONS <= limit < len(questions):
            text = f'"questions" is {MIN_QUESTIONS} or more, and fewer than the rows of the table'
            box.problem(box.line, text)
        if len(questions) > MAX_ROWS:
            box.problem(box.line, f"an interview offers {MAX_ROWS} questions at most")
        if opening is None or limit is None or done is None or not questions or not findings:
            return None
        return cls(opening, limit, tuple(questions), tuple(findings), done)


def _read_question(box: FigureBox, row: Row) -> Question:
    words, answer = row["Question"], row["Answer"]
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
    first_words: dict[str, Words] = {}
    for question in questions:
        for label in question.brings:
            first_words.setdefault(label, question.words)

    findings = []
    for point in points:
        words = first_words.pop(point.label, None)
        if words is None:
            text = (
                f'no question brings "{point.label or point.words.text[:40]}"; write its label '
                'under "Brings", once in the list and as in the list'
            )
            box.problem(point.words.line, text)
        else:
            findings.append(Finding(point.label, point.words, words))
    for label, words in first_words.items():
        text = f'nothing to find is called "{label}"; write "- {label}: …" above the table'
        box.problem(words.line, text)
    if not findings and not box.problems:
        box.problem(box.line, 'an interview has something to find; write "- label: …"')
    return findings
