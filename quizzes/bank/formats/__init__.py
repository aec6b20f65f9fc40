"""The formats of question files.

A new format is a module here and a line in ``FORMATS``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

from course.source import Report, SourceFile
from quizzes.bank.formats.text import TextFormat
from quizzes.bank.question_source import QuestionSource

if TYPE_CHECKING:
    from quizzes.models import Quiz

__all__ = ["FORMATS", "TEXT", "Format", "format_of"]


class Format(Protocol):
    """A way to write questions down.

    suffix: how the names of its files end.
    """

    suffix: str

    def read(self, file: SourceFile, report: Report) -> Iterable[QuestionSource]:
        """Return the questions of a file, none or many.

        A question that cannot be scored here exactly as the format means it is reported with the
        reason and left out; nothing is guessed.
        """

    def write(self, quiz: Quiz) -> Iterable[tuple[str, bytes]]:
        """Return a published quiz as files: (path in the course's folder, content)."""


TEXT = TextFormat()
FORMATS: tuple[Format, ...] = (TEXT,)


def format_of(name: str) -> Format | None:
    """Return the format of a file of that name; None if it holds no questions."""
    suffix = PurePosixPath(name).suffix
    return next((known for known in FORMATS if known.suffix == suffix), None)
