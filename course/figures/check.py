"""Check yourself: a question whose answers give their reason at once. Nothing is marked or kept."""

from dataclasses import dataclass
from typing import ClassVar, Self

from course.figures.contract import FigureKind
from course.figures.figure_box import Answer, FigureBox, Words
from course.text.questions import AskedQuestion

MIN_ANSWERS = 2
MAX_ANSWERS = 4


@dataclass(frozen=True)
class Check(FigureKind):
    """Hold a question; its words are the caption of the box, and what stands above the answers.

    question: of another kind than one right answer, as in a quiz file; then there is no other.
    """

    above: tuple[Words, ...] = ()
    answers: tuple[Answer, ...] = ()
    question: AskedQuestion | None = None

    is_explored: ClassVar[bool] = False

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        if kind := box.value("kind"):
            return cls(question=box.question(kind))
        above = box.paragraphs()
        answers = box.answers()
        if not MIN_ANSWERS <= len(answers) <= MAX_ANSWERS:
            box.problem(box.line, "a check has two to four answers; write each as - [ ] …")
        for answer in answers:
            if answer.words.has_links:
                text = "an answer has no citation and no link of its own; put it into its reason"
                box.problem(answer.words.line, text)
        if sum(answer.is_right for answer in answers) != 1:
            box.problem(box.line, "a check has one right answer; write it as - [x] …")
        return cls(above, tuple(answers))
