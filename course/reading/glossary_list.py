"""The glossary by letters, with the lessons that use each term and what was corrected since."""

import string
from collections import defaultdict
from collections.abc import Collection, Iterator
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

    Digits come first, other alphabets last. [] if the edition has no term at all.
    """
    by_letter: dict[str, list[ListedTerm]] = defaultdict(list)
    for listed in _listed_terms(edition):
        name = _letter_of(listed.term, edition.language)
        by_letter[name].append(listed)
    if not by_letter:
        return []

    letters = []
    for number, name in enumerate(_names_of_letters(by_letter)):
        letter = Letter(name, f"letter_{number}", by_letter[name])
        letters.append(letter)
    return letters


def _listed_terms(edition: Edition) -> Iterator[ListedTerm]:
    """Yield the terms in their order, each with what the list shows of it."""
    places = places_of_terms(edition)
    corrected_in = _corrections(edition)

    def order(term: GlossaryTerm) -> list[str]:
        return [fold(word, edition.language) for word in term.term.split()]

    for term in sorted(edition.glossary.all(), key=order):
        yield ListedTerm(
            term=term,
            places=places.get(term.key, []),
            corrected_in=corrected_in.get(term.key),
        )


def _names_of_letters(used: Collection[str]) -> list[str]:
    """Return the letters of the list in order; used: those under which a term stands."""
    latin = list(string.ascii_uppercase)
    digits = [DIGITS] if DIGITS in used else []
    others = set(used).difference(latin, digits)
    return digits + latin + sorted(others)


def _letter_of(term: GlossaryTerm, language: str) -> str:
    """Return the letter under which a term stands, or DIGITS."""
    folded = fold(term.term, language)
    first = folded[:1].upper()
    if not first or first.isdigit():
        return DIGITS
    return first


def _corrections(edition: Edition) -> dict[str, Edition]:
    """Return by the key of a term the newest edition that corrects it for safety. One query."""
    corrections = Correction.objects.newer_than(edition).for_safety()
    corrections = corrections.filter(place=Correction.Place.GLOSSARY)
    return {correction.key: correction.edition for correction in corrections}
