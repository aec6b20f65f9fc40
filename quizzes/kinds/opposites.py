"""Find texts that look alike and mean the opposite, or ten times as much. Pure.

Only authors are warned by these rules. Marking never uses them: it compares exactly.
"""

import re
from fractions import Fraction

WORDS = re.compile(r"[0-9]+(?:[.][0-9]+)?|[.][0-9]+|[^\W\d_]+|%")
DIGITS = re.compile(r"[0-9.]+")
POWER_OF_TEN = re.compile(r"10+")
MICROGRAM_SYMBOLS = frozenset(("\N{GREEK SMALL LETTER MU}g", "ug"))
NEGATIONS = frozenset(("not", "no", "non", "never", "without", "contra", "anti"))
NEGATING_PREFIXES = (
    "contra",
    "anti",
    "ant",
    "non",
    "un",
    "in",
    "im",
    "ir",
    "dis",
    "de",
    "es",
    "ar",
    "para",
)
OPPOSITES = (
    ("hyper", "hypo"),
    ("tachy", "brady"),
    ("increas", "decreas"),
    ("rais", "lower"),
    ("rise", "fall"),
    ("inhibitor", "inducer"),
    ("inhibit", "induc"),
    ("dilat", "constrict"),
    ("dilation", "constriction"),
    ("mydria", "mio"),
    ("stimulant", "depressant"),
    ("systol", "diastol"),
    ("intra", "extra"),
    ("inhal", "exhal"),
    ("inspir", "expir"),
    ("anti", "pro"),
    ("macro", "micro"),
    ("poly", "oligo"),
    ("acid", "alkal"),
    ("high", "low"),
    ("left", "right"),
    ("upper", "lower"),
    ("before", "after"),
    ("above", "below"),
    ("more", "less"),
    ("with", "without"),
    ("acute", "chronic"),
    ("positive", "negative"),
    ("mg", "mcg"),
    ("mg", "g"),
    ("mcg", "g"),
)


def are_opposites(one: str, other: str) -> bool:
    """Tell whether two texts differ in one word only, by an opposite or a negation."""
    first = _words(one)
    second = _words(other)
    if len(first) < len(second):
        return _is_negated(first, second)
    if len(first) > len(second):
        return _is_negated(second, first)
    difference = _only_difference(first, second)
    return any(_are_opposed(*pair) for pair in difference)


def _is_negated(words: list[str], longer: list[str]) -> bool:
    """Tell whether the longer text has the same words and one negation."""
    for place, word in enumerate(longer):
        without_word = longer[:place] + longer[place + 1 :]
        if word in NEGATIONS and without_word == words:
            return True
    return False


def is_tenfold(one: str, other: str) -> bool:
    """Tell whether two texts differ in one number only, by a power of ten."""
    difference = _only_difference(_words(one), _words(other))
    return any(_is_tenfold_number(*pair) for pair in difference)


def _only_difference(first: list[str], second: list[str]) -> list[tuple[str, str]]:
    """Return the one pair of words in which two texts of equal length differ.

    Returns [] if more words differ, or the lengths do.
    """
    if len(first) != len(second):
        return []
    different = []
    for pair in zip(first, second, strict=True):
        if pair[0] != pair[1]:
            different.append(pair)
    return different if len(different) == 1 else []


def _words(text: str) -> list[str]:
    """Return the words of a text, casefolded, with one spelling of ae, oe and micrograms."""
    folded = text.casefold().replace("\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}")
    return [_with_one_spelling(word) for word in WORDS.findall(folded)]


def _with_one_spelling(word: str) -> str:
    if word in MICROGRAM_SYMBOLS:
        return "mcg"
    return word.replace("ae", "e").replace("oe", "e")


def _are_opposed(one: str, other: str) -> bool:
    if _adds_prefix(one, other) or _adds_prefix(other, one):
        return True
    return any(
        _exchanges_pair(one, other, pair) or _exchanges_pair(other, one, pair) for pair in OPPOSITES
    )


def _adds_prefix(word: str, other: str) -> bool:
    """Tell whether the other word is the same with a negating prefix."""
    return any(other == f"{prefix}{word}" for prefix in NEGATING_PREFIXES)


def _exchanges_pair(one: str, other: str, pair: tuple[str, str]) -> bool:
    """Tell whether one word becomes the other if the pair is exchanged in it."""
    first, second = pair
    if first not in one:
        return False
    exchanged = one.replace(first, second, 1)
    return exchanged == other


def _is_tenfold_number(one: str, other: str) -> bool:
    if not DIGITS.fullmatch(one) or not DIGITS.fullmatch(other):
        return False
    low, high = sorted((Fraction(one), Fraction(other)))
    if not low:
        return False
    ratio = high / low
    return bool(POWER_OF_TEN.fullmatch(str(ratio)))
