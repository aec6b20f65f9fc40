"""docs/accessibility-conformance.md judges each criterion of WCAG 2.2 A and AA once."""

import re
from collections import Counter
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "accessibility-conformance.md").read_text()
# Criteria of WCAG 2.2; 4.1.1 is no longer one of them.
LEVEL_A = """
1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1
2.4.2 2.4.3 2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7 4.1.2
"""
LEVEL_AA = """
1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 2.4.11
2.5.7 2.5.8 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3
"""
ROW = re.compile(r"^\| (\d\.\d\.\d+) \| (A+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
COLOUR = re.compile(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)")


def test_every_criterion_is_judged_once_and_says_how():
    standard = dict.fromkeys(LEVEL_A.split(), "A") | dict.fromkeys(LEVEL_AA.split(), "AA")
    assert Counter(standard.values()) == {"A": 31, "AA": 24}
    rows = ROW.findall(TEXT)
    assert sorted((row[0], row[1]) for row in rows) == sorted(standard.items())
    states = Counter(row[3] for row in rows)
    summary = dict(re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", TEXT, re.MULTILINE))
    assert {state: int(count) for state, count in summary.items() if int(count)} == states


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rgb`` or ``#rrggbb``, from 0 to 1, as WCAG defines it."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_borders_and_focus_stand_out_from_every_ground():
    assert round(contrast("#fff", "#767676"), 2) == 4.54
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text()
    colours = {name: shades for name, *shades in COLOUR.findall(tokens)}
    signs, grounds = ("edge", "focus", "accent", "brick"), ("paper", "surface", "sunk")
    faint = [
        (sign, ground, shade)
        for sign, ground, shade in product(signs, grounds, (0, 1))
        if contrast(colours[sign][shade], colours[ground][shade]) < 3
    ]
    assert faint == []
