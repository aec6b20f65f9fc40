"""Count what an SVG picture draws, with what its parts refer to; refuse what would draw for ever.

Ten copies of ten copies, twelve levels deep, are a million million shapes in two kilobytes.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

MAX_LEVELS = 40  # of elements in each other, and of what they refer to
MAX_SHAPES = 20_000
REFERENCE = re.compile(r"url\(\s*[\"']?\s*#([^\"')\s]+)", re.IGNORECASE)


class TooMuchWork(Exception):
    """The picture draws more, or deeper, than a browser should be asked to."""


def work_mistake(root: Element) -> str:
    """Return why a picture draws too much or too deeply; "" if it does not."""
    try:
        shapes = _Work(root).shapes
    except TooMuchWork:
        return (
            f"this picture is nested more than {MAX_LEVELS} levels deep, or refers to itself; "
            "draw with fewer groups and copies in each other"
        )
    if shapes > MAX_SHAPES:
        return f"this picture draws more than {MAX_SHAPES} shapes, copies counted; simplify it"
    return ""


class _Work:
    """Count the shapes of a picture; those that are referred to count each time."""

    def __init__(self, root: Element) -> None:
        self.named = {element.get("id", ""): element for element in root.iter()}
        # Of each element counted so far: shapes, and levels below it.
        self.counted: dict[Element, tuple[int, int]] = {}
        self.shapes, _levels = self.count(root, 1)

    def count(self, element: Element, level: int) -> tuple[int, int]:
        """Return how many shapes an element draws, and how many levels. Raises TooMuchWork."""
        if element not in self.counted:
            self._refuse_below(level)
            parts = [self.count(part, level + 1) for part in self.parts(element)]
            shapes = 1 + sum(shapes for shapes, _levels in parts)
            levels = 1 + max((levels for _shapes, levels in parts), default=0)
            self.counted[element] = (shapes, levels)
        shapes, levels = self.counted[element]
        self._refuse_below(level + levels - 1)
        return shapes, levels

    def parts(self, element: Element) -> Iterator[Element]:
        """Yield the elements inside of an element, and those it refers to."""
        yield from element
        for name, value in element.attrib.items():
            names = REFERENCE.findall(value)
            if name.rpartition("}")[2].lower() == "href":
                names.append(value.strip().removeprefix("#"))
            yield from (self.named[name] for name in names if name in self.named)

    def _refuse_below(self, level: int) -> None:
        if level > MAX_LEVELS:
            raise TooMuchWork
