"""Read where something stands in a drawing: "20% 32%" from its left and its top."""

import re
from dataclasses import dataclass

PLACE = re.compile(r"(\d{1,2}(?:\.\d)?|100)% (\d{1,2}(?:\.\d)?|100)%( left)?")


@dataclass(frozen=True)
class Place:
    """Hold a place in per cent of a drawing; ``is_left``: words stand to its left."""

    x: str
    y: str
    is_left: bool


def place_of(written: str) -> Place | None:
    """Return the place that was written; None if it is none."""
    place = PLACE.fullmatch(written)
    return Place(place[1], place[2], bool(place[3])) if place else None
