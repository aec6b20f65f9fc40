"""What citations, terms, links and footnote references become on each sort of page.

A mark with a card in a lesson, plain links in a quiz, tags for paper, where
``certificates.guide_sources`` puts the numbers.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from course.publishing.cards import (
    add,
    citation_with_card,
    name_of,
    term_with_card,
    tie_signs_to_terms,
)
from course.publishing.number_runs import ends_of_runs
from course.source.parts import CourseSource, ReferenceSource
from course.text.addresses import address_of, is_web_or_mail
from course.text.keys import KEY
from course.text.trees import Handler

# Between the ends of a run: word joiners keep both on one line.
DASH = "\N{WORD JOINER}–\N{WORD JOINER}"

# Returns the URL of a unit by its key, or of a picture by its path.
UrlOf = Callable[[str], str]


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
        """Return what cites the references behind the tags, each once."""
        self.note_facts(tags)
        tags_of_references: dict[str, None] = {}
        for tag in tags:
            tags_of_references |= dict.fromkeys(self.course.references_of(tag))

        known = self.course.references
        references = [known[tag] for tag in tags_of_references if tag in known]
        return self.citations(references) if references else []

    def numbered(self, references: Iterable[ReferenceSource]) -> dict[int, ReferenceSource]:
        """Return the references by their numbers in the edition, in order."""
        numbers = self.course.reference_numbers
        by_number: dict[int, ReferenceSource] = {}
        for reference in references:
            number = numbers[reference.tag]
            by_number[number] = reference
        in_order = sorted(by_number.items())
        return dict(in_order)

    def note_facts(self, tags: Sequence[str]) -> None:
        """Remember which facts were cited, where somebody asks for them."""

    def citations(self, references: Sequence[ReferenceSource]) -> list[Element]:
        """Return the elements that cite the references, of which there is at least one."""
        raise NotImplementedError

    def footnote(self, name: str) -> list[Element]:
        """Return the numbered link to a footnote; the first has an id."""
        is_first = name not in self.footnotes
        number = self.footnotes.setdefault(name, len(self.footnotes) + 1)
        raised = Element("sup", {"class": "footnote-ref"})
        if is_first:
            raised.set("id", f"{self.prefix}fnref-{number}")

        note_id = f"{self.prefix}fn-{number}"
        link = add(raised, "a", str(number), {"href": f"#{note_id}"})
        label = _("Footnote %(number)s") % {"number": number}
        link.set("aria-label", label)
        return [raised]

    def link(self, href: str, element: Element) -> list[Element]:
        """Return what a link becomes: a term, unit, passage or web address."""
        address = address_of(href)
        kind, _colon, rest = address.partition(":")
        if kind == "term":
            return [self.term(rest, element)]
        if kind == "unit":
            return [self.unit(rest, element)]
        if address.startswith("#"):
            return [self.passage(address, element)]
        if is_web_or_mail(address):
            return [_linked(element, address)]
        return [_linked(element, "")]

    def task(self, is_done: bool) -> list[Element]:
        """Return words for those who do not see the box that is drawn before a task."""
        words = _("Done:") if is_done else _("To do:")
        state = Element("span", {"class": "vh"})
        state.text = f"{words} "
        return [state]

    def finish(self, root: Element) -> None:
        """Leave the text as it is."""

    def term(self, key: str, element: Element) -> Element:
        return _linked(element, "")

    def unit(self, address: str, element: Element) -> Element:
        return _linked(element, "")

    def passage(self, address: str, element: Element) -> Element:
        return _linked(element, "")


class LessonCitations(_Citations):
    """Write a citation as one mark that opens a card, and terms as words that open one.

    cited: the tags of the references cited so far, by their numbers.
    facts: the tags of the facts cited so far, in the order of the text.
    """

    def __init__(self, course: CourseSource, *, unit_url: UrlOf, glossary_url: str) -> None:
        super().__init__(course)
        self.unit_url = unit_url
        self.glossary_url = glossary_url
        self.cited: dict[int, str] = {}
        self.facts: dict[str, None] = {}
        self.cards = 0
        self.terms = 0

    def note_facts(self, tags: Sequence[str]) -> None:
        for tag in tags:
            if tag in self.course.facts:
                self.facts[tag] = None

    def citations(self, references: Sequence[ReferenceSource]) -> list[Element]:
        """Return one mark with the numbers of the references, and the card that it opens."""
        numbered = self.numbered(references)
        for number, reference in numbered.items():
            self.cited[number] = reference.tag
        self.cards += 1
        citation = citation_with_card(numbered, f"c-{self.cards}")
        return [citation]

    def term(self, key: str, element: Element) -> Element:
        term = self.course.glossary.get(key)
        if term is None:
            return _linked(element, "")
        self.terms += 1
        words = "".join(element.itertext())
        in_glossary = f"{self.glossary_url}#{key}"
        return term_with_card(words, term, f"t-{self.terms}", in_glossary)

    def finish(self, root: Element) -> None:
        tie_signs_to_terms(root)

    def unit(self, address: str, element: Element) -> Element:
        url = _unit_address(self.course, self.unit_url, address)
        return _linked(element, url)

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
        unit_url: UrlOf,
        references_url: str,
        glossary_url: str,
    ) -> None:
        super().__init__(course)
        self.unit_url = unit_url
        self.references_url = references_url
        self.glossary_url = glossary_url

    def citations(self, references: Sequence[ReferenceSource]) -> list[Element]:
        """Return raised numbers as "1–3, 7"; those that are written are links."""
        numbered = self.numbered(references)
        small = Element("sup", {"class": "cite"})
        link: Element | None = None
        for ends in ends_of_runs(list(numbered)):
            separator = ", "
            for number in ends:
                if link is not None:
                    link.tail = separator
                link = self._link_in(small, number, numbered[number])
                separator = DASH
        return [small]

    def _link_in(self, parent: Element, number: int, reference: ReferenceSource) -> Element:
        """Add the number of a reference as a link to the page of references, and return it."""
        attributes = {
            "href": f"{self.references_url}#{reference.tag}",
            "aria-label": name_of(reference, number),
        }
        return add(parent, "a", str(number), attributes)

    def term(self, key: str, element: Element) -> Element:
        if self.glossary_url and key in self.course.glossary:
            return _linked(element, f"{self.glossary_url}#{key}")
        return _linked(element, "")

    def unit(self, address: str, element: Element) -> Element:
        url = _unit_address(self.course, self.unit_url, address)
        return _linked(element, url)


class GuideCitations(_Citations):
    """Write citations for paper: small tags, with nothing to open.

    Tags and terms lead to the guide's own lists, other links only to the web.
    """

    def __init__(self, course: CourseSource, page: str) -> None:
        super().__init__(course)
        self.prefix = f"{page}-"

    def citations(self, references: Sequence[ReferenceSource]) -> list[Element]:
        """Return the tags of the references with commas between them."""
        links = [_small_link(reference.tag) for reference in references]
        for link in links[1:]:
            link.text = ", "
        return links

    def task(self, is_done: bool) -> list[Element]:
        """Return words for a ticked box only: an open one is there to be ticked with a pen."""
        if is_done:
            return super().task(is_done)
        return []

    def term(self, key: str, element: Element) -> Element:
        if key not in self.course.glossary:
            return _linked(element, "")
        word = Element("span", {"class": "term"})
        link = _linked(element, f"#term-{key}")
        word.append(link)
        return word


def _unit_address(course: CourseSource, unit_url: UrlOf, address: str) -> str:
    """Return the address of a unit, and of its passage after "#"; "" if there is no such unit."""
    key, _hash, passage = address.partition("#")
    if course.unit(key) is None:
        return ""
    url = unit_url(key)
    if KEY.fullmatch(passage):
        return f"{url}#{passage}"
    return url


def _linked(element: Element, href: str) -> Element:
    """Turn a link into one to ``href``, or into plain words if that is empty."""
    element.attrib.clear()
    element.tail = None
    if href:
        element.tag = "a"
        element.set("href", href)
    else:
        element.tag = "span"
    return element


def _small_link(tag: str) -> Element:
    """Return the tag of a reference, raised, as a link to the list at the end of the guide."""
    small = Element("sup", {"class": "cite"})
    add(small, "a", tag, {"href": f"#reference-{tag}"})
    return small
