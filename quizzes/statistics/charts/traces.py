"""The chart of a question's options: who chose each, from the weakest third to the strongest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quizzes.statistics.charts.drawing import LEFT, RIGHT, coordinate

TOP = 20.0
FOOT = 220.0
MARGIN = 40.0
# Where the three thirds stand.
XS = (
    LEFT + MARGIN,
    (LEFT + RIGHT) / 2,
    RIGHT - MARGIN,
)
BASELINE = 5.0  # from a line's end down to the baseline of its label
LOWEST_LABEL = FOOT + 1
LABEL_HEIGHT = 18.0

Shares = Sequence[float]  # of each third, the weakest first
Point = tuple[str, str]  # x and y


class PlottedOption(NamedTuple):
    """Hold an option whose line is to be drawn."""

    id: str
    letter: str
    is_key: bool


@dataclass(frozen=True)
class Trace:
    """Hold the line of an option: how often each third of learners chose it."""

    letter: str
    is_key: bool
    path: str
    dots: tuple[Point, ...]
    label_y: str


def option_traces(
    thirds: Mapping[str, Shares], options: Iterable[PlottedOption]
) -> tuple[Trace, ...]:
    """Return a line over the thirds of learners for each option that anybody chose.

    thirds: by the option's id, the share of each third that chose it.
    """
    chosen = [option for option in options if option.id in thirds]
    ends = {}
    for option in chosen:
        *_before, strongest = thirds[option.id]
        ends[option.letter] = _y(strongest)

    label_ys = _label_ys(ends)
    traces = []
    for option in chosen:
        trace = _trace(option, thirds[option.id], label_ys[option.letter])
        traces.append(trace)
    return tuple(traces)


def _y(share: float) -> float:
    return FOOT - share * (FOOT - TOP)


def _label_ys(ends: Mapping[str, float]) -> dict[str, float]:
    """Return the y of each label at the right end of its line, moved up where two would meet."""
    lowest_first = sorted(ends, key=lambda letter: -ends[letter])
    label_ys = {}
    lowest = LOWEST_LABEL
    for letter in lowest_first:
        y = min(ends[letter] + BASELINE, lowest)
        label_ys[letter] = y
        lowest = y - LABEL_HEIGHT
    return label_ys


def _trace(option: PlottedOption, shares: Shares, label_y: float) -> Trace:
    points = []
    for x, share in zip(XS, shares, strict=True):
        y = _y(share)
        points.append((coordinate(x), coordinate(y)))
    words = [f"{x} {y}" for x, y in points]
    path = "L".join(words)
    return Trace(
        letter=option.letter,
        is_key=option.is_key,
        path=f"M{path}",
        dots=tuple(points),
        label_y=coordinate(label_y),
    )
