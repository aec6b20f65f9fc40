"""Sort: cards that the reader puts into bins, one at a time, before the author's answer shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Row, Words

BIN = "Bin"
BECAUSE = "Because"
COLUMNS = (BIN, BECAUSE)
MIN_BINS = 2
MAX_BINS = 4
MIN_CARDS = 4
MAX_CARDS = 12
MAX_COLUMNS_OF_CARD = 2


@dataclass(frozen=True)
class Bin:
    """Hold a bin: its key in the page, its name, and what belongs into it."""

    key: str
    name: str
    meaning: str


@dataclass(frozen=True)
class Card:
    """Hold a card; detail is the small line under it, None without one."""

    words: Words
    detail: Words | None
    bin: Bin
    because: Words


@dataclass(frozen=True)
class Sort(FigureKind):
    """Hold the bins, the cards in the author's order, and what is said at the end."""

    bins: tuple[Bin, ...]
    cards: tuple[Card, ...]
    done: Words

    spoken: ClassVar[frozenset[str]] = frozenset({"bins", "done"})
    has_script: ClassVar[bool] = True

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        bins = _read_bins(box)
        done = box.needed_words("done")
        rows = box.rows(COLUMNS, allows_more=True)
        cards = _read_cards(box, rows, bins)
        _check_together(box, bins, cards, len(rows))
        if done is None or not bins or not cards:
            return None
        return cls(bins, tuple(cards), done)


def _read_bins(box: FigureBox) -> tuple[Bin, ...]:
    """Return the bins of the setting "bins: Name = what belongs there; …"; none if it is wrong."""
    words = box.needed_words("bins")
    if words is None:
        return ()
    bins = []
    entries = words.text.split(";")
    for number, entry in enumerate(entries, 1):
        name, _equals, meaning = entry.partition("=")
        bin = Bin(f"bin-{number}", name.strip(), meaning.strip())
        bins.append(bin)

    if problem := _problem_with(bins):
        box.problem(words.line, problem)
        return ()
    return tuple(bins)


def _problem_with(bins: Sequence[Bin]) -> str:
    """Return what is wrong with the bins; "" if nothing is."""
    are_complete = all(bin.name and bin.meaning for bin in bins)
    if not are_complete:
        return 'a bin has a name and a meaning; write "Refer = the reason will last; …"'
    names = {bin.name for bin in bins}
    if len(names) < len(bins) or not MIN_BINS <= len(bins) <= MAX_BINS:
        return f"a sort has {MIN_BINS} to {MAX_BINS} bins with different names"
    return ""


def _read_cards(box: FigureBox, rows: Sequence[Row], bins: Sequence[Bin]) -> list[Card]:
    """Return the cards of the rows that are sound; report the others."""
    cards = []
    for row in rows:
        card = _read_card(box, row, bins)
        if card is not None:
            cards.append(card)
    return cards


def _read_card(box: FigureBox, row: Row, bins: Sequence[Bin]) -> Card | None:
    """Return the card of a row: its first cell, a second one under it, and where it belongs."""
    own_cells = _own_cells(box, row)
    if own_cells is None:
        return None
    words, *details = own_cells
    detail = details[0] if details else None
    because = row[BECAUSE]
    if not because.text:
        box.problem(row.line, f'this card has no reason; write it under "{BECAUSE}"')
    bin = _bin_of(box, row, bins)
    if bin is None:
        return None
    return Card(words, detail, bin, because)


def _own_cells(box: FigureBox, row: Row) -> list[Words] | None:
    """Return the words of a card, then its small line if it has one; report what is wrong."""
    cells = row.cells_beside(COLUMNS)
    is_sound = 1 <= len(cells) <= MAX_COLUMNS_OF_CARD and cells[0].text
    if not is_sound:
        text = "a card has one column, or two: what is sorted, and a small line under it"
        box.problem(row.line, text)
        return None
    if cells[0].has_links:
        text = f'a card has no citation and no link; put it into "{BECAUSE}"'
        box.problem(row.line, text)
    return cells


def _bin_of(box: FigureBox, row: Row, bins: Sequence[Bin]) -> Bin | None:
    """Return the bin that a row names; report it if there is none of this name."""
    name = row.text(BIN)
    for bin in bins:
        if bin.name == name:
            return bin
    if bins:  # without any, they are what is reported
        names = ", ".join(bin.name for bin in bins)
        box.problem(row.line, f'there is no bin "{name}"; write one of {names}')
    return None


def _check_together(box: FigureBox, bins: Sequence[Bin], cards: Sequence[Card], count: int) -> None:
    """Report too few or too many cards, and empty bins; count: also of cards that are wrong."""
    if not bins or count == 0:
        return
    if not MIN_CARDS <= count <= MAX_CARDS:
        text = f"a sort has {MIN_CARDS} to {MAX_CARDS} cards; write a row each"
        box.problem(box.line, text)

    if len(cards) < count:
        return
    used = {card.bin for card in cards}
    for bin in bins:
        if bin in used:
            continue
        text = f'no card belongs into "{bin.name}"; remove this bin, or add a card'
        box.problem(box.line, text)
