"""The glossary by letters, with the lessons that use each term and what was corrected since."""

import string
from collections import defaultdict
from dataclasses import dataclass

from course.models import Correction, Edition, GlossaryTerm
from course.reading.places_in_lessons import PlaceInLesson, places_of_terms
from course.search.words import fold

DIGITS = "0–9"


@dataclass(frozen=True)
class ListedTerm:
    """Hold a term with the lessons that use it, and the edition that corrects it, or None."""

    term: GlossaryTerm
    places: list[PlaceInLesson]
    corrected_in: Edition | None


@dataclass(frozen=True)
class Letter:
    """Hold the terms that begin with a letter, or with a digit.

    anchor: the id of the letter in the page; a term's own id has no underscore.
    """

    name: str
    anchor: str
    terms: list[ListedTerm]


def glossary_by_letters(edition: Edition) -> list[Letter]:
    """Return the letters from A to Z, also those without terms, and all terms. Three queries.

    Digits come first, other alphabets last.
    """
    places = places_of_terms(edition)
    corrected_in = _corrections(edition)
    by_letter: dict[str, list[ListedTerm]] = defaultdict(list)
    terms = sorted(edition.glossary.all(), key=lambda term: _order_of(term, edition.language))
    for term in terms:
        listed = ListedTerm(term, places.get(term.key, []), corrected_in.get(term.key))
        by_letter[_letter_of(term, edition.language)].append(listed)

    digits = [DIGITS] if DIGITS in by_letter else []
    others = sorted(by_letter.keys() - {*string.ascii_uppercase, DIGITS})
    letters = [*digits, *string.ascii_uppercase, *others]
    return [
        Letter(letter, f"letter_{number}", by_letter[letter])
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
