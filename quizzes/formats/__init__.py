"""The formats in which questions are read from files and written to them. A new format is a module here and a line in
``FORMATS``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

from course.source import Report, SourceFile
from quizzes.formats.text import TextFormat
from quizzes.question_source import QuestionSource

if TYPE_CHECKING:
    from quizzes.models import Quiz

__all__ = ["FORMATS", "TEXT", "Format", "format_of"]


class Format(Protocol):
    """A way to write questions down; files in it end in ``suffix``."""

    suffix: str

    def read(self, file: SourceFile, report: Report) -> Iterable[QuestionSource]:
        """The questions of a file, none or many. What cannot be scored here exactly as it is meant there is reported
        with the reason and left out, never guessed at."""

    def write(self, quiz: Quiz) -> Iterable[tuple[str, bytes]]:
        """A published quiz as files: their paths in the course's folder, and what they hold."""


TEXT = TextFormat()
FORMATS: tuple[Format, ...] = (TEXT,)


def format_of(name: str) -> Format | None:
    """The format of a file of that name; None where it holds no questions."""
    suffix = PurePosixPath(name).suffix
    return next((each for each in FORMATS if each.suffix == suffix), None)
