"""What all question kinds share: the score, and the two ways to refuse a response. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from quizzes.question.body import BodyError, NothingWrittenError

EXACT = re.compile(r"[+-]?(?:[0-9]+/[0-9]+|(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]{1,3})?)")
CORRECT, PARTIAL, WRONG, OMITTED, INVALID = "correct", "partial", "wrong", "omitted", "invalid"
UNSCORED = "unscored"  # it asks for a thought, not for an answer
# The reading says how typed answers are read.
# 1: a number whose unit is written in another word is wrong.
# 2: such a number is read, or the learner is asked again.
# A grade keeps the number of its reading, so that a new reading changes no score unasked.
FIRST_READING, READING = 1, 2

LARGEST_DENOMINATOR, LARGEST_NUMERATOR = 10**6, 10**9  # of a credit or a weight


class BadResponse(ValueError):
    """Raised for a response that our own form cannot send. Nothing is saved; the reply is 400."""


class Unfinished(Exception):
    """Raised for a form that holds nothing to save yet.

    errors: what to write, by the name of the field.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Score:
    """Hold what an answer earns.

    fraction: the exact share of the points, from 0 to 1.
    status: one of the statuses above; tells a wrong answer from an omitted or unreadable one.
    """

    fraction: Fraction
    status: str

    @classmethod
    def of(cls, fraction: Fraction) -> "Score":
        """Return the score of a readable answer, with the fraction clamped to 0..1."""
        if fraction <= 0:
            return cls(Fraction(0), WRONG)
        if fraction >= 1:
            return cls(Fraction(1), CORRECT)
        return cls(fraction, PARTIAL)


OMISSION = Score(Fraction(0), OMITTED)
UNREADABLE = Score(Fraction(0), INVALID)


def exact(number: object) -> Fraction:
    """Return exactly the number written as "0.1", "1/3" or an integer.

    Floats are read as they print. Raises ValueError.
    """
    return _exact(str(number).strip())


def exact_in(name: str, number: object) -> Fraction:
    """Return ``exact(number)``; an error says that it stands in the field ``name``."""
    try:
        return exact(number)
    except BodyError as error:
        raise type(error)(str(error), name) from error


def check_length(numbers: Iterable[Fraction]) -> Iterator[str]:
    """Yield what to write instead of credits or weights with too many digits."""
    # Sums of numbers with long denominators grow long.
    if any(
        number.denominator > LARGEST_DENOMINATOR or number.numerator > LARGEST_NUMERATOR
        for number in numbers
    ):
        yield (
            "a credit or a weight is too long; "
            "write at most 6 decimals (0.333333), or the share itself (1/3)"
        )


@lru_cache(maxsize=10_000)
def _exact(text: str) -> Fraction:
    """Return exactly the number written. Raises ValueError."""
    # Cached: every answer that is marked reads the same few numbers again.
    if not text:
        raise NothingWrittenError("a number is missing; write one")
    try:
        # Fraction alone would accept 1_0 and digits of other scripts,
        # and compute 1e999999999 until memory runs out.
        return Fraction(text if EXACT.fullmatch(text) else "")
    except (ValueError, ZeroDivisionError) as error:
        raise BodyError(
            f'"{text}" is not an exact number; write it like 0.5 or 1/3, in quotes'
        ) from error
