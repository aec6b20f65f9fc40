"""The cards of a lesson that citations and terms open."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from course.models.sources import Reference
from course.publishing.number_runs import in_ranges
from course.source.parts import ReferenceSource, TermSource


def citation_with_card(references: Mapping[int, ReferenceSource], card_id: str) -> Element:
    """Return a mark with the numbers of the references, and the card that it opens.

    A card of several has their titles; the list of the lesson, which is sent too, has the rest.
    references: by their numbers, in order.
    """
    shown = in_ranges(list(references))
    label = _label_of(references, shown)
    citation = Element("span", {"class": "cite"})
    _button(citation, "cite-mark", card_id, shown, label)
    card = _span(citation, "cite-card", id=card_id, popover="auto")
    is_alone = len(references) == 1
    for number, reference in references.items():
        words = title_and_source(reference) if is_alone else _as_sentence(reference.title)
        _add_source(card, number, reference, words)
    return citation


def term_with_card(words: str, term: TermSource, card_id: str, in_glossary: str) -> Element:
    """Return the words of a term, and the card that they open; in_glossary: its address there."""
    word = Element("span", {"class": "term"})
    _button(word, "term-mark", card_id, words)
    card = _span(word, "term-card", id=card_id, popover="auto")
    name = add(card, "strong", term.term)
    name.tail = f" {term.definition} "
    add(card, "a", _("Glossary"), href=in_glossary)
    return word


def kind_in_words(reference: ReferenceSource) -> str:
    """Return the kind of source; of a study of people with its size."""
    row = Reference(kind=reference.kind, participants=reference.participants)
    return row.kind_in_words


def title_and_source(reference: ReferenceSource | Reference) -> str:
    """Return title and source as sentences."""
    parts = [reference.title, reference.source]
    sentences = [_as_sentence(part) for part in parts if part]
    return " ".join(sentences)


def _as_sentence(text: str) -> str:
    """Return the text with one mark at its end."""
    if text.endswith(("?", "!")):
        return text
    return text.rstrip(".") + "."


def _label_of(references: Mapping[int, ReferenceSource], shown: str) -> str:
    """Return the name of a mark for those who hear it, with what it shows; by number."""
    if len(references) > 1:
        return _("References %(numbers)s") % {"numbers": shown}
    [reference] = references.values()
    return _("Reference %(number)s, %(kind)s") % {
        "number": shown,
        "kind": kind_in_words(reference),
    }


def _add_source(card: Element, number: int, reference: ReferenceSource, words: str) -> None:
    """Add a reference to a card: kind, its words, what was read of it, link to the list."""
    if len(card):
        card[-1].tail = " "
    kind = _span(card, "kind", kind_in_words(reference))
    kind.tail = f" {words} "
    what_was_read = _("Seen: %(what)s.") % {"what": reference.seen}
    seen = _span(card, "seen", what_was_read)
    seen.tail = " "
    in_list = _("Reference %(number)s") % {"number": number}
    add(card, "a", in_list, href=f"#ref-{number}")


def _button(parent: Element, name: str, card_id: str, text: str, label: str = "") -> None:
    """Add a button of the class ``name`` that opens the card with the id ``card_id``."""
    button = add(parent, "button", text, type="button", popovertarget=card_id)
    button.set("class", name)
    if label:
        button.set("aria-label", label)


def _span(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """Add a span of the class ``name``."""
    span = add(parent, "span", text, **attributes)
    span.set("class", name)
    return span


def add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """Add an element with this text."""
    element = SubElement(parent, tag, attributes)
    element.text = text
    return element
