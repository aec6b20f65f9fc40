"""Read what stands in the cells and settings of figures: numbers, ranges, sources."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from course.figures.figure_box import FigureBox, Row, Words
from course.text.trees import cited_tags

MINUS = "\N{MINUS SIGN}"
NOT_A_NUMBER = Decimal("NaN")
WHOLE = re.compile(r"\d{1,4}")


@dataclass(frozen=True)
class Number:
    """Hold a number, and how it is written: with the decimals of its source and a true minus."""

    value: Decimal
    written: str

    def __str__(self) -> str:
        return self.written


def number_in(box: FigureBox, words: Words) -> Number | None:
    """Return the number that stands alone in a cell; report it if it is none."""
    try:
        value = decimal_of(words.text)
    except InvalidOperation:
        value = NOT_A_NUMBER
    if not value.is_finite():
        box.problem(words.line, f'"{words.text[:40]}" is no number; write digits alone')
        return None
    return Number(value, words.text.replace("-", MINUS))


def decimal_of(written: str) -> Decimal:
    """Return the number in digits with either minus. Raises InvalidOperation."""
    return Decimal(written.replace(MINUS, "-"))


def whole_in(box: FigureBox, words: Words) -> int | None:
    """Return the whole number from 0 to 9999 in a cell or setting; report it if it is none."""
    if WHOLE.fullmatch(words.text):
        return int(words.text)
    box.problem(words.line, f'"{words.text[:40]}" is no whole number; write digits alone')
    return None


def needed_whole(box: FigureBox, name: str) -> int | None:
    """Take a setting off that is a whole number; report it if it is none."""
    words = box.needed_words(name)
    return whole_in(box, words) if words else None


def sources_of(row: Row) -> Words:
    """Return what a row cites, each source once, as one citation without words around it."""
    tags: dict[str, None] = {}
    for cell in row.cells.values():
        tags |= dict.fromkeys(cited_tags(cell.tree))
    return citation_of(tags, row.line)


def citation_of(tags: Iterable[str], line: int) -> Words:
    """Return a citation of these tags as words; without tags, no words."""
    tree = Element("div")
    written = "; ".join(f"@{tag}" for tag in tags)
    if written:
        tree.append(Element("citation", {"of": written}))
    return Words(tree, "", line)


def require_source(box: FigureBox, row: Row) -> None:
    """Report a row of a table that cites nothing."""
    cites = any(cell.cites or cell.plain for cell in row.cells.values())
    if not cites:
        box.problem(row.line, "this row cites nothing; add its source to a cell, [@F1]")


def without_end_zeros(value: Decimal) -> Decimal:
    """Return a number as people write it: 5 for 5.0, and 10 for 1E+1."""
    whole = value.to_integral_value()
    if whole == value:
        return whole.quantize(Decimal(1))
    return value.normalize()


def per_cent(part: Decimal | int, whole: Decimal | int) -> str:
    """Return a share as drawings write it, with two decimals and without the sign."""
    return f"{100 * Decimal(part) / Decimal(whole):.2f}"
