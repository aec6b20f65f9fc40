"""What citations, terms, links and footnote references become on each sort of page.

Cards in a lesson, plain links in a quiz, tags on paper.
"""

import html
import re
from collections.abc import Callable, Sequence
from typing import Protocol
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from course.models.sources import Reference
from course.source.parts import CourseSource, ReferenceSource
from course.source.text_checks import HTTPS, MAILTO
from course.text.trees import Handler


class PageCitations(Handler, Protocol):
    """A handler that numbers footnotes in the order in which the text points to them."""

    footnotes: dict[str, int]


class _Citations:
    """Hold what the handlers of lessons, quizzes and the guide have in common.

    prefix: what the ids of footnotes begin with.
    """

    prefix = ""

    def __init__(self, course: CourseSource) -> None:
        self.course = course
        self.footnotes: dict[str, int] = {}

    def cite(self, tags: Sequence[str]) -> list[Element]:
        """Return one citation for each reference behind the tags, each once."""
        references: dict[str, None] = {}
        for tag in tags:
            references |= dict.fromkeys(self.course.references_of(tag))
        self.note_facts(tags)
        known = [tag for tag in references if tag in self.course.references]
        return [self.citation(self.course.references[tag]) for tag in known]

    def note_facts(self, tags: Sequence[str]) -> None:
        """Remember which facts were cited, where somebody asks for them."""

    def citation(self, reference: ReferenceSource) -> Element:
        """Return the element that cites ``reference``."""
        raise NotImplementedError

    def footnote(self, name: str) -> list[Element]:
        """Return the numbered link to a footnote; the first has an id."""
        is_first = name not in self.footnotes
        number = self.footnotes.setdefault(name, len(self.footnotes) + 1)
        link = Element("sup", {"class": "footnote-ref"})
        if is_first:
            link.set("id", f"{self.prefix}fnref-{number}")
        label = _("Footnote %(number)s") % {"number": number}
        _add(link, "a", str(number), href=f"#{self.prefix}fn-{number}", **{"aria-label": label})
        return [link]

    def link(self, href: str, element: Element) -> list[Element]:
        """Return what a link becomes: a term, unit, passage or web address."""
        address = html.unescape(href).strip()
        kind, _colon, rest = address.partition(":")
        if kind == "term":
            return [self.term(rest, element)]
        if kind == "unit":
            return [self.unit(rest, element)]
        if address.startswith("#"):
            return [self.passage(address, element)]
        may_link = HTTPS.fullmatch(address) or MAILTO.fullmatch(address)
        return [_linked(element, address if may_link else "")]

    def task(self, is_done: bool) -> list[Element]:
        """Return words for those who do not see the box that is drawn before a task."""
        state = Element("span", {"class": "vh"})
        state.text = (_("Done:") if is_done else _("To do:")) + " "
        return [state]

    def term(self, key: str, element: Element) -> Element:
        return _linked(element, "")

    def unit(self, address: str, element: Element) -> Element:
        return _linked(element, "")

    def passage(self, address: str, element: Element) -> Element:
        return _linked(element, "")


class LessonCitations(_Citations):
    """Write citations as numbers that open a card, and terms as words that open one.

    numbers: the number of each reference by its tag, in the order of the text.
    facts: the tags of the facts cited so far, in the order of the text.
    """

    def __init__(
        self, course: CourseSource, *, unit_url: Callable[[str], str], glossary_url: str
    ) -> None:
        super().__init__(course)
        self.unit_url, self.glossary_url = unit_url, glossary_url
        self.numbers: dict[str, int] = {}
        self.facts: dict[str, None] = {}
        self.cards = self.terms = 0

    def note_facts(self, tags: Sequence[str]) -> None:
        facts = [tag for tag in tags if tag in self.course.facts]
        self.facts |= dict.fromkeys(facts)

    def citation(self, reference: ReferenceSource) -> Element:
        """Return the number of the reference with its card."""
        number = self.numbers.setdefault(reference.tag, len(self.numbers) + 1)
        self.cards += 1
        card_id = f"c-{self.cards}"
        kind = kind_in_words(reference)
        citation = Element("span", {"class": "cite"})
        label = _("Reference %(number)s, %(kind)s") % {"number": number, "kind": kind}
        _button(citation, "cite-mark", card_id, str(number), label)
        card = _span(citation, "cite-card", id=card_id, popover="auto")
        _span(card, "kind", kind).tail = f" {title_and_source(reference)} "
        seen = _("Seen: %(what)s.") % {"what": reference.seen}
        _span(card, "seen", seen).tail = " "
        back = _("Reference %(number)s") % {"number": number}
        _add(card, "a", back, href=f"#ref-{number}")
        return citation

    def term(self, key: str, element: Element) -> Element:
        term = self.course.glossary.get(key)
        if term is None:
            return _linked(element, "")
        self.terms += 1
        card_id = f"t-{self.terms}"
        word = Element("span", {"class": "term"})
        _button(word, "term-mark", card_id, "".join(element.itertext()))
        card = _span(word, "term-card", id=card_id, popover="auto")
        _add(card, "strong", term.term).tail = f" {term.definition} "
        _add(card, "a", _("Glossary"), href=f"{self.glossary_url}#{key}")
        return word

    def unit(self, address: str, element: Element) -> Element:
        return _linked(element, _unit_address(self.course, self.unit_url, address))

    def passage(self, address: str, element: Element) -> Element:
        return _linked(element, address)


class FragmentCitations(_Citations):
    """Write citations of a quiz text as small links to the page of references.

    Terms link to the glossary if its address is known.
    """

    def __init__(
        self,
        course: CourseSource,
        *,
        unit_url: Callable[[str], str],
        references_url: str,
        glossary_url: str,
    ) -> None:
        super().__init__(course)
        self.unit_url, self.references_url, self.glossary_url = (
            unit_url,
            references_url,
            glossary_url,
        )

    def citation(self, reference: ReferenceSource) -> Element:
        kind = kind_in_words(reference)
        label = _("Reference %(number)s, %(kind)s") % {"number": reference.tag, "kind": kind}
        return _small_link(reference.tag, f"{self.references_url}#{reference.tag}", label)

    def term(self, key: str, element: Element) -> Element:
        known = key in self.course.glossary and self.glossary_url
        return _linked(element, f"{self.glossary_url}#{key}" if known else "")

    def unit(self, address: str, element: Element) -> Element:
        return _linked(element, _unit_address(self.course, self.unit_url, address))


class GuideCitations(_Citations):
    """Write citations for paper: small tags, with nothing to open.

    Tags and terms lead to the guide's own lists, other links only to the web.
    """

    def __init__(self, course: CourseSource, page: str) -> None:
        super().__init__(course)
        self.prefix = f"{page}-"

    def cite(self, tags: Sequence[str]) -> list[Element]:
        """Return the citations with commas between them."""
        citations = super().cite(tags)
        for citation in citations[1:]:
            citation.text = ", "
        return citations

    def citation(self, reference: ReferenceSource) -> Element:
        return _small_link(reference.tag, f"#reference-{reference.tag}", "")

    def task(self, is_done: bool) -> list[Element]:
        """Return words for a ticked box only: an open one is there to be ticked with a pen."""
        return super().task(is_done) if is_done else []

    def term(self, key: str, element: Element) -> Element:
        if key not in self.course.glossary:
            return _linked(element, "")
        word = Element("span", {"class": "term"})
        word.append(_linked(element, f"#term-{key}"))
        return word


def kind_in_words(reference: ReferenceSource) -> str:
    """Return the kind of source; of a study of people with its size."""
    return Reference(kind=reference.kind, participants=reference.participants).kind_in_words


def title_and_source(reference: ReferenceSource | Reference) -> str:
    """Return title and source as sentences."""
    parts = filter(None, (reference.title, reference.source))
    return " ".join(map(_as_sentence, parts))


def _as_sentence(text: str) -> str:
    """Return the text with one mark at its end."""
    has_mark = text.endswith(("?", "!"))
    return text if has_mark else text.rstrip(".") + "."


def _unit_address(course: CourseSource, unit_url: Callable[[str], str], address: str) -> str:
    key, _hash, passage = address.partition("#")
    if course.unit(key) is None:
        return ""
    is_key = re.fullmatch(r"[a-z0-9-]+", passage)
    return f"{unit_url(key)}#{passage}" if is_key else unit_url(key)


def _linked(element: Element, href: str) -> Element:
    """Turn a link into one to ``href``, or into plain words if that is empty."""
    element.tag = "a" if href else "span"
    element.attrib.clear()
    if href:
        element.set("href", href)
    element.tail = None
    return element


def _small_link(text: str, href: str, label: str) -> Element:
    """Return a raised link; ``label`` is read instead of ``text``, unless it is empty."""
    small = Element("sup", {"class": "cite"})
    link = _add(small, "a", text, href=href)
    if label:
        link.set("aria-label", label)
    return small


def _button(parent: Element, name: str, card_id: str, text: str, label: str = "") -> None:
    """Add a button of the class ``name`` that opens the card with the id ``card_id``."""
    button = _add(parent, "button", text, type="button", popovertarget=card_id)
    button.set("class", name)
    if label:
        button.set("aria-label", label)


def _span(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """Add a span of the class ``name``."""
    span = _add(parent, "span", text, **attributes)
    span.set("class", name)
    return span


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    element = SubElement(parent, tag, attributes)
    element.text = text
    return element
