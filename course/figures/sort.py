"""Sort: cards that the reader puts into bins, one at a time, before the author's answer shows."""

from dataclasses import dataclass
from typing import ClassVar, Self

from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Row, Words

BIN = "Bin"
BECAUSE = "Because"
MIN_BINS, MAX_BINS = 2, 4
MIN_CARDS, MAX_CARDS = 4, 12
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
        rows = box.rows((BIN, BECAUSE), allows_more=True)
        cards = [_read_card(box, row, bins) for row in rows]
        known = [card for card in cards if card is not None]
        if bins and rows and not MIN_CARDS <= len(rows) <= MAX_CARDS:
            box.problem(box.line, f"a sort has {MIN_CARDS} to {MAX_CARDS} cards; write a row each")
        if len(known) == len(rows):
            _check_bins_are_used(box, bins, known)
        if done is None or not bins or not known:
            return None
        return cls(bins, tuple(known), done)


def _read_bins(box: FigureBox) -> tuple[Bin, ...]:
    """Return the bins of the setting "bins: Name = what belongs there; …"; none if it is wrong."""
    words = box.needed_words("bins")
    if words is None:
        return ()
    bins = []
    for number, written in enumerate(words.text.split(";"), 1):
        name, equals, meaning = (part.strip() for part in written.partition("="))
        if not (name and equals and meaning):
            text = 'a bin has a name and a meaning; write "Refer = the reason will last; …"'
            box.problem(words.line, text)
            return ()
        bins.append(Bin(f"bin-{number}", name, meaning))
    names = {bin.name for bin in bins}
    if not MIN_BINS <= len(bins) <= MAX_BINS or len(names) < len(bins):
        text = f"a sort has {MIN_BINS} to {MAX_BINS} bins with different names"
        box.problem(words.line, text)
        return ()
    return tuple(bins)


def _read_card(box: FigureBox, row: Row, bins: tuple[Bin, ...]) -> Card | None:
    """Return the card of a row: its first cell, a second one under it, and where it belongs."""
    own = [cell for column, cell in row.cells.items() if column not in {BIN, BECAUSE}]
    if not 1 <= len(own) <= MAX_COLUMNS_OF_CARD or not own[0].text:
        text = "a card has one column, or two: what is sorted, and a small line under it"
        box.problem(row.line, text)
        return None
    if own[0].has_links:
        text = f'a card has no citation and no link; put it into "{BECAUSE}"'
        box.problem(row.line, text)
    because = row[BECAUSE]
    if not because.text:
        box.problem(row.line, f'this card has no reason; write it under "{BECAUSE}"')
    found = [bin for bin in bins if bin.name == row.text(BIN)]
    if not found and bins:
        names = ", ".join(bin.name for bin in bins)
        box.problem(row.line, f'there is no bin "{row.text(BIN)}"; write one of {names}')
    if not found:
        return None
    return Card(own[0], own[1] if len(own) > 1 else None, found[0], because)


def _check_bins_are_used(box: FigureBox, bins: tuple[Bin, ...], cards: list[Card]) -> None:
    used = {card.bin for card in cards}
    for bin in bins:
        if cards and bin not in used:
            text = f'no card belongs into "{bin.name}"; remove this bin, or add a card'
            box.problem(box.line, text)
