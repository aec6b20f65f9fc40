"""Papers of a course in a folder: what an attempt would ask, drawn and marked by the real rules.

No database. Quizzes are read one by one, so that a mistake elsewhere in the course does no harm.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from course.source import Report, SourceFolder
from course.source.fields import read_fields
from course.source.files import SourceFile, tree_of
from course.source.folders import read_folder
from quizzes.bank.question_source import QuestionSource
from quizzes.bank.quiz_checks import candidates
from quizzes.bank.reading import QuizSource, read_quiz
from quizzes.draws import draw
from quizzes.grading import COUNTED, DROPPED_EXCLUDE, Total, total
from quizzes.kinds import QuestionKind, question_from
from quizzes.models import BankItem, QuestionVersion
from quizzes.sitting.drawing import option_order
from tests.our_course import FOLDER

MARKER = "quiz.yaml"


@dataclass(frozen=True)
class Quiz:
    key: str
    pass_mark: int
    source: QuizSource
    questions: tuple["Asked", ...]


@dataclass(frozen=True, eq=False)
class Asked:
    """A question with its place in the bank, which stands for its id."""

    place: int
    source: QuestionSource
    data: QuestionKind

    @cached_property
    def texts(self) -> dict[str, str]:
        """Its texts by name, in Markdown."""
        texts = type(self.data).texts(self.source.body)
        return {text.name: text.markdown for text in texts}

    @cached_property
    def _bank_item(self) -> BankItem:
        version = QuestionVersion(kind=self.source.kind, body=self.source.body)
        return BankItem(pk=self.place + 1, version=version)

    def order(self, seed: bytes) -> list[str]:
        """The ids of its options as the attempt of that seed shows them."""
        return option_order(self._bank_item, seed)


@cache
def our_quizzes() -> dict[str, Quiz]:
    """The quizzes of our own course that can be passed, by their key."""
    return {quiz.key: quiz for quiz in certifying_quizzes(FOLDER)}


def keys_of_our_quizzes() -> list[str]:
    """Their keys, without reading the questions: a test is named after each when none runs yet."""
    quizzes = [yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob(f"*/*/{MARKER}"))]
    return [quiz["key"] for quiz in quizzes if quiz.get("purpose", "certifying") == "certifying"]


def certifying_quizzes(folder: Path) -> list[Quiz]:
    """Every quiz of the course that can be passed, in the order of the folders."""
    report = Report()
    tree = tree_of(read_folder(folder, report), report)
    course = read_fields("course.yaml", tree.files["course.yaml"].decode(), report)
    pass_mark = course.integer("pass_mark", 80) if course else 80
    quizzes = []
    for path in tree.files:
        if PurePosixPath(path).name == MARKER:
            quiz = _quiz(tree.files, str(PurePosixPath(path).parent), pass_mark)
            if quiz.source.purpose == "certifying":
                quizzes.append(quiz)
    return quizzes


def _quiz(files: dict[str, bytes], folder: str, pass_mark: int) -> Quiz:
    own = {
        PurePosixPath(path).name: SourceFile(path, data.decode(), data.decode())
        for path, data in files.items()
        if str(PurePosixPath(path).parent) == folder
    }
    unit = read_quiz(SourceFolder(folder, own), MARKER, "quiz", Report())
    assert unit, folder
    source: Any = unit.body
    asked = [
        Asked(place, question, question_from(question.kind, question.body))
        for place, question in enumerate(source.questions)
    ]
    return Quiz(unit.key, pass_mark, source, tuple(asked))


def seeds(quiz: Quiz, count: int) -> Iterator[bytes]:
    """Seeds that are the same in every run."""
    for number in range(count):
        yield hashlib.sha256(f"{quiz.key} {number}".encode()).digest()[:16]


def paper(quiz: Quiz, seed: bytes) -> list[Asked]:
    """What the first attempt of a learner with that seed asks."""
    rules = [(rule.draw, candidates(rule, quiz.source)) for rule in quiz.source.rules]
    return [quiz.questions[candidate.id] for candidate in draw(rules, seed)]


def marked(quiz: Quiz, shares: Iterable[tuple[Asked, Fraction]]) -> tuple[Total, bool]:
    """The total of a paper, and whether it passes, must-pass questions with it.

    shares: of its points that each question earned.
    """
    shares = list(shares)
    scores = [
        (Fraction(asked.source.points), share, COUNTED if asked.data.is_scored else DROPPED_EXCLUDE)
        for asked, share in shares
    ]
    points = total(scores, quiz.pass_mark)
    missed = [asked for asked, share in shares if asked.source.must_pass and share < 1]
    return points, bool(points.passed) and not missed
