"""Suggest the number that was meant, where a character may have been taken for another."""

from collections.abc import Iterator
from itertools import combinations

from certificates.codes import is_code
from certificates.models import Certificate
from certificates.typed_numbers import Problem, TypedNumber

# No number has the letter U. The others are characters of numbers, so they are never read
# as one another: a suggestion is all that they get.
_NEVER_USED = str.maketrans({"U": "V"})
_LOOKS_LIKE = {"S": "5", "5": "S", "B": "8", "8": "B", "Z": "2", "2": "Z"}
# With more than two mistaken characters, too many other numbers would do.
MAX_MISTAKEN = 2


def suggestion(number: TypedNumber) -> str:
    """Return the number, as printed, of a record that looks like what was typed; else "".

    number: one that has no record itself, or is no number.
    """
    if number.problem == Problem.LENGTH:
        return ""
    codes = {code for code in _look_alikes(number.characters) if is_code(code)}
    if not codes:
        return ""
    meant = Certificate.objects.filter(code__in=codes).only("code").first()
    return meant.shown_code if meant else ""


def _look_alikes(characters: str) -> Iterator[str]:
    """Yield the characters with up to two of them taken for what they look like."""
    characters = characters.translate(_NEVER_USED)
    places = [place for place, letter in enumerate(characters) if letter in _LOOKS_LIKE]
    for count in range(MAX_MISTAKEN + 1):
        for chosen in combinations(places, count):
            letters = list(characters)
            for place in chosen:
                letters[place] = _LOOKS_LIKE[letters[place]]
            yield "".join(letters)
