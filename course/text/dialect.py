"""The Markdown of lessons, guide pages and quiz texts: the usual, less raw HTML, plus citations.

A ``Handler`` says what becomes of citations, links and footnote references, so that checking and
rendering read a text alike. No Django.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

CITATION = re.compile(r"\[(@[^\[\]]{1,400})\]")
FOOTNOTE_REFERENCE = re.compile(r"\[\^([a-z0-9-]{1,80})\]")
BLANK_LINE = re.compile(r"_{3,}")  # a line to write on, on paper
TICK_BOX = re.compile(r"\[ \]\s+")  # a point of a list with a box to tick, on paper
# A space is put after the text of these elements, so that words do not run together.
SPACED_ELEMENTS = {"p", "li", "td", "th", "blockquote", "br"}
# Parts of the library that are switched off, by the name of its registry.
UNUSED_SYNTAX = {
    "preprocessors": ("html_block",),
    "blockprocessors": ("code", "hashheader", "setextheader", "hr", "reference"),
    "inlinePatterns": (
        "html", "autolink", "automail", "reference", "short_reference", "image_reference", "short_image_ref",
        "image_link",
    ),
}  # fmt: skip


class Handler(Protocol):
    """Say what becomes of citations, links and footnote references."""

    def cite(self, tags: Sequence[str]) -> list[Element]:
        """Return the elements that replace a citation of ``tags``."""

    def link(self, href: str, element: Element) -> list[Element]:
        """Return the elements that replace a link; ``element`` holds its words."""

    def footnote(self, name: str) -> list[Element]:
        """Return the elements that replace a reference to the footnote ``name``."""


@dataclass(frozen=True)
class Converted:
    """Hold a converted block.

    html: not yet cleaned.
    text: the same words without elements, citations and footnote references.
    """

    html: str
    text: str


class Dialect:
    """Convert the blocks of one page, in the order of the page."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.key = ""
        self.text = ""
        self.markdown = Markdown(
            extensions=[TableExtension(), _Dialect(self)], output_format="html"
        )

    def convert(self, text: str, key: str = "") -> Converted:
        """Convert one block; its outermost element gets the id ``key``."""
        self.key, self.text = key, ""
        html = self.markdown.reset().convert(text)
        return Converted(html, self.text)

    def inline(self, text: str) -> Converted:
        """Convert the text of a heading or a caption, with no element around it."""
        converted = self.convert(" ".join(text.split()))
        html = converted.html
        if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
            html = html[3:-4]
        return Converted(html, converted.text)


def tags_of(citation: str) -> list[str]:
    """Return the tags of "@F75; @F76", without what is not a tag."""
    return [tag.strip()[1:].strip() for tag in citation.split(";") if tag.strip().startswith("@")]


class _Dialect(Extension):
    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self.dialect = dialect

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        for name in UNUSED_SYNTAX["preprocessors"]:
            md.preprocessors.deregister(name)
        for name in UNUSED_SYNTAX["blockprocessors"]:
            md.parser.blockprocessors.deregister(name)
        for name in UNUSED_SYNTAX["inlinePatterns"]:
            md.inlinePatterns.deregister(name)
        citation = _PlaceholderPattern(CITATION.pattern, md, "citation")
        footnote = _PlaceholderPattern(FOOTNOTE_REFERENCE.pattern, md, "footnote-reference")
        md.inlinePatterns.register(citation, "citation", 186)
        md.inlinePatterns.register(footnote, "footnote_reference", 185)
        md.inlinePatterns.register(_BlankPattern(BLANK_LINE.pattern, md), "blank", 155)
        md.treeprocessors.register(_PlaceholderReplacer(md, self.dialect), "placeholders", 15)


# The handler numbers citations in the order of the text, and patterns do not match in that order.
class _PlaceholderPattern(InlineProcessor):
    """Put an element where a citation or a footnote reference stands, to be replaced later."""

    def __init__(self, pattern: str, md: Markdown, tag: str) -> None:
        super().__init__(pattern, md)
        self.tag = tag

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        element = Element(self.tag)
        element.set("of", match.group(1))
        return element, match.start(0), match.end(0)


class _BlankPattern(InlineProcessor):
    """Turn "___" into a line to write on, as long as the paper allows."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        return Element("span", {"class": "blank"}), match.start(0), match.end(0)


class _PlaceholderReplacer(Treeprocessor):
    """Replace links and placeholders by what the handler returns; finish tables and tick boxes."""

    def __init__(self, md: Markdown, dialect: Dialect) -> None:
        super().__init__(md)
        self.dialect = dialect

    def run(self, root: Element) -> None:
        for point in root.iter("li"):
            _add_tick_box(point)
        self.dialect.text = _text(root)
        for table in root.iter("table"):
            _label_cells(table)
        self.replace(root)
        if self.dialect.key and len(root):
            root[0].set("id", self.dialect.key)

    def replace(self, parent: Element) -> None:
        """Replace what stands in ``parent``, at any depth, and keep the text behind it."""
        for child in list(parent):
            tail = child.tail or ""
            elements = self.replacement(child)
            if elements is None:
                self.replace(child)
                continue
            position = list(parent).index(child)
            parent.remove(child)
            for offset, element in enumerate(elements):
                parent.insert(position + offset, element)
            if elements:
                elements[-1].tail = (elements[-1].tail or "") + tail
            elif position:
                parent[position - 1].tail = (parent[position - 1].tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail

    def replacement(self, element: Element) -> list[Element] | None:
        """Return what replaces ``element``, or None if it stays."""
        handler = self.dialect.handler
        if element.tag == "citation":
            return handler.cite(tags_of(element.get("of", "")))
        if element.tag == "footnote-reference":
            return handler.footnote(element.get("of", ""))
        if element.tag == "a":
            return handler.link(element.get("href", ""), element)
        return None


def _text(root: Element) -> str:
    return " ".join("".join(_pieces(root)).split())


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield " " if child.tag in SPACED_ELEMENTS else ""
        yield child.tail or ""


def _label_cells(table: Element) -> None:
    """Set the scope of heads, and repeat the column's name in every cell."""
    # On narrow screens a table has no head row, so that a cell shows the name itself.
    table.set("class", "stack")
    names = [_text(head) for head in table.iter("th")]
    for head in table.iter("th"):
        head.attrib.clear()
        head.set("scope", "col")
    for row in table.iter("tr"):
        for number, cell in enumerate(list(row)):
            if cell.tag != "td":
                continue
            cell.attrib.clear()
            if number == 0:
                cell.tag = "th"
                cell.set("scope", "row")
            elif number < len(names):
                cell.set("data-l", names[number])
                _wrap(cell)
    for head in list(table.iter("th")):
        if not _text(head):  # an empty corner heads nothing
            head.tag = "td"
            head.attrib.clear()


def _add_tick_box(point: Element) -> None:
    """Turn a point "[ ] Ask again" into one with a box to tick."""
    first = point[0] if len(point) and point[0].tag == "p" else point
    if box := TICK_BOX.match(first.text or ""):
        first.text = (first.text or "")[box.end() :]
        point.set("class", "to-tick")


def _wrap(cell: Element) -> None:
    """Put one element around what a cell holds."""
    # On narrow screens the name of the column and this element stand side by side.
    inside = Element("span")
    inside.text, cell.text = cell.text, None
    inside.extend(list(cell))
    for child in list(inside):
        cell.remove(child)
    cell.append(inside)
