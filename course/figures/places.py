"""Read where something stands in a drawing: "20% 32%" from its left and its top."""

import re
from dataclasses import dataclass

PLACE = re.compile(r"(\d{1,2}(?:\.\d)?|100)% (\d{1,2}(?:\.\d)?|100)%(?: (left|below))?")


@dataclass(frozen=True)
class Place:
    """Hold a place in percent of a drawing.

    side: where words stand: "left", "below", or "" for the right.
    """

    x: str
    y: str
    side: str


def place_of(written: str) -> Place | None:
    """Return the place that was written; None if it is none."""
    place = PLACE.fullmatch(written)
    return Place(place[1], place[2], place[3] or "") if place else None
