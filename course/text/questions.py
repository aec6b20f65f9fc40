"""The registry of what reads questions in the syntax of quiz files, for checks in a lesson.

An app that asks questions fills it in ``AppConfig.ready()``. No Django.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

Problem = tuple[int, str]  # line of the file, and what to write instead


class AskedText(NamedTuple):
    """Hold one Markdown text of a question.

    must_cite: it gives a reason. may_be_wrong: it is an answer that one may choose.
    """

    name: str
    markdown: str
    line: int
    must_cite: bool
    may_be_wrong: bool


class AskedQuestion(Protocol):
    """A question that a check asks, and what is wrong with it."""

    @property
    def texts(self) -> Sequence[AskedText]:
        """Return its texts."""

    @property
    def problems(self) -> Sequence[Problem]:
        """Return what is wrong with it."""

    def form(self, name: str, html: Mapping[str, str], lesson: str) -> str:
        """Return a form that answers at once on a page of its own, and the answer to open.

        name: of the form's field. html: the texts by name. lesson: the address to go back to.
        """

    def on_paper(self, html: Mapping[str, str]) -> str:
        """Return the question with its answer and its reasons."""


class QuestionReader(Protocol):
    """Read a question of a kind from its text, whose first line has that number."""

    def read(self, kind: str, text: str, line: int) -> AskedQuestion:
        """Return the question; what is wrong is in its ``problems``."""


question_readers: list[QuestionReader] = []


def read_question(kind: str, text: str, line: int) -> AskedQuestion | None:
    """Return the question; None where no app asks questions."""
    for reader in question_readers:
        return reader.read(kind, text, line)
    return None
