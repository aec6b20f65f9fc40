"""A drawing with numbered places, and a list that says what is at each."""

from dataclasses import dataclass
from typing import ClassVar, Self

from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Row, Words
from course.figures.places import Place, place_of

COLUMNS = ("At", "Short", "Long")
NO_PLACE = (
    'a place is written "20% 32%", from the left and the top, '
    'and "20% 32% left" or "20% 32% below" says where its words stand'
)


@dataclass(frozen=True)
class Label:
    """Hold what stands at one place of a drawing: ``short`` beside it, both in the list."""

    place: Place
    short: Words
    long: Words


@dataclass(frozen=True)
class Diagram(FigureKind):
    """Hold the labels of a drawing, in the order of their numbers; ``foot`` stands below."""

    alt: Words
    note: Words | None
    labels: tuple[Label, ...]
    foot: tuple[Words, ...]

    spoken: ClassVar[frozenset[str]] = frozenset({"alt", "note"})
    silent: ClassVar[frozenset[str]] = frozenset({"At"})
    is_explored: ClassVar[bool] = False

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        box.needed_words("drawing")
        alt = box.needed_words("alt")
        note = box.words("note")
        labels = [_label(row, box) for row in box.rows(COLUMNS)]
        known = tuple(filter(None, labels))
        foot = box.paragraphs()
        if alt is None:
            return None
        return cls(alt, note, known, foot)


def _label(row: Row, box: FigureBox) -> Label | None:
    place = place_of(row.text("At"))
    if place is None:
        box.problem(row.line, NO_PLACE)
        return None
    if row["Short"].has_links:
        box.problem(row.line, "the short words are drawn; put citations and links into the long")
    return Label(place, row["Short"], row["Long"])
