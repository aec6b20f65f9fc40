"""The Markdown of lessons, guide pages and quiz texts: the usual, less raw HTML, plus citations. No Django.

A ``Handler`` says what becomes of citations, links and footnote marks, so that checking and rendering read alike.
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
FOOTNOTE_MARK = re.compile(r"\[\^([a-z0-9-]{1,80})\]")
BLANK = re.compile(r"_{3,}")  # a line to write on, on paper
TO_TICK = re.compile(r"\[ \]\s+")  # a point of a list with a box to tick, on paper
APART = {"p", "li", "td", "th", "blockquote", "br"}  # their text does not run into the next one's
NOT_OURS = {
    "preprocessors": ("html_block",),
    "blockprocessors": ("code", "hashheader", "setextheader", "hr", "reference"),
    "inlinePatterns": (
        "html", "autolink", "automail", "reference", "short_reference", "image_reference", "short_image_ref",
        "image_link",
    ),
}  # fmt: skip


class Handler(Protocol):
    """What becomes of the marks in a text; each answers the elements that stand in their place."""

    def cite(self, tags: Sequence[str]) -> list[Element]: ...

    def link(self, href: str, element: Element) -> list[Element]: ...

    def footnote(self, name: str) -> list[Element]: ...


@dataclass(frozen=True)
class Converted:
    """``html`` is not yet cleaned. ``text`` is the same without any marks."""

    html: str
    text: str


class Dialect:
    """A converter for blocks of one page, in the order of the page."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.key = ""
        self.text = ""
        self.markdown = Markdown(extensions=[TableExtension(), _Dialect(self)], output_format="html")

    def convert(self, text: str, key: str = "") -> Converted:
        """One block; its outermost element gets the id ``key``."""
        self.key, self.text = key, ""
        html = self.markdown.reset().convert(text)
        return Converted(html, self.text)

    def inline(self, text: str) -> Converted:
        """The text of a heading or a caption: no element around it."""
        converted = self.convert(" ".join(text.split()))
        html = converted.html
        if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
            html = html[3:-4]
        return Converted(html, converted.text)


def tags_of(citation: str) -> list[str]:
    """The tags of "@F75; @F76"; what is not a tag is left out."""
    return [tag.strip()[1:].strip() for tag in citation.split(";") if tag.strip().startswith("@")]


class _Dialect(Extension):
    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self.dialect = dialect

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        for name in NOT_OURS["preprocessors"]:
            md.preprocessors.deregister(name)
        for name in NOT_OURS["blockprocessors"]:
            md.parser.blockprocessors.deregister(name)
        for name in NOT_OURS["inlinePatterns"]:
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_Mark(CITATION.pattern, md, "citation"), "citation", 186)
        md.inlinePatterns.register(_Mark(FOOTNOTE_MARK.pattern, md, "footnote-mark"), "footnote_mark", 185)
        md.inlinePatterns.register(_Blank(BLANK.pattern, md), "blank", 155)
        md.treeprocessors.register(_Marks(md, self.dialect), "marks", 15)


class _Mark(InlineProcessor):
    """A mark in the text, kept as an element until the whole tree can be read in its order."""

    def __init__(self, pattern: str, md: Markdown, tag: str) -> None:
        super().__init__(pattern, md)
        self.tag = tag

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        element = Element(self.tag)
        element.set("of", match.group(1))
        return element, match.start(0), match.end(0)


class _Blank(InlineProcessor):
    """A line to write on; as long as the paper lets it be."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        return Element("span", {"class": "blank"}), match.start(0), match.end(0)


class _Marks(Treeprocessor):
    """Hands the marks to the handler in the order of the text, and dresses tables."""

    def __init__(self, md: Markdown, dialect: Dialect) -> None:
        super().__init__(md)
        self.dialect = dialect

    def run(self, root: Element) -> None:
        for point in root.iter("li"):
            _to_tick(point)
        self.dialect.text = _text(root)
        for table in root.iter("table"):
            _dress(table)
        self.replace(root)
        if self.dialect.key and len(root):
            root[0].set("id", self.dialect.key)

    def replace(self, parent: Element) -> None:
        for child in list(parent):
            tail = child.tail or ""
            found = self.replacement(child)
            if found is None:
                self.replace(child)
                continue
            position = list(parent).index(child)
            parent.remove(child)
            for offset, element in enumerate(found):
                parent.insert(position + offset, element)
            if found:
                found[-1].tail = (found[-1].tail or "") + tail
            elif position:
                parent[position - 1].tail = (parent[position - 1].tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail

    def replacement(self, element: Element) -> list[Element] | None:
        handler = self.dialect.handler
        if element.tag == "citation":
            return handler.cite(tags_of(element.get("of", "")))
        if element.tag == "footnote-mark":
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
        yield " " if child.tag in APART else ""
        yield child.tail or ""


def _dress(table: Element) -> None:
    """Heads say what they head, and every cell repeats its column's name for narrow screens."""
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


def _to_tick(point: Element) -> None:
    """ "[ ] Ask again" becomes a point with a box to tick."""
    first = point[0] if len(point) and point[0].tag == "p" else point
    if found := TO_TICK.match(first.text or ""):
        first.text = (first.text or "")[found.end() :]
        point.set("class", "to-tick")


def _wrap(cell: Element) -> None:
    """One element around what a cell holds, so that name and content are two columns on narrow screens."""
    inside = Element("span")
    inside.text, cell.text = cell.text, None
    inside.extend(list(cell))
    for child in list(inside):
        cell.remove(child)
    cell.append(inside)
