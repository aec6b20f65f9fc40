"""Charts of statistics: their geometry, as text for the attributes of SVG.

The templates add words and colours. Coordinates are those of a drawing 530 wide; y grows downwards.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

WIDTH = 530
LEFT, RIGHT = 46.0, 516.0
MAX_BARS = 21  # one bar for each number of points up to here; beyond, one for each five per cent
ScoreRow = tuple[Fraction, Fraction, bool]  # earned, possible, whether the pass mark was reached


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
    lines: tuple[tuple[float, str, str], ...]  # value, y, y of its label
    zero_y: str
    zone_y: str
    zone_height: str


@dataclass(frozen=True)
class Trace:
    """Hold the line of an option: how often it was chosen, from the weakest to the strongest third."""

    letter: str
    is_key: bool
    path: str
    dots: tuple[tuple[str, str], ...]
    label_y: str


def score_bars(
    scores: Sequence[ScoreRow], pass_mark: int, height: float = 210, foot: float = 270
) -> Histogram:
    """Return bars that show how many learners reached which score."""
    possible = {most for _earned, most, _reached in scores}
    most = possible.pop() if len(possible) == 1 else Fraction(0)
    in_points = most.denominator == 1 and 0 < most < MAX_BARS
    last = int(most) if in_points else 19
    below: Counter[int] = Counter()
    reached: Counter[int] = Counter()
    for earned, of, is_reached in scores:
        place = floor(earned) if in_points else min(floor(20 * earned / of), 19) if of else 0
        (reached if is_reached else below)[place] += 1
    first = min([*below, *reached, last - 5])
    step = (RIGHT - LEFT + 20) / (last - first + 1)
    scale = height / max((below + reached).values(), default=1)
    bars = []
    for place in range(first, last + 1):
        x, low, high = (
            LEFT - 10 + step * (place - first),
            below[place] * scale,
            reached[place] * scale,
        )
        bars.append(
            Bar(
                x=_coordinate(x + step * 0.07),
                width=_coordinate(step * 0.86),
                middle=_coordinate(x + step / 2),
                below=(_coordinate(foot - low), _coordinate(low)),
                reached=(_coordinate(foot - low - high), _coordinate(high)),
                count=below[place] + reached[place],
                count_y=_coordinate(foot - low - high - 8),
                label=str(place if in_points else 5 * place),
            )
        )
    mark = ceil(pass_mark * most / 100) if in_points else Fraction(pass_mark, 5)
    mark_x = LEFT - 10 + step * max(float(mark) - first, 0)
    return Histogram(tuple(bars), in_points, int(most), _coordinate(mark_x))


def question_dots(
    questions: Iterable[tuple[str, float, float, bool]],
    weak: float,
    top: float = 30,
    foot: float = 300,
) -> Scatter:
    """Return a dot for each question, by facility and item-rest correlation.

    Easy questions stand to the right, those that tell learners apart at the top.
    questions: (label, facility, item-rest correlation, whether it needs a look).
    weak: the correlation below which a zone is drawn.
    """
    shown = sorted(questions, key=lambda row: (not row[3], row[0]))
    values = [r for _label, _facility, r, _marked in shown]
    low, high = (
        floor(5 * min([-0.2, *values]) + 1e-9),
        ceil(5 * max([0.6, *values]) - 1e-9),
    )  # fifths

    def y(r: float) -> float:
        return foot - (5 * r - low) / (high - low) * (foot - top)

    taken = [
        (LEFT + (RIGHT - LEFT) * facility, y(r), 10.0) for _label, facility, r, _marked in shown
    ]
    dots = []
    for label, facility, r, is_marked in shown:
        across, down = LEFT + (RIGHT - LEFT) * facility, y(r)
        anchor, label_x, label_y = _place_label(across, down, 8.0 * len(label), is_marked, taken)
        dots.append(
            Dot(
                x=_coordinate(across),
                y=_coordinate(down),
                label=label,
                label_x=_coordinate(label_x),
                label_y=_coordinate(label_y + 4),
                anchor=anchor,
                is_marked=is_marked,
            )
        )
    lines = tuple(
        (fifths / 5, _coordinate(y(fifths / 5)), _coordinate(y(fifths / 5) + 4))
        for fifths in range(low, high + 1)
    )
    return Scatter(
        tuple(dots), lines, _coordinate(y(0)), _coordinate(y(weak)), _coordinate(foot - y(weak))
    )


def _place_label(
    across: float,
    down: float,
    width: float,
    is_marked: bool,
    taken: list[tuple[float, float, float]],
) -> tuple[str, float, float]:
    """Return (anchor, x, y) where a dot's label has room, and take it.

    taken: (middle, y, half the width) of all that is drawn already; the label is added.
    A dot that needs a look always gets a label; another gets the anchor "" if there is no room.
    """
    gap, half = 15.0, width / 2
    places = [
        ("start", across + gap, down, across + gap + half),
        ("end", across - gap, down, across - gap - half),
        ("middle", across, down - 17, across),
        ("middle", across, down + 19, across),
    ]
    places = [place for place in places if place[3] - half >= LEFT and place[3] + half <= WIDTH]
    free = [
        place
        for place in places
        if not any(
            abs(place[3] - x) < half + other + 3 and abs(place[2] - y) < 14 for x, y, other in taken
        )
    ]
    for anchor, x, y, middle in free or (places if is_marked else []):
        taken.append((middle, y, half))
        return anchor, x, y
    return "", across, down


def option_traces(
    thirds: Mapping[str, Sequence[float]],
    options: Iterable[tuple[str, str, bool]],
    top: float = 20,
    foot: float = 220,
) -> tuple[Trace, ...]:
    """Return a line over the thirds of learners for each option that anybody chose.

    options: (id, letter, whether it is right). Labels at the right end are moved apart.
    """
    rows = []
    for option, letter, is_key in options:
        if option in thirds:
            ys = [foot - share * (foot - top) for share in thirds[option]]
            rows.append((ys, letter, is_key))
    labels: dict[str, float] = {}
    floor_y = foot + 19
    for ys, letter, _is_key in sorted(rows, key=lambda row: -row[0][-1]):
        floor_y = labels[letter] = min(ys[-1] + 5, floor_y - 18)
    xs = [LEFT + 40, (LEFT + RIGHT) / 2, RIGHT - 40]
    return tuple(
        Trace(
            letter=letter,
            is_key=is_key,
            path="M"
            + "L".join(f"{_coordinate(x)} {_coordinate(y)}" for x, y in zip(xs, ys, strict=True)),
            dots=tuple((_coordinate(x), _coordinate(y)) for x, y in zip(xs, ys, strict=True)),
            label_y=_coordinate(labels[letter]),
        )
        for ys, letter, is_key in rows
    )


def _coordinate(number: float) -> str:
    """Return a coordinate with one decimal, whatever the locale."""
    return f"{number:.1f}"
