"""The cards of a lesson that citations and terms open."""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from course.models.sources import Reference
from course.publishing.number_runs import in_mark, in_ranges
from course.source.parts import ReferenceSource, TermSource

SIGN = re.compile(r"[.,;:!?]")

# The references of one mark by their numbers, in order.
References = Mapping[int, ReferenceSource]


def citation_with_card(references: References, card_id: str) -> Element:
    """Return a mark with the numbers of the references, and the card that it opens.

    A card of several has their titles; the list of the lesson, which is sent too, has the rest.
    """
    numbers = list(references)
    citation = Element("span", {"class": "cite"})
    _add_mark(
        citation,
        "cite-mark",
        card_id,
        in_mark(numbers),
        _label_of(references),
    )
    card = _add_card(citation, "cite-card", card_id)
    is_alone = len(references) == 1
    for number, reference in references.items():
        words = title_and_source(reference) if is_alone else _as_sentence(reference.title)
        _add_source(card, number, reference, words)
    return citation


def term_with_card(words: str, term: TermSource, card_id: str, in_glossary: str) -> Element:
    """Return the words of a term, and the card that they open; in_glossary: its address there."""
    word = Element("span", {"class": "term"})
    _add_mark(word, "term-mark", card_id, words)
    card = _add_card(word, "term-card", card_id)
    name = add(card, "strong", term.term)
    name.tail = f" {term.definition} "
    add(card, "a", _("Glossary"), {"href": in_glossary})
    return word


def tie_signs_to_terms(root: Element) -> None:
    """Put a sign that stands right behind a term into its button, beside its words."""
    # A button is one box: were it as wide as the line, the sign would stand alone beside it.
    for word in root.iter("span"):
        sign = SIGN.match(word.tail or "")
        if word.get("class") != "term" or not sign:
            continue
        mark = word[0]
        words = add(mark, "span", mark.text or "", {"class": "words"})
        mark.text = None
        words.tail = sign[0]
        word.tail = (word.tail or "")[sign.end() :]


def name_of(reference: ReferenceSource, number: int) -> str:
    """Return the name of a reference for those who hear it."""
    return _("Reference %(number)s, %(kind)s") % {
        "number": number,
        "kind": kind_in_words(reference),
    }


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


def _label_of(references: References) -> str:
    """Return the name of a mark for those who hear it, with all its numbers."""
    if len(references) > 1:
        numbers = in_ranges(list(references))
        return _("References %(numbers)s") % {"numbers": numbers}
    [(number, reference)] = references.items()
    return name_of(reference, number)


def _add_source(card: Element, number: int, reference: ReferenceSource, words: str) -> None:
    """Add a reference to a card: kind, its words, what was read of it, link to the list."""
    if len(card):
        card[-1].tail = " "
    kind = add(card, "span", kind_in_words(reference), {"class": "kind"})
    kind.tail = f" {words} "
    what_was_read = _("What we read: %(what)s.") % {"what": reference.seen}
    seen = add(card, "span", what_was_read, {"class": "seen"})
    seen.tail = " "
    in_list = _("Reference %(number)s") % {"number": number}
    add(card, "a", in_list, {"href": f"#ref-{number}"})


def _add_mark(parent: Element, name: str, card_id: str, text: str, label: str = "") -> None:
    """Add a button of the class ``name`` that opens the card with the id ``card_id``."""
    attributes = {
        "type": "button",
        "popovertarget": card_id,
        "class": name,
    }
    if label:
        attributes["aria-label"] = label
    add(parent, "button", text, attributes)


def _add_card(parent: Element, name: str, card_id: str) -> Element:
    """Add an empty card of the class ``name``."""
    attributes = {
        "id": card_id,
        "popover": "auto",
        "class": name,
    }
    return add(parent, "span", "", attributes)


def add(parent: Element, tag: str, text: str, attributes: dict[str, str] | None = None) -> Element:
    """Add an element with this text."""
    element = SubElement(parent, tag, attributes or {})
    element.text = text
    return element
