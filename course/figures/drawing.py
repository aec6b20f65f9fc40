"""Read a drawing: shapes with classes and nothing else, so that themes and paper may colour it.

No colour, text, style, script or address. What is not on the lists is refused, never dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
# What each class is for stands in docs/content-format.md; static/css/components/diagram.css and
# static/print/figures.css colour them.
CLASSES = {
    "body", "dashed", "dot", "floor", "gap", "glass", "ground", "lead", "line", "mark", "open",
    "ring", "wall", "warn",
}  # fmt: skip
ATTRIBUTES = {
    "class", "cx", "cy", "d", "height", "points", "r", "rx", "ry", "transform", "width", "x", "x1",
    "x2", "y", "y1", "y2",
}  # fmt: skip
NUMBERS = re.compile(r"[-+0-9A-Za-z.,() \t\n]*")
VIEW_BOX = re.compile(r"0 0 ([1-9][0-9]{1,3}) ([1-9][0-9]{1,3})")


@dataclass(frozen=True)
class Drawing:
    """Hold a drawing: its size in its own units, and its shapes as SVG."""

    width: int
    height: int
    shapes: str


def read_drawing(data: bytes) -> tuple[Drawing | None, list[str]]:
    """Return the drawing in an SVG file, or None, and what is wrong with it."""
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 (the picture was read without a DTD)
    except ElementTree.ParseError:
        return None, []  # reported where pictures are read
    view_box = VIEW_BOX.fullmatch(root.get("viewBox", ""))
    if root.tag != f"{SVG}svg" or view_box is None:
        return None, ['a drawing begins with <svg viewBox="0 0 640 320">: its width and height']
    mistakes = _mistakes_in_shapes(root)
    if mistakes:
        return None, mistakes
    width, height = map(int, view_box.groups())
    shapes = _written_shapes(root)
    return Drawing(width, height, shapes), []


def _mistakes_in_shapes(root: Element) -> list[str]:
    """Return what is wrong with the shapes of a drawing, each mistake once."""
    mistakes: dict[str, None] = {}
    for shape in root:
        mistakes |= dict.fromkeys(_mistakes_in(shape))
    return list(mistakes)


def _mistakes_in(element: Element) -> Iterator[str]:
    """Yield what a shape and the shapes in it have and a drawing may not."""
    name = _name(element)
    if name not in SHAPES:
        yield f"<{name[:20]}> is no shape; a drawing has shapes only, and its words are a table"
        return
    for attribute, value in element.attrib.items():
        if attribute not in ATTRIBUTES or not NUMBERS.fullmatch(value):
            yield f'"{attribute[:20]}" of <{name}> is refused; shapes have numbers and a class'
    yield from _unknown_classes(element)
    for shape in element:
        yield from _mistakes_in(shape)


def _unknown_classes(element: Element) -> Iterator[str]:
    """Yield a mistake for each class of a shape that no style sheet colours."""
    classes = element.get("class", "")
    for word in classes.split():
        if word not in CLASSES:
            known = ", ".join(sorted(CLASSES))
            yield f'there is no class "{word[:20]}"; write one of {known}'


def _name(element: Element) -> str:
    return str(element.tag).removeprefix(SVG)


def _written(element: Element) -> str:
    """Return a shape as SVG, without the name of its space and without words."""
    name = _name(element)
    attributes = ""
    for key, value in element.attrib.items():
        written = _prefixed(value) if key == "class" else value
        attributes += f' {key}="{escape(written)}"'
    inside = _written_shapes(element)
    return f"<{name}{attributes}>{inside}</{name}>"


def _written_shapes(element: Element) -> str:
    """Return the shapes in an element as SVG."""
    return "".join(_written(shape) for shape in element)


def _prefixed(classes: str) -> str:
    """Return the classes as the style sheets name them, so that no other rule meets them."""
    return " ".join(f"drawn-{name}" for name in classes.split())
