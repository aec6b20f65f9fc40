"""Find the numbers of a text, each with its sign and its unit. No Django, no database."""

import re
from collections.abc import Iterable
from typing import NamedTuple

# Words that say what a number counts or measures: with another one it is another number.
UNIT = (
    r"(?:%|‰|°\s?[CF]|"
    r"(?:[mµμnk]?g|mcg|lbs?|[mdcµμ]?[lL]|[mµμn]?mol|mEq|IU|units?|"
    r"mmHg|cmH2O|kPa|bpm|Hz|[mckµμ]?m|m²|ppm|drops?|doses?|tablets?|"
    r"ms|s|sec(?:ond)?s?|min(?:ute)?s?|h|hrs?|hours?|d|days?|weeks?|months?|years?|times|fold)\b"
    r"(?:/[a-zA-Zµμ]+\b)*)"
)
SIGN = r"[<>≤≥±~≈+\-−–]"
# "1,000.5", "0.5", ".5", "1/2"; not the digits within a name, such as the 3 of "GABA3".
NUMBER = re.compile(
    rf"(?P<sign>{SIGN}\s?)?(?<![\w.,/])(?P<digits>\.?\d+(?:[.,/]\d+)*)\s?-?(?P<unit>{UNIT})?"
)


class Number(NamedTuple):
    """Hold a number as it is written, such as ("<", "0.5", "mg/kg"); sign and unit may be ""."""

    sign: str
    digits: str
    unit: str


def numbers_in(texts: Iterable[str]) -> list[Number]:
    """Return the numbers of the texts, in order."""
    numbers = []
    for text in texts:
        for found in NUMBER.finditer(text):
            sign, digits, unit = found.group("sign", "digits", "unit")
            numbers.append(Number((sign or "").strip(), digits, unit or ""))
    return numbers
