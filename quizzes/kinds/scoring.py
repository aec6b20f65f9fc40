"""What every question kind shares: a score, and the two ways in which a response can be refused. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

EXACT = re.compile(r"[+-]?(?:[0-9]+/[0-9]+|(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]{1,3})?)")
CORRECT, PARTIAL, WRONG, OMITTED, INVALID = "correct", "partial", "wrong", "omitted", "invalid"
UNSCORED = "unscored"  # it asks for a thought, not for an answer
# How typed answers are read. 1: a number with another word for its unit was wrong. 2: it is read, or asked again.
# A grading keeps the number it was made by: a later reading changes no mark that nobody asked to change.
FIRST_READING, READING = 1, 2

LARGEST_DENOMINATOR, LARGEST_NUMERATOR = 10**6, 10**9  # of a credit or a weight


class BadResponse(ValueError):
    """A response that our own form could not have sent. Nothing is saved; the answer is 400."""


class Unfinished(Exception):
    """A form that says nothing that could be saved yet. ``errors``: what to write, by the name of the field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Score:
    """``fraction`` of the points, exact, from 0 to 1; ``status`` says why it is 0 where it is."""

    fraction: Fraction
    status: str

    @classmethod
    def of(cls, fraction: Fraction) -> "Score":
        """The score of an answer that could be read, clamped to 0..1."""
        clamped = min(max(fraction, Fraction(0)), Fraction(1))
        return cls(clamped, CORRECT if clamped == 1 else PARTIAL if clamped else WRONG)


OMISSION = Score(Fraction(0), OMITTED)
UNREADABLE = Score(Fraction(0), INVALID)


def exact(number: Any) -> Fraction:
    """A number written as "0.1", "1/3" or an integer, exactly. Raises ValueError; floats are read as they print."""
    return _exact(str(number).strip())


def check_length(numbers: Iterable[Fraction]) -> Iterator[str]:
    """Yield what to write instead of credits or weights with too many digits: sums of them grow long."""
    if any(number.denominator > LARGEST_DENOMINATOR or number.numerator > LARGEST_NUMERATOR for number in numbers):
        yield "a credit or a weight is too long; write at most 6 decimals (0.333333), or the share itself (1/3)"


@lru_cache(maxsize=10_000)
def _exact(text: str) -> Fraction:
    """The same few numbers are read again with every answer that is marked."""
    try:
        # Fraction alone would take 1_0 and digits of other scripts, and reckon with 1e999999999 until memory ends.
        return Fraction(text if EXACT.fullmatch(text) else "")
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"{text!r} is not an exact number; write it like 0.5 or 1/3, in quotes") from error
