"""Texts that look alike and mean the opposite, or ten times as much. Pure; for what an author is told, never for marks:
marking compares exactly."""

import re
from fractions import Fraction

WORDS = re.compile(r"[0-9]+(?:[.][0-9]+)?|[.][0-9]+|[^\W\d_]+|%")
NEGATIONS = frozenset(("not", "no", "non", "never", "without", "contra", "anti"))
NEGATING_PREFIXES = ("contra", "anti", "ant", "non", "un", "in", "im", "ir", "dis", "de", "es", "ar", "para")
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
    """Whether two texts differ in one word, and there by an opposite, a negation or a power of ten."""
    first, second = _words(one), _words(other)
    if len(first) == len(second):
        different = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
        return len(different) == 1 and _opposed(*different[0])
    shorter, longer = sorted((first, second), key=len)
    if len(longer) != len(shorter) + 1:
        return False
    return any(word in NEGATIONS and longer[:at] + longer[at + 1 :] == shorter for at, word in enumerate(longer))


def _words(text: str) -> list[str]:
    """Its words without case, with one spelling of ae and oe, and micrograms by one name."""
    words = WORDS.findall(text.casefold().replace("\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}"))
    plain = (word.replace("ae", "e").replace("oe", "e") for word in words)
    return ["mcg" if word in {"\N{GREEK SMALL LETTER MU}g", "ug"} else word for word in plain]


def _opposed(one: str, other: str) -> bool:
    if one[0] in ".0123456789" and other[0] in ".0123456789":
        return _tenfold(Fraction(one), Fraction(other))
    if any(
        {one, other} == {prefix + word for prefix in ("", negating)}
        for word in (one, other)
        for negating in NEGATING_PREFIXES
    ):
        return True
    pairs = (*OPPOSITES, *((second, first) for first, second in OPPOSITES))
    return any(first in one and one.replace(first, second, 1) == other for first, second in pairs)


def _tenfold(one: Fraction, other: Fraction) -> bool:
    """Whether one number is the other times 10, 100, 1000 …, not the same."""
    if not one or not other or one == other:
        return False
    ratio = max(one, other) / min(one, other)
    return ratio.denominator == 1 and re.fullmatch("10+", str(ratio)) is not None
