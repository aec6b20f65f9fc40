"""Draw the path through a course as one slow curve, as long as its units take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from math import cos, pi, sin
from typing import NamedTuple

from course.models import Unit
from course.outline import ModuleOutline

# The drawing in its own units (templates/components/trail.html names them too): a page stretches
# its length, and keeps its height in pixels.
LENGTH = 1000
HEIGHT = 60
# Height, length and start of two waves. Neither length divides the other, so that no part of
# the line looks like another.
WAVES = ((14.0, 640.0, 0.6), (7.0, 290.0, 2.1))
# A module shows its minutes where there is room for the words, its number where there is for that.
ROOM_FOR_MINUTES = 70  # of LENGTH
ROOM_FOR_NUMBER = 24
EDGE = 80  # so near an end, words do not fit on both sides of a point


class Point(NamedTuple):
    """Hold a place of the drawing. x: from 0 to LENGTH; y: in pixels from above."""

    x: float
    y: float

    @property
    def percent(self) -> str:
        """Return how far along the drawing it is."""
        return f"{100 * self.x / LENGTH:.2f}%"

    @property
    def height(self) -> str:
        """Return how far below the upper edge it is, in pixels."""
        return f"{self.y:.1f}"

    @property
    def side(self) -> str:
        """Return "start" or "end" where words beside it would leave the drawing, else "middle"."""
        if self.x < EDGE:
            return "start"
        return "end" if self.x > LENGTH - EDGE else "middle"

    def __str__(self) -> str:
        return f"{self.x:.1f} {self.y:.1f}"


class Stretch(NamedTuple):
    """Hold the part of the curve that stands for one unit. bend: its two control points."""

    start: Point
    bend: tuple[Point, Point]
    end: Point

    @property
    def path(self) -> str:
        """Return the way from start to end, as an SVG path goes on."""
        first, second = self.bend
        return f"C{first} {second} {self.end}"


@dataclass(frozen=True)
class ModuleOnTrail:
    """Hold where a module is drawn.

    here: where the learner is, None if that is in another module.
    """

    part: ModuleOutline
    middle: Point
    end: Point
    here: Point | None
    shows_number: bool
    shows_minutes: bool


@dataclass(frozen=True)
class Trail:
    """Hold the drawing of a learner's path. whole, walked: data of SVG paths."""

    modules: Sequence[ModuleOnTrail]
    whole: str
    walked: str


def trail_of(modules: Sequence[ModuleOutline]) -> Trail:
    """Return the path of an outline that is not empty."""
    units = [unit for part in modules for unit in part.rows]
    stretches = stretches_of(tuple(unit.minutes for unit in units))
    by_key = {unit.key: stretch for unit, stretch in zip(units, stretches, strict=True)}
    done_keys = modules[0].done_keys
    walked = (stretch for key, stretch in by_key.items() if key in done_keys)
    return Trail(
        modules=[_module(part, [by_key[unit.key] for unit in part.rows]) for part in modules],
        whole=_joined(stretches),
        walked=_joined(walked),
    )


@lru_cache(maxsize=200)
def stretches_of(minutes: tuple[int, ...]) -> tuple[Stretch, ...]:
    """Return the part of the curve of each unit, in order. minutes: of each."""
    # A unit that takes no time is a step all the same.
    widths = [max(each, 1) for each in minutes]
    scale = LENGTH / sum(widths)
    borders = [Point(x * scale, _height(x * scale)) for x in accumulate(widths, initial=0)]
    return tuple(_stretch(start, end) for start, end in pairwise(borders))


def _stretch(start: Point, end: Point) -> Stretch:
    """Return the curve between two points that leaves and arrives as the waves rise there."""
    third = (end.x - start.x) / 3
    leaving = Point(start.x + third, start.y + third * _slope(start.x))
    arriving = Point(end.x - third, end.y - third * _slope(end.x))
    return Stretch(start, (leaving, arriving), end)


def _height(x: float) -> float:
    waves = (size * sin(2 * pi * x / length + start) for size, length, start in WAVES)
    return HEIGHT / 2 + sum(waves)


def _slope(x: float) -> float:
    waves = (
        size * 2 * pi / length * cos(2 * pi * x / length + start) for size, length, start in WAVES
    )
    return sum(waves)


def _joined(stretches: Iterable[Stretch]) -> str:
    """Return one path along stretches in order; it is lifted where they do not touch."""
    path = []
    at = None
    for stretch in stretches:
        if stretch.start != at:
            path.append(f"M{stretch.start}")
        path.append(stretch.path)
        at = stretch.end
    return "".join(path)


def _module(part: ModuleOutline, stretches: Sequence[Stretch]) -> ModuleOnTrail:
    start, end = stretches[0].start, stretches[-1].end
    width = end.x - start.x
    return ModuleOnTrail(
        part=part,
        middle=Point((start.x + end.x) / 2, HEIGHT),
        end=end,
        here=_here(part.rows, stretches, part.marked),
        shows_number=width >= ROOM_FOR_NUMBER,
        shows_minutes=width >= ROOM_FOR_MINUTES,
    )


def _here(units: Sequence[Unit], stretches: Sequence[Stretch], marked: str) -> Point | None:
    """Return where the unit with the key ``marked`` begins; None if it is not among them."""
    for unit, stretch in zip(units, stretches, strict=True):
        if unit.key == marked:
            return stretch.start
    return None
