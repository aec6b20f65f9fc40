"""What citations, terms, links and footnote marks become: cards in a lesson, plain links in a quiz, tags on paper."""

import html
import re
from collections.abc import Callable, Sequence
from typing import Protocol
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from course.markdown_dialect import Handler
from course.models.sources import Reference
from course.source_checks import HTTPS, MAILTO
from course.source_parts import CourseSource, ReferenceSource


class PageMarks(Handler, Protocol):
    """The marks of a page: footnotes have numbers, in the order in which the text points to them."""

    footnotes: dict[str, int]


class _Marks:
    """What the three have in common."""

    prefix = ""

    def __init__(self, course: CourseSource) -> None:
        self.course = course
        self.footnotes: dict[str, int] = {}

    def cite(self, tags: Sequence[str]) -> list[Element]:
        """One mark for each reference behind the tags, each once."""
        references = dict.fromkeys(reference for tag in tags for reference in self.course.references_of(tag))
        self.cited(tags)
        return [self.mark(self.course.references[tag]) for tag in references if tag in self.course.references]

    def cited(self, tags: Sequence[str]) -> None: ...

    def mark(self, reference: ReferenceSource) -> Element:
        raise NotImplementedError

    def footnote(self, name: str) -> list[Element]:
        first = name not in self.footnotes
        number = self.footnotes.setdefault(name, len(self.footnotes) + 1)
        mark = Element("sup", {"class": "footnote-ref"})
        if first:
            mark.set("id", f"{self.prefix}fnref-{number}")
        label = _("Footnote %(number)s") % {"number": number}
        _add(mark, "a", str(number), href=f"#{self.prefix}fn-{number}", **{"aria-label": label})
        return [mark]

    def link(self, href: str, element: Element) -> list[Element]:
        address = html.unescape(href).strip()
        kind, _colon, rest = address.partition(":")
        if kind == "term":
            return [self.term(rest, element)]
        if kind == "unit":
            return [self.unit(rest, element)]
        if address.startswith("#"):
            return [self.passage(address, element)]
        return [_linked(element, address if HTTPS.fullmatch(address) or MAILTO.fullmatch(address) else "")]

    def term(self, key: str, element: Element) -> Element:
        return _linked(element, "")

    def unit(self, address: str, element: Element) -> Element:
        return _linked(element, "")

    def passage(self, address: str, element: Element) -> Element:
        return _linked(element, "")


class LessonMarks(_Marks):
    """A citation is a number that opens a card, a term a word that opens one. ``numbers`` and ``facts`` fill up in
    the order of the text."""

    def __init__(self, course: CourseSource, *, unit_url: Callable[[str], str], glossary_url: str) -> None:
        super().__init__(course)
        self.unit_url, self.glossary_url = unit_url, glossary_url
        self.numbers: dict[str, int] = {}
        self.facts: dict[str, None] = {}
        self.cards = self.terms = 0

    def cited(self, tags: Sequence[str]) -> None:
        self.facts |= dict.fromkeys(tag for tag in tags if tag in self.course.facts)

    def mark(self, reference: ReferenceSource) -> Element:
        number = self.numbers.setdefault(reference.tag, len(self.numbers) + 1)
        self.cards += 1
        card_id, kind = f"c-{self.cards}", kind_in_words(reference)
        mark = Element("span", {"class": "cite"})
        label = _("Reference %(number)s, %(kind)s") % {"number": number, "kind": kind}
        _button(mark, "cite-mark", card_id, str(number), label)
        card = _add(mark, "span", **{"class": "cite-card", "id": card_id, "popover": "auto"})
        _add(card, "span", kind, **{"class": "kind"}).tail = f" {described(reference)} "
        seen = _("Seen: %(what)s.") % {"what": reference.seen}
        _add(card, "span", seen, **{"class": "seen"}).tail = " "
        _add(card, "a", _("Reference %(number)s") % {"number": number}, href=f"#ref-{number}")
        return mark

    def term(self, key: str, element: Element) -> Element:
        term = self.course.glossary.get(key)
        if term is None:
            return _linked(element, "")
        self.terms += 1
        mark = Element("span", {"class": "term"})
        _button(mark, "term-mark", f"t-{self.terms}", "".join(element.itertext()))
        card = _add(mark, "span", **{"class": "term-card", "id": f"t-{self.terms}", "popover": "auto"})
        _add(card, "strong", term.term).tail = f" {term.definition} "
        _add(card, "a", _("Glossary"), href=f"{self.glossary_url}#{key}")
        return mark

    def unit(self, address: str, element: Element) -> Element:
        return _linked(element, _unit_address(self.course, self.unit_url, address))

    def passage(self, address: str, element: Element) -> Element:
        return _linked(element, address)


class FragmentMarks(_Marks):
    """Small links to the page of references; terms link to the glossary where its address is known."""

    def __init__(
        self, course: CourseSource, *, unit_url: Callable[[str], str], references_url: str, glossary_url: str
    ) -> None:
        super().__init__(course)
        self.unit_url, self.references_url, self.glossary_url = unit_url, references_url, glossary_url

    def mark(self, reference: ReferenceSource) -> Element:
        kind = kind_in_words(reference)
        label = _("Reference %(number)s, %(kind)s") % {"number": reference.tag, "kind": kind}
        return _small_link(reference.tag, f"{self.references_url}#{reference.tag}", label)

    def term(self, key: str, element: Element) -> Element:
        known = key in self.course.glossary and self.glossary_url
        return _linked(element, f"{self.glossary_url}#{key}" if known else "")

    def unit(self, address: str, element: Element) -> Element:
        return _linked(element, _unit_address(self.course, self.unit_url, address))


class GuideMarks(_Marks):
    """On paper: the tag of the reference, small, and the words of a term lead to the guide's own lists; nothing to
    open, other links only to the web."""

    def __init__(self, course: CourseSource, page: str) -> None:
        super().__init__(course)
        self.prefix = f"{page}-"

    def cite(self, tags: Sequence[str]) -> list[Element]:
        marks = super().cite(tags)
        for mark in marks[1:]:
            mark.text = ", "
        return marks

    def mark(self, reference: ReferenceSource) -> Element:
        return _small_link(reference.tag, f"#reference-{reference.tag}", "")

    def term(self, key: str, element: Element) -> Element:
        if key not in self.course.glossary:
            return _linked(element, "")
        mark = Element("span", {"class": "term"})
        mark.append(_linked(element, f"#term-{key}"))
        return mark


def kind_in_words(reference: ReferenceSource) -> str:
    """The kind of source; a trial with its size."""
    return Reference(kind=reference.kind, participants=reference.participants).kind_in_words


def described(reference: ReferenceSource | Reference) -> str:
    """Title and source as sentences."""
    parts = [
        part.rstrip(".") + ("" if part.endswith(("?", "!")) else ".")
        for part in (reference.title, reference.source)
        if part
    ]
    return " ".join(parts)


def _unit_address(course: CourseSource, unit_url: Callable[[str], str], address: str) -> str:
    key, _hash, passage = address.partition("#")
    if course.unit(key) is None:
        return ""
    return unit_url(key) + (f"#{passage}" if re.fullmatch(r"[a-z0-9-]+", passage) else "")


def _linked(element: Element, href: str) -> Element:
    """The words of a link, leading to ``href`` or, without one, nowhere."""
    element.tag = "a" if href else "span"
    element.attrib.clear()
    if href:
        element.set("href", href)
    element.tail = None
    return element


def _small_link(text: str, href: str, label: str) -> Element:
    mark = Element("sup", {"class": "cite"})
    _add(mark, "a", text, href=href, **({"aria-label": label} if label else {}))
    return mark


def _button(parent: Element, name: str, target: str, text: str, label: str = "") -> None:
    attributes = {"type": "button", "class": name, "popovertarget": target}
    _add(parent, "button", text, **attributes, **({"aria-label": label} if label else {}))


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    element = SubElement(parent, tag, attributes)
    element.text = text
    return element
