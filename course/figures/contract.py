"""The contract of a figure kind: its data, and its reader with the checks.

A new kind is a module with such a class, a template in templates/figures/, perhaps a script in
static/js/figures/, a line in the registry, and its name in ``course.text.blocks``. No Django.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Self

from course.figures.figure_box import FigureBox, Problem


class FigureKind(ABC):
    """One figure as its template shows it.

    spoken: settings that readers read, which count as words of the lesson.
    has_script: a module of the same name enhances it.
    is_explored: readers work on it; a lesson has at most two of those.
    """

    spoken: ClassVar[frozenset[str]] = frozenset()
    has_script: ClassVar[bool] = False
    is_explored: ClassVar[bool] = True

    @classmethod
    @abstractmethod
    def read(cls, box: FigureBox) -> Self | None:
        """Return the figure in a box; None if it cannot be made. Problems go to the box."""

    def problems_with(self, facts: Mapping[str, str]) -> list[Problem]:  # noqa: ARG002
        """Return what the texts of the facts, by tag, do not carry; most kinds ask nothing."""
        return []
