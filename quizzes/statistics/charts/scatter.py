"""The chart of a quiz's questions: how easy each is, and how well it tells learners apart."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import NamedTuple, Self

from quizzes.statistics.charts.drawing import LEFT, RIGHT, WIDTH, coordinate

TOP = 30.0
FOOT = 300.0
# Correlations that the axis shows at least. It ends at a multiple of a fifth.
LOWEST_SHOWN = -0.2
HIGHEST_SHOWN = 0.6
ROUNDING_SLACK = 1e-9
DOT_HALF_WIDTH = 10.0
LETTER_WIDTH = 8.0
BASELINE = 4.0  # from the middle of a label down to its baseline
# How far a label is from its dot.
BESIDE = 15.0
ABOVE = 17.0
BELOW = 19.0
# How far labels are apart.
SPACE_ACROSS = 3.0
SPACE_DOWN = 14.0

Line = tuple[float, str, str]  # value, y, y of its label


class PlottedQuestion(NamedTuple):
    """Hold what the chart shows of a question.

    item_rest: the item-rest correlation. needs_a_look: the question is marked.
    """

    label: str
    facility: float
    item_rest: float
    needs_a_look: bool


@dataclass(frozen=True)
class Dot:
    """Hold the dot of a question.

    anchor: the side of its label, as in SVG; "" if there is no room for one.
    is_marked: True if the question needs a look.
    """

    x: str
    y: str
    label: str
    label_x: str
    label_y: str
    anchor: str
    is_marked: bool


@dataclass(frozen=True)
class Scatter:
    """Hold the dots of questions, and the horizontal lines.

    zone_y, zone_height: the zone of questions that tell learners apart too little.
    """

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    zero_y: str
    zone_y: str
    zone_height: str


@dataclass(frozen=True)
class CorrelationAxis:
    """Hold the vertical axis: its lowest and highest correlation, in fifths."""

    low: int
    high: int

    @classmethod
    def of(cls, correlations: Sequence[float]) -> Self:
        """Return the axis that holds these correlations."""
        lowest = min([LOWEST_SHOWN, *correlations])
        highest = max([HIGHEST_SHOWN, *correlations])
        low = floor(5 * lowest + ROUNDING_SLACK)
        high = ceil(5 * highest - ROUNDING_SLACK)
        return cls(low, high)

    def y(self, correlation: float) -> float:
        share = (5 * correlation - self.low) / (self.high - self.low)
        return FOOT - share * (FOOT - TOP)

    def lines(self) -> Iterator[Line]:
        """Yield a line for each fifth."""
        for fifths in range(self.low, self.high + 1):
            correlation = fifths / 5
            y = self.y(correlation)
            yield correlation, coordinate(y), coordinate(y + BASELINE)


class Occupied(NamedTuple):
    """Hold a place in the drawing that a dot or a label takes."""

    middle: float
    y: float
    half_width: float


class LabelPlace(NamedTuple):
    """Hold where a label may stand: its anchor as in SVG, where that is, and its middle."""

    anchor: str
    x: float
    y: float
    middle: float


def question_dots(questions: Iterable[PlottedQuestion], weak: float) -> Scatter:
    """Return a dot for each question, by facility and item-rest correlation.

    Easy questions stand to the right, those that tell learners apart at the top.
    weak: the correlation below which a zone is drawn.
    """
    # Labels are placed in this order, so those of marked questions first.
    by_label = sorted(questions, key=lambda question: question.label)
    shown = sorted(by_label, key=lambda question: not question.needs_a_look)
    correlations = [question.item_rest for question in shown]
    axis = CorrelationAxis.of(correlations)
    occupied = []
    for question in shown:
        x = _x(question)
        y = axis.y(question.item_rest)
        occupied.append(Occupied(x, y, DOT_HALF_WIDTH))

    dots = [_dot(question, axis, occupied) for question in shown]
    weak_y = axis.y(weak)
    return Scatter(
        dots=tuple(dots),
        lines=tuple(axis.lines()),
        zero_y=coordinate(axis.y(0)),
        zone_y=coordinate(weak_y),
        zone_height=coordinate(FOOT - weak_y),
    )


def _x(question: PlottedQuestion) -> float:
    return LEFT + (RIGHT - LEFT) * question.facility


def _dot(question: PlottedQuestion, axis: CorrelationAxis, occupied: list[Occupied]) -> Dot:
    """Return the dot of a question, and add its label to ``occupied``."""
    x = _x(question)
    y = axis.y(question.item_rest)
    half_width = LETTER_WIDTH * len(question.label) / 2
    place = _label_place(x, y, half_width, occupied, question.needs_a_look)
    if place is None:
        place = LabelPlace("", x, y, x)
    else:
        label = Occupied(place.middle, place.y, half_width)
        occupied.append(label)
    return Dot(
        x=coordinate(x),
        y=coordinate(y),
        label=question.label,
        label_x=coordinate(place.x),
        label_y=coordinate(place.y + BASELINE),
        anchor=place.anchor,
        is_marked=question.needs_a_look,
    )


def _label_place(
    x: float,
    y: float,
    half_width: float,
    occupied: Sequence[Occupied],
    is_marked: bool,
) -> LabelPlace | None:
    """Return where the label of the dot at (x, y) stands; None if there is no room.

    A marked dot always gets a label, over others if need be.
    """
    places = _places(x, y, half_width)
    inside = [place for place in places if _is_inside(place, half_width)]
    for place in inside:
        if not any(_meets(place, half_width, other) for other in occupied):
            return place
    if is_marked and inside:
        return inside[0]
    return None


def _places(x: float, y: float, half_width: float) -> list[LabelPlace]:
    """Return the places of a label beside a dot, the best first."""
    right = x + BESIDE
    left = x - BESIDE
    return [
        LabelPlace("start", right, y, right + half_width),
        LabelPlace("end", left, y, left - half_width),
        LabelPlace("middle", x, y - ABOVE, x),
        LabelPlace("middle", x, y + BELOW, x),
    ]


def _is_inside(place: LabelPlace, half_width: float) -> bool:
    """Tell whether a label there stays in the drawing."""
    left = place.middle - half_width
    right = place.middle + half_width
    return left >= LEFT and right <= WIDTH


def _meets(place: LabelPlace, half_width: float, other: Occupied) -> bool:
    """Tell whether a label there would touch what stands in ``other``."""
    across = abs(place.middle - other.middle)
    down = abs(place.y - other.y)
    needed_across = half_width + other.half_width + SPACE_ACROSS
    return across < needed_across and down < SPACE_DOWN
