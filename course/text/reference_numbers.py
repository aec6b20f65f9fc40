"""Number the references of an edition. No Django."""

from collections.abc import Iterable

DIGITS = "0123456789"


def numbers_by_tag(tags: Iterable[str]) -> dict[str, int]:
    """Return the number of each reference of an edition by its tag, in order from 1.

    R9 comes before R10, and P1 before R1. Each page of the edition shows these numbers.
    """
    numbers: dict[str, int] = {}
    in_order = sorted(tags, key=_letters_and_number)
    for number, tag in enumerate(in_order, 1):
        numbers[tag] = number
    return numbers


def _letters_and_number(tag: str) -> tuple[str, int]:
    """Return the tag "R12" as ("R", 12)."""
    letters = tag.rstrip(DIGITS)
    number = tag.removeprefix(letters)
    return letters, int(number)
