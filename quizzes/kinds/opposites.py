"""Find texts that look alike and mean the opposite, or ten times as much. Pure.

Only authors are warned by these rules. Marking never uses them: it compares exactly.
"""

import re
from fractions import Fraction

WORDS = re.compile(r"[0-9]+(?:[.][0-9]+)?|[.][0-9]+|[^\W\d_]+|%")
DIGITS = re.compile(r"[0-9.]+")
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
    first, second = _words(one), _words(other)
    if len(first) == len(second):
        return any(_are_opposed(*pair) for pair in _only_difference(first, second))
    shorter, longer = sorted((first, second), key=len)
    if len(longer) != len(shorter) + 1:
        return False
    return any(
        word in NEGATIONS and longer[:at] + longer[at + 1 :] == shorter
        for at, word in enumerate(longer)
    )


def is_tenfold(one: str, other: str) -> bool:
    """Tell whether two texts differ in one number only, by a power of ten."""
    return any(_is_tenfold_number(*pair) for pair in _only_difference(_words(one), _words(other)))


def _only_difference(first: list[str], second: list[str]) -> list[tuple[str, str]]:
    """Return the one pair of words in which two texts of equal length differ.

    Returns [] if more words differ, or the lengths do.
    """
    if len(first) != len(second):
        return []
    different = [(one, other) for one, other in zip(first, second, strict=True) if one != other]
    return different if len(different) == 1 else []


def _words(text: str) -> list[str]:
    """Return the words of a text, casefolded, with one spelling of ae, oe and micrograms."""
    words = WORDS.findall(text.casefold().replace("\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}"))
    plain = (word.replace("ae", "e").replace("oe", "e") for word in words)
    return ["mcg" if word in {"\N{GREEK SMALL LETTER MU}g", "ug"} else word for word in plain]


def _are_opposed(one: str, other: str) -> bool:
    negated = (
        word
        for word in (one, other)
        for prefix in NEGATING_PREFIXES
        if {one, other} == {word, prefix + word}
    )
    return any(negated) or any(
        _exchanges_pair(one, other, pair) or _exchanges_pair(other, one, pair) for pair in OPPOSITES
    )


def _exchanges_pair(one: str, other: str, pair: tuple[str, str]) -> bool:
    return pair[0] in one and one.replace(*pair, 1) == other


def _is_tenfold_number(one: str, other: str) -> bool:
    if not all(DIGITS.fullmatch(word) for word in (one, other)):
        return False
    low, high = sorted((Fraction(one), Fraction(other)))
    ratio = high / low if low else Fraction(0)
    return ratio.denominator == 1 and re.fullmatch("10+", str(ratio)) is not None
