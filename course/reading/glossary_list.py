"""The glossary by letters, with the lessons that use each term and what was corrected since."""

import string
from collections import defaultdict
from dataclasses import dataclass, field

from course.models import Correction, Edition, GlossaryTerm
from course.reading.places_in_lessons import places_of_terms
from course.search.words import fold

DIGITS = "0–9"


@dataclass
class Letter:
    """Hold the terms that begin with a letter, or with a digit.

    anchor: the id of the letter in the page; a term's own id has no underscore.
    """

    name: str
    anchor: str
    terms: list[GlossaryTerm] = field(default_factory=list)


def glossary_by_letters(edition: Edition) -> list[Letter]:
    """Return the letters from A to Z, also those without terms, and all terms. Three queries.

    Each term has ``corrected_in`` and ``places``. Digits come first, other alphabets last.
    """
    places = places_of_terms(edition)
    corrected_in = _corrections(edition)
    by_letter: dict[str, list[GlossaryTerm]] = defaultdict(list)
    for term in edition.glossary.all():
        term.corrected_in = corrected_in.get(term.key)
        term.places = places.get(term.key, [])
        by_letter[_letter_of(term, edition.language)].append(term)

    digits = [DIGITS] if DIGITS in by_letter else []
    others = sorted(by_letter.keys() - {*string.ascii_uppercase, DIGITS})
    letters = [*digits, *string.ascii_uppercase, *others]
    return [
        Letter(
            letter,
            f"letter_{number}",
            sorted(by_letter[letter], key=lambda term: _order_of(term, edition.language)),
        )
        for number, letter in enumerate(letters)
    ]


def _letter_of(term: GlossaryTerm, language: str) -> str:
    """Return the letter under which a term stands, or DIGITS."""
    first = fold(term.term, language)[:1].upper()
    return DIGITS if not first or first.isdigit() else first


def _order_of(term: GlossaryTerm, language: str) -> list[str]:
    return [fold(word, language) for word in term.term.split()]


def _corrections(edition: Edition) -> dict[str, Edition]:
    """Return by the key of a term the newest edition that corrects it for safety. One query."""
    corrections = Correction.objects.newer_than(edition).for_safety()
    corrections = corrections.filter(place=Correction.Place.GLOSSARY)
    return {correction.key: correction.edition for correction in corrections}
