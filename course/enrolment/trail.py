"""Draw the path through a course as one slow curve, as long as its units take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from math import ceil, cos, pi, sin
from typing import NamedTuple

from course.outline import ModuleOutline

# The drawing in its own units (templates/components/trail.html names them too): a page stretches
# its length, and keeps its height in pixels.
LENGTH = 1000
HEIGHT = 60
# Height, length and start of two waves. Neither length divides the other, so that no part of
# the line looks like another.
WAVES = ((14.0, 640.0, 0.6), (7.0, 290.0, 2.1))
LONGEST_BEND = 60  # of LENGTH
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


class Bend(NamedTuple):
    """Hold a short curve: where it begins and ends, and its control points between."""

    start: Point
    leaving: Point
    arriving: Point
    end: Point

    @property
    def path(self) -> str:
        """Return the way from start to end, as an SVG path goes on."""
        return f"C{self.leaving} {self.arriving} {self.end}"


class Stretch(NamedTuple):
    """Hold the part of the curve that stands for one unit."""

    bends: tuple[Bend, ...]

    @property
    def start(self) -> Point:
        return self.bends[0].start

    @property
    def end(self) -> Point:
        return self.bends[-1].end

    @property
    def path(self) -> str:
        """Return the way from start to end, as an SVG path goes on."""
        return "".join(bend.path for bend in self.bends)


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
    minutes = tuple(unit.minutes for unit in units)
    stretches = stretches_of(minutes)
    keys = [unit.key for unit in units]
    by_key = dict(zip(keys, stretches, strict=True))
    done_keys = modules[0].done_keys
    walked = [by_key[key] for key in keys if key in done_keys]
    return Trail(
        modules=[_module(part, by_key) for part in modules],
        whole=_joined(stretches),
        walked=_joined(walked),
    )


@lru_cache(maxsize=200)
def stretches_of(minutes: tuple[int, ...]) -> tuple[Stretch, ...]:
    """Return the part of the curve of each unit, in order. minutes: of each."""
    # A unit that takes no time is a step all the same.
    widths = [max(each, 1) for each in minutes]
    scale = LENGTH / sum(widths)
    borders = [x * scale for x in accumulate(widths, initial=0)]
    return tuple(_stretch(start, end) for start, end in pairwise(borders))


def _stretch(start: float, end: float) -> Stretch:
    """Return the curve between two places, in bends so short that they follow the waves."""
    count = ceil((end - start) / LONGEST_BEND)
    width = (end - start) / count
    borders = [*(start + width * number for number in range(count)), end]
    return Stretch(tuple(_bend(left, right) for left, right in pairwise(borders)))


def _bend(start: float, end: float) -> Bend:
    """Return a curve that leaves and arrives as the waves rise there."""
    third = (end - start) / 3
    rise = third * _slope(start)
    fall = third * _slope(end)
    first = Point(start, _height(start))
    last = Point(end, _height(end))
    return Bend(
        start=first,
        leaving=Point(start + third, first.y + rise),
        arriving=Point(end - third, last.y - fall),
        end=last,
    )


def _height(x: float) -> float:
    height = HEIGHT / 2
    for size, length, start in WAVES:
        angle = 2 * pi * x / length + start
        height += size * sin(angle)
    return height


def _slope(x: float) -> float:
    slope = 0.0
    for size, length, start in WAVES:
        turn = 2 * pi / length
        slope += size * turn * cos(turn * x + start)
    return slope


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


def _module(part: ModuleOutline, by_key: Mapping[str, Stretch]) -> ModuleOnTrail:
    """Return where a module is drawn. by_key: the stretch of each unit."""
    stretches = [by_key[unit.key] for unit in part.rows]
    start = stretches[0].start
    end = stretches[-1].end
    width = end.x - start.x
    middle = start.x + width / 2
    marked = by_key.get(part.marked)  # its key is "" if the marked unit is in another module
    return ModuleOnTrail(
        part=part,
        middle=Point(middle, HEIGHT),
        end=end,
        here=marked.start if marked else None,
        shows_number=width >= ROOM_FOR_NUMBER,
        shows_minutes=width >= ROOM_FOR_MINUTES,
    )
