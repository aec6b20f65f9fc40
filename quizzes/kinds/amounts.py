"""Read a typed amount exactly. Never guess what a separator means."""

import re
from dataclasses import dataclass
from fractions import Fraction

from quizzes.question.scoring import exact

MAX_NUMBER_CHARACTERS = 60  # a longer text was not typed
SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"
MINUS_SIGNS = (
    "\N{MINUS SIGN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}"
    "\N{HEAVY MINUS SIGN}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}"
)
MINUSES = str.maketrans(dict.fromkeys(MINUS_SIGNS, "-"))
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]*)(?:[.](?P<part>[0-9]+))?"
    r"(?:[eE](?P<e>[+-]?[0-9]{1,3})"
    r"| ?[×x*·] ?10(?:\^(?P<ten>[+-]?[0-9]{1,3})|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})))?"
)
# "mg", "mg/kg", "mL/min/1.73m²", "beats per minute", "%":
# begins with a letter, and so does each further word.
UNIT = re.compile(
    r"(?:[^\W\d_][^\d\s]*|%|°\w*)(?:[/·^-][^\s]+)*(?: [^\W\d_][^\d\s]*(?:[/·^-][^\s]+)*)*"
)


@dataclass(frozen=True)
class Amount:
    """Hold the amount that was read.

    unit: as typed; "" if none was given.
    """

    number: Fraction
    unit: str


def amount_typed(text: str, locale: str = "en") -> Amount | None:
    """Return the amount typed, or None if it cannot be read.

    locale: "en" or "eu".
    """
    if len(text) > MAX_NUMBER_CHARACTERS:
        return None
    plain = fold(text)
    if locale == "eu":
        if "." in plain:
            return None
        plain = plain.replace(",", ".")

    number_match = NUMBER.match(plain)
    if not number_match or not (number_match["whole"] or number_match["part"]):
        return None
    unit = plain[number_match.end() :].strip()
    if unit and not UNIT.fullmatch(unit):
        return None
    return Amount(_number_from(number_match), unit.removesuffix("."))


def _number_from(match: re.Match[str]) -> Fraction:
    """Return the number of a match of NUMBER."""
    sign = match["sign"]
    whole = match["whole"].replace(" ", "") or "0"
    decimals = match["part"] or "0"
    number = exact(f"{sign}{whole}.{decimals}")

    power = match["e"] or match["ten"]
    if match["raised"]:
        power = match["raised"].translate(SUPERSCRIPTS)
    if not power:
        return number
    return number * Fraction(10) ** int(power)


def fold(text: str) -> str:
    """Return the text with one kind of space, of minus and of micro sign."""
    if not text.isascii():
        for space in SPACES:
            text = text.replace(space, " ")
        text = text.translate(MINUSES)
        text = text.replace("\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}")
    one_space = " ".join(text.split())
    return re.sub(r" ?([/·]) ?", r"\1", one_space)
