"""Read a text's element tree, and write a copy of it as HTML.

A ``Handler`` says what becomes of citations, links, footnote references and tasks on a page.
No Django.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from html import escape
from types import MappingProxyType
from typing import Protocol
from xml.etree.ElementTree import Element, tostring

# A space is put after the text of these elements, so that words do not run together.
SPACED_ELEMENTS = {"p", "li", "dt", "dd", "td", "th", "blockquote", "br", "pre"}

ELEMENTS_OF_A_RUN = SPACED_ELEMENTS - {"br"}
NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})


class Handler(Protocol):
    """Say what becomes of citations, links, footnote references and tasks."""

    def cite(self, tags: Sequence[str]) -> list[Element]:
        """Return the elements that replace a citation of ``tags``."""

    def link(self, href: str, element: Element) -> list[Element]:
        """Return the elements that replace a link; ``element`` holds its words."""

    def footnote(self, name: str) -> list[Element]:
        """Return the elements that replace a reference to the footnote ``name``."""

    def task(self, is_done: bool) -> list[Element]:
        """Return the elements that say whether a task is done."""

    def finish(self, root: Element) -> None:
        """Change what depends on the text beside it, once all is replaced."""


def text_of(root: Element) -> str:
    """Return the words of a tree, without citations and footnote references."""
    text = "".join(_pieces(root))
    return " ".join(text.split())


def runs_of(root: Element) -> list[str]:
    """Return the running text of each paragraph, point and cell, with its citations in brackets."""
    runs = [""]
    _add_runs(root, runs)
    return [run for run in runs if run.strip()]


def citations_of(root: Element) -> list[str]:
    """Return what stands in the brackets of each citation, in the order of the text."""
    return [_written(citation) for citation in root.iter("citation")]


def cited_tags(root: Element) -> list[str]:
    """Return the tags that are cited, each time they are, in the order of the text."""
    tags: list[str] = []
    for citation in citations_of(root):
        tags += tags_of(citation)
    return tags


def links_of(root: Element) -> list[str]:
    """Return the addresses that are linked, as they were written."""
    return [link.get("href", "") for link in root.iter("a")]


def footnote_references(root: Element) -> list[str]:
    """Return the names of the footnotes that a tree points to, in the order of the text."""
    return [_written(reference) for reference in root.iter("footnote-reference")]


def tags_of(citation: str) -> list[str]:
    """Return the tags of "@F75; @F76", without what is not a tag."""
    tags = []
    for part in citation.split(";"):
        written = part.strip()
        if written.startswith("@"):
            tag = written.removeprefix("@")
            tags.append(tag.strip())
    return tags


def _written(placeholder: Element) -> str:
    """Return what the author wrote where a placeholder stands."""
    return placeholder.get("of", "")


def html_of(root: Element, handler: Handler, attributes: Mapping[str, str] = NO_ATTRIBUTES) -> str:
    """Return the HTML of what ``root`` holds, not yet cleaned; ``root`` stays as it is.

    attributes: of the outermost element, by name.
    """
    copy = deepcopy(root)
    _replace_in(copy, handler)
    handler.finish(copy)
    if len(copy):
        copy[0].attrib.update(attributes)
    for element in copy.iter():
        _sort_attributes(element)

    words = copy.text or ""
    start = escape(words, quote=False)
    parts = [start]
    for child in copy:
        html = tostring(child, encoding="unicode", method="html")
        parts.append(html)
    return "".join(parts).strip()


def _sort_attributes(element: Element) -> None:
    """Put the attributes in the order of their names."""
    # HTML is compared between editions, and that of earlier ones was written in this order.
    if len(element.attrib) > 1:
        attributes = sorted(element.attrib.items())
        element.attrib.clear()
        element.attrib.update(attributes)


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        if child.tag in SPACED_ELEMENTS:
            yield " "
        yield child.tail or ""


def _add_runs(element: Element, runs: list[str]) -> None:
    """Add the text of ``element``; elements such as a paragraph or a cell begin a new run."""
    if element.tag == "citation":
        written = _written(element)
        runs[-1] += f"[{written}]"
    runs[-1] += element.text or ""
    for child in element:
        is_run = child.tag in ELEMENTS_OF_A_RUN
        if is_run:
            runs.append("")
        _add_runs(child, runs)
        if is_run:
            runs.append("")
        runs[-1] += child.tail or ""


def _replace_in(parent: Element, handler: Handler) -> None:
    """Replace what depends on the page, at any depth, in the order of the text."""
    for child in list(parent):
        text_behind = child.tail or ""  # before the handler may take it off
        elements = _replacement(child, handler)
        if elements is None:
            _replace_in(child, handler)
        else:
            _put(parent, child, elements, text_behind)


def _put(parent: Element, old: Element, elements: list[Element], text_behind: str) -> None:
    """Put ``elements`` where ``old`` stands, and ``text_behind`` behind them."""
    position = list(parent).index(old)
    parent.remove(old)
    for element in reversed(elements):
        parent.insert(position, element)

    end = position + len(elements)
    if end == 0:
        text_before = parent.text or ""
        parent.text = text_before + text_behind
    else:
        last = parent[end - 1]
        text_before = last.tail or ""
        last.tail = text_before + text_behind


def _replacement(element: Element, handler: Handler) -> list[Element] | None:
    """Return what replaces ``element``, or None if it stays."""
    tag = element.tag
    written = _written(element)
    if tag == "citation":
        tags = tags_of(written)
        return handler.cite(tags)
    if tag == "footnote-reference":
        return handler.footnote(written)
    if tag == "task":
        is_done = written == "done"
        return handler.task(is_done)
    if tag == "a":
        address = element.get("href", "")
        return handler.link(address, element)
    return None
