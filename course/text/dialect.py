"""Convert the Markdown of a block to an element tree; docs/content-format.md says what it may hold.

What depends on the page stands in the tree as an element of our own, to be replaced later:
``citation`` and ``footnote-reference`` (``of``: what the author wrote) and ``task`` (``of``: "done"
or "open"). No Django.
"""

import html
import re
import threading
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor, InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from course.text.trees import text_of

CITATION = re.compile(r"\[(@[^\[\]]{1,400})\]")
FOOTNOTE_REFERENCE = re.compile(r"\[\^([a-z0-9-]{1,80})\]")
BLANK_LINE = re.compile(r"_{3,}")  # a line to write on, on paper
# Not behind a space or a bracket and with no space inside: "~50 to ~60" is no subscript.
SUBSCRIPT = re.compile(r"(?<=[^\s~(])~((?:[\w+−-]*\w))~(?!~)")
SUPERSCRIPT = re.compile(r"(?<=[^\s^(])\^([\w+−-]+)\^")
STRIKETHROUGH = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
ENTITY = re.compile(r"&(?:#[0-9]+|#x[0-9a-fA-F]+|[a-zA-Z0-9]+);")
TASK = re.compile(r"\[([ xX])\]\s+")
# Parts of the library that are switched off, by the name of its registry.
UNUSED_SYNTAX = {
    "preprocessors": ("html_block",),
    "blockprocessors": ("code", "hashheader", "setextheader", "hr", "reference"),
    "inlinePatterns": (
        "html", "autolink", "automail", "reference", "short_reference", "image_reference",
        "short_image_ref", "image_link",
    ),
}  # fmt: skip


class Converter(threading.local):
    """Convert blocks with one set-up of the library, which every thread makes for itself."""

    def __init__(self) -> None:
        extensions = [TableExtension(), SaneListExtension(), DefListExtension(), _Dialect()]
        self.markdown = Markdown(extensions=extensions)

    def tree(self, text: str) -> Element:
        """Return a ``div`` that holds the elements of ``text``. Raises RecursionError."""
        markdown = self.markdown.reset()
        lines = text.split("\n")
        for preprocessor in markdown.preprocessors:
            lines = preprocessor.run(lines)

        root = markdown.parser.parseDocument(lines).getroot()
        assert root is not None
        for treeprocessor in markdown.treeprocessors:
            new_root = treeprocessor.run(root)
            if new_root is not None:
                root = new_root
        return root

    def inline(self, text: str) -> Element:
        """Return the words of a heading or a caption, with no paragraph around them."""
        return without_paragraph(self.tree(" ".join(text.split())))


def code_tree(text: str) -> Element:
    """Return the tree of a code block, whose text is no Markdown."""
    root = Element("div")
    pre = Element("pre")
    code = Element("code")
    code.text = text
    pre.append(code)
    root.append(pre)
    return root


def without_paragraph(root: Element) -> Element:
    """Return the tree without the paragraph around its text, if it holds just one."""
    if len(root) != 1 or root[0].tag != "p":
        return root
    bare = Element(root.tag)
    bare.text = root[0].text
    bare.extend(list(root[0]))
    return bare


class _Dialect(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        self.switch_off(md)
        # The higher the number, the earlier; code comes before citations, so that it keeps them.
        for name, pattern, priority in self.patterns(md):
            md.inlinePatterns.register(pattern, name, priority)
        md.treeprocessors.register(_Finisher(md), "finish", -10)

    def switch_off(self, md: Markdown) -> None:
        """Take what the dialect does not hold out of the converter."""
        for name in UNUSED_SYNTAX["preprocessors"]:
            md.preprocessors.deregister(name)
        for name in UNUSED_SYNTAX["blockprocessors"]:
            md.parser.blockprocessors.deregister(name)
        for name in UNUSED_SYNTAX["inlinePatterns"]:
            md.inlinePatterns.deregister(name)

    def patterns(self, md: Markdown) -> Iterator[tuple[str, InlineProcessor, int]]:
        """Yield the name, the pattern and the priority of what the dialect adds."""
        yield "backtick", _CodePattern(BACKTICK_RE), 190
        yield "citation", _PlaceholderPattern(CITATION.pattern, md, "citation"), 186
        footnote = _PlaceholderPattern(FOOTNOTE_REFERENCE.pattern, md, "footnote-reference")
        yield "footnote_reference", footnote, 185
        yield "blank", _BlankPattern(BLANK_LINE.pattern, md), 155
        yield "entity", _EntityPattern(ENTITY.pattern, md), 80
        yield "strikethrough", _TagPattern(STRIKETHROUGH.pattern, md, "del"), 67
        yield "subscript", _TagPattern(SUBSCRIPT.pattern, md, "sub"), 66
        yield "superscript", _TagPattern(SUPERSCRIPT.pattern, md, "sup"), 65


class _ElementPattern(InlineProcessor):
    """Put an element where a text stands; ``fill`` says what becomes of its first group."""

    def __init__(self, pattern: str, md: Markdown, tag: str) -> None:
        super().__init__(pattern, md)
        self.tag = tag

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        element = Element(self.tag)
        self.fill(element, match.group(1))
        return element, match.start(0), match.end(0)

    def fill(self, element: Element, matched: str) -> None:
        """Put what matched into the new element."""
        raise NotImplementedError


class _PlaceholderPattern(_ElementPattern):
    """Put an element where a citation or a footnote reference stands, to be replaced later."""

    def fill(self, element: Element, matched: str) -> None:
        element.set("of", matched)


class _TagPattern(_ElementPattern):
    """Put an element around what stands between two marks."""

    def fill(self, element: Element, matched: str) -> None:
        element.text = matched


class _BlankPattern(InlineProcessor):
    """Turn "___" into a line to write on, as long as the paper allows."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        return Element("span", {"class": "blank"}), match.start(0), match.end(0)


class _EntityPattern(InlineProcessor):
    """Turn "&lt;" into the character that it stands for."""

    # The library keeps entities outside the tree, from which checks and counts would miss them.
    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        return html.unescape(match.group(0)), match.start(0), match.end(0)


class _CodePattern(BacktickInlineProcessor):
    """Keep the text of a code span as it was written; the library's own escapes it twice here."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        code, start, end = super().handleMatch(match, data)
        if isinstance(code, Element):
            code.text = AtomicString(html.unescape(code.text or ""))
        return code, start, end


class _Finisher(Treeprocessor):
    """Finish tables and tasks, once all text is in the tree."""

    def run(self, root: Element) -> None:
        for point in root.iter("li"):
            _mark_task(point)
        for table in root.iter("table"):
            _label_cells(table)


def _mark_task(point: Element) -> None:
    """Turn a point "[ ] Ask again" into a task, open or done."""
    first = point[0] if len(point) and point[0].tag == "p" else point
    task = TASK.match(first.text or "")
    if task is None:
        return
    is_open = task.group(1) == " "
    state = Element("task", {"of": "open" if is_open else "done"})
    state.tail = (first.text or "")[task.end() :]
    first.text = None
    first.insert(0, state)
    point.set("class", "to-tick" if is_open else "ticked")


def _label_cells(table: Element) -> None:
    """Set the scope of heads, and repeat the column's name in every cell."""
    # On narrow screens a table has no head row, so that a cell shows the name itself.
    table.set("class", "stack")
    names = [text_of(head) for head in table.iter("th")]
    for head in table.iter("th"):
        head.attrib.clear()
        head.set("scope", "col")
    for row in table.iter("tr"):
        for number, cell in enumerate(list(row)):
            if cell.tag == "td":
                _label_cell(cell, number, names)
    for head in list(table.iter("th")):
        if not text_of(head):  # an empty corner heads nothing
            head.tag = "td"
            head.attrib.clear()


def _label_cell(cell: Element, number: int, names: list[str]) -> None:
    """Make a row's first cell its head, and name the column of the others."""
    cell.attrib.clear()
    if number == 0:
        cell.tag = "th"
        cell.set("scope", "row")
    elif number < len(names):
        cell.set("data-l", names[number])
        _wrap(cell)


def _wrap(cell: Element) -> None:
    """Put one element around what a cell holds."""
    # On narrow screens the name of the column and this element stand side by side.
    inside = Element("span")
    inside.text = cell.text
    cell.text = None
    inside.extend(list(cell))
    for child in list(inside):
        cell.remove(child)
    cell.append(inside)
