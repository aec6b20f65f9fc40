"""The contract of a figure kind: its data, and its reader with the checks.

A new kind is a module with such a class, a template in templates/figures/, perhaps a script in
static/js/figures/, a line in the registry, and its name in ``course.text.blocks``. No Django.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar, Self

from course.figures.figure_box import FigureBox, Problem, cells_of
from course.text.blocks import SETTING, Block, walk
from course.text.trees import text_of


class FigureKind(ABC):
    """One figure as its template shows it.

    spoken: settings that readers read, which count as words of the lesson.
    silent: columns of its table that they do not read, such as places in a drawing.
    has_script: a module of the same name enhances it.
    is_explored: readers work on it; a lesson has at most two of those.
    claims_nothing: kinds of parts that need no source, such as the answers of invented people.
    """

    spoken: ClassVar[frozenset[str]] = frozenset()
    silent: ClassVar[frozenset[str]] = frozenset()
    has_script: ClassVar[bool] = False
    is_explored: ClassVar[bool] = True
    claims_nothing: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    @abstractmethod
    def read(cls, box: FigureBox) -> Self | None:
        """Return the figure in a box; None if it cannot be made. Problems go to the box."""

    def problems_with(self, facts: Mapping[str, str]) -> list[Problem]:  # noqa: ARG002
        """Return what the texts of the facts, by tag, do not carry; most kinds ask nothing."""
        return []

    @classmethod
    def words(cls, block: Block) -> str:
        """Return what readers read of a box, its caption first, without citations."""
        parts = [text_of(block.title_tree)]
        for part in walk(block.inner):
            if part.kind == "table":
                parts += cls._words_of_table(part)
            elif part.kind != SETTING or part.target in cls.spoken:
                parts.append(text_of(part.tree))
        return " ".join(filter(None, parts))

    @classmethod
    def _words_of_table(cls, table: Block) -> Iterator[str]:
        """Yield the words of the cells; the names of columns are none of the author's."""
        _names, rows = cells_of(table)
        for row in rows:
            for cell in row.cells_beside(cls.silent):
                yield cell.text
