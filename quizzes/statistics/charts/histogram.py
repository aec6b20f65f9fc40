"""The chart of a quiz's scores: how many learners reached which."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from quizzes.statistics.charts.drawing import LEFT, RIGHT, coordinate

MAX_BARS = 21  # one bar for each number of points up to here; beyond, one for each five per cent
LAST_FIVE_PER_CENT = 19
MIN_BARS = 6
HEIGHT = 210.0
FOOT = 270.0
MARGIN = 10.0  # beside the axis, on each side
GAP_SHARE = 0.07  # of a bar's place, on each side
COUNT_ABOVE_BAR = 8.0

# Earned, possible, whether the pass mark was reached, and how many learners have this score.
ScoreRow = tuple[Fraction, Fraction, bool, int]


@dataclass(frozen=True)
class Bar:
    """Hold one bar: learners below the pass mark at its foot, those who reached it above them."""

    x: str
    width: str
    middle: str
    below: tuple[str, str]  # y and height
    reached: tuple[str, str]
    count: int
    count_y: str
    label: str


@dataclass(frozen=True)
class Histogram:
    """Hold the bars of scores.

    in_points: True if a bar is a number of points of ``most``; else it is five per cent.
    mark_x: where the pass mark is.
    """

    bars: tuple[Bar, ...]
    in_points: bool
    most: int
    mark_x: str


@dataclass(frozen=True)
class ScoreAxis:
    """Hold the horizontal axis: the first and the last place of a bar.

    in_points: a place is a number of points; else it is a number of five per cents.
    """

    first: int
    last: int
    in_points: bool

    @property
    def step(self) -> float:
        """Return how wide a place is."""
        places = self.last - self.first + 1
        return (RIGHT - LEFT + 2 * MARGIN) / places

    def x(self, place: float) -> float:
        """Return the left end of a place."""
        places_before = max(place - self.first, 0)
        return LEFT - MARGIN + self.step * places_before

    def label(self, place: int) -> str:
        number = place if self.in_points else 5 * place
        return str(number)


def score_bars(scores: Sequence[ScoreRow], pass_mark: int) -> Histogram:
    """Return bars that show how many learners reached which score."""
    most = _equal_maximum(scores)
    in_points = most.denominator == 1 and 0 < most < MAX_BARS
    below, reached = _learners_by_place(scores, in_points)

    last = int(most) if in_points else LAST_FIVE_PER_CENT
    first = min([last - MIN_BARS + 1, *below, *reached])
    axis = ScoreAxis(first, last, in_points)
    highest = max((below + reached).values(), default=1)
    bars = []
    for place in range(axis.first, axis.last + 1):
        bar = _bar(axis, place, below[place], reached[place], HEIGHT / highest)
        bars.append(bar)

    mark = float(ceil(pass_mark * most / 100)) if in_points else pass_mark / 5
    return Histogram(
        bars=tuple(bars),
        in_points=in_points,
        most=int(most),
        mark_x=coordinate(axis.x(mark)),
    )


def _learners_by_place(
    scores: Sequence[ScoreRow], in_points: bool
) -> tuple[Counter[int], Counter[int]]:
    """Return how many learners each place holds: below the pass mark, and who reached it."""
    below: Counter[int] = Counter()
    reached: Counter[int] = Counter()
    for earned, possible, is_reached, n in scores:
        place = floor(earned) if in_points else _five_per_cent(earned, possible)
        counts = reached if is_reached else below
        counts[place] += n
    return below, reached


def _equal_maximum(scores: Sequence[ScoreRow]) -> Fraction:
    """Return what every learner could earn; 0 if not all could earn the same."""
    maxima = {possible for _earned, possible, _reached, _n in scores}
    if len(maxima) != 1:
        return Fraction(0)
    return maxima.pop()


def _five_per_cent(earned: Fraction, possible: Fraction) -> int:
    """Return which five per cent a score lies in, from 0; the last holds 100 % too."""
    if not possible:
        return 0
    place = floor(20 * earned / possible)
    return min(place, LAST_FIVE_PER_CENT)


def _bar(axis: ScoreAxis, place: int, below: int, reached: int, scale: float) -> Bar:
    """Return the bar at a place.

    below, reached: how many learners it counts. scale: how high one of them is.
    """
    left = axis.x(place)
    below_height = below * scale
    reached_height = reached * scale
    below_y = FOOT - below_height
    reached_y = below_y - reached_height
    return Bar(
        x=coordinate(left + axis.step * GAP_SHARE),
        width=coordinate(axis.step * (1 - 2 * GAP_SHARE)),
        middle=coordinate(left + axis.step / 2),
        below=(coordinate(below_y), coordinate(below_height)),
        reached=(coordinate(reached_y), coordinate(reached_height)),
        count=below + reached,
        count_y=coordinate(reached_y - COUNT_ABOVE_BAR),
        label=axis.label(place),
    )
