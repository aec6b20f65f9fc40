"""Know which spellings name one unit. Multipliers are not here: each question gives its own."""

import re
from functools import lru_cache
from typing import NamedTuple

MU = "\N{GREEK SMALL LETTER MU}"


class UnitSpellings(NamedTuple):
    """Hold the spellings of a unit; the first symbol names it.

    symbols: counted as written here, all in small letters, or all in capitals.
    words: counted in any capitals.
    """

    symbols: tuple[str, ...]
    words: tuple[str, ...]


# "Mg" is magnesium or a megagram, so a symbol in mixed capitals is never taken for "mg".
UNITS = (
    UnitSpellings(("ng",), ("nanogram", "nanograms")),
    UnitSpellings(("mcg", f"{MU}g", "ug"), ("microgram", "micrograms")),
    UnitSpellings(("mg",), ("milligram", "milligrams")),
    UnitSpellings(("g",), ("gram", "grams")),
    UnitSpellings(("kg",), ("kilogram", "kilograms")),
    UnitSpellings(("mL", "ml"), ("milliliter", "milliliters", "millilitre", "millilitres")),
    UnitSpellings(("L", "l"), ("liter", "liters", "litre", "litres")),
    UnitSpellings(("s",), ("sec", "secs", "second", "seconds")),
    UnitSpellings(("min",), ("min", "mins", "minute", "minutes")),
    UnitSpellings(("h",), ("hr", "hrs", "hour", "hours")),
    UnitSpellings(("d",), ("day", "days")),
    UnitSpellings(("wk",), ("wk", "wks", "week", "weeks")),
    UnitSpellings(("mmHg", "mm Hg"), ()),
    UnitSpellings(("%",), ("percent", "per cent", "percentage")),
    UnitSpellings(("people",), ("person", "persons", "people")),
)
# What a question counts: "minutes" in "How many more minutes …?",
# "percentage" in "What percentage …?".
COUNTED_THING = re.compile(
    r"\bhow many (?:more |further |other |whole |full )?([^\W\d_]+)"
    r"|\b(?:what|which) (percentage|percent|per cent)\b",
    re.IGNORECASE,
)


def _units_by_symbol() -> dict[str, str]:
    """Return the name of a unit by each spelling of its symbols."""
    names = {}
    for unit in UNITS:
        for symbol in unit.symbols:
            for spelling in (symbol, symbol.lower(), symbol.upper()):
                names[spelling] = unit.symbols[0]
    return names


def _units_by_word() -> dict[str, str]:
    """Return the name of a unit by each of its words."""
    names = {}
    for unit in UNITS:
        for word in unit.words:
            names[word] = unit.symbols[0]
    return names


NAMES_BY_SYMBOL = _units_by_symbol()
NAMES_BY_WORD = _units_by_word()


@lru_cache(maxsize=1000)
def unit_named(text: str) -> str:
    """Return one name for all spellings of a unit: "mcg/kg" for "ug/KG".

    A unit that is not in the table keeps its name, without the s of its plural.
    """
    known = _name_in_table(text)
    if known:
        return known
    pieces = text.split("/")
    if len(pieces) > 1:
        names = [_name_in_table(piece) or piece for piece in pieces]
        return "/".join(names)
    return text.removesuffix("s") if _is_plural(text) else text


def _is_plural(word: str) -> bool:
    if word.endswith("ss"):
        return False
    return word.endswith("s") and len(word) > 3


def unit_counted(stem: str) -> str:
    """Return the name of what a question asks to count; "" for none or several."""
    names = set()
    for noun, share in COUNTED_THING.findall(stem):
        word = noun or share
        names.add(unit_named(word.casefold()))
    return names.pop() if len(names) == 1 else ""


def _name_in_table(text: str) -> str:
    """Return the name of a unit of the table; "" for any other text."""
    name = NAMES_BY_SYMBOL.get(text)
    if name:
        return name
    return NAMES_BY_WORD.get(text.casefold(), "")
