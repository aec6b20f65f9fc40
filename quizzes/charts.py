"""Charts of statistics: geometry only, as text for the attributes of SVG. Words and colours are the templates'.

Coordinates are those of a drawing 530 wide; y grows downwards.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

WIDTH = 530
LEFT, RIGHT = 46.0, 516.0
MOST_BARS = 21  # one bar a point up to here; beyond, one for each five per cent
Scored = tuple[Fraction, Fraction, bool]  # earned, possible, whether the pass mark was reached


@dataclass(frozen=True)
class Bar:
    """One bar: those below the pass mark at its foot, those who reached it above them."""

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
    """``in_points``: a bar is a number of points of ``most``, else it is five per cent. ``mark_x`` is the pass mark."""

    bars: tuple[Bar, ...]
    in_points: bool
    most: int
    mark_x: str


@dataclass(frozen=True)
class Dot:
    """A question; ``anchor`` says on which side its label stands, "" where there is no room for one."""

    x: str
    y: str
    label: str
    label_x: str
    label_y: str
    anchor: str
    is_marked: bool


@dataclass(frozen=True)
class Scatter:
    """``lines`` are the values of the horizontal lines with their y."""

    dots: tuple[Dot, ...]
    lines: tuple[tuple[float, str, str], ...]  # value, y, y of its label
    zero_y: str
    zone_y: str
    zone_height: str


@dataclass(frozen=True)
class Trace:
    """How often an option was chosen, from the weakest to the strongest third."""

    letter: str
    is_key: bool
    path: str
    dots: tuple[tuple[str, str], ...]
    label_y: str


def score_bars(scores: Sequence[Scored], pass_mark: int, height: float = 210, foot: float = 270) -> Histogram:
    """How many reached which score."""
    possible = {most for _earned, most, _reached in scores}
    most = possible.pop() if len(possible) == 1 else Fraction(0)
    in_points = most.denominator == 1 and 0 < most < MOST_BARS
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
        x, low, high = LEFT - 10 + step * (place - first), below[place] * scale, reached[place] * scale
        bars.append(
            Bar(
                x=_at(x + step * 0.07),
                width=_at(step * 0.86),
                middle=_at(x + step / 2),
                below=(_at(foot - low), _at(low)),
                reached=(_at(foot - low - high), _at(high)),
                count=below[place] + reached[place],
                count_y=_at(foot - low - high - 8),
                label=str(place if in_points else 5 * place),
            )
        )
    mark = ceil(pass_mark * most / 100) if in_points else Fraction(pass_mark, 5)
    return Histogram(tuple(bars), in_points, int(most), _at(LEFT - 10 + step * max(float(mark) - first, 0)))


def question_dots(
    questions: Iterable[tuple[str, float, float, bool]], weak: float, top: float = 30, foot: float = 300
) -> Scatter:
    """Questions (label, facility, item-rest correlation, whether it needs a look): the easy ones to the right, those
    that tell learners apart at the top; what is below ``weak`` is a zone of its own."""
    shown = sorted(questions, key=lambda each: (not each[3], each[0]))
    values = [r for _label, _facility, r, _marked in shown]
    low, high = floor(5 * min([-0.2, *values]) + 1e-9), ceil(5 * max([0.6, *values]) - 1e-9)  # fifths

    def y(r: float) -> float:
        return foot - (5 * r - low) / (high - low) * (foot - top)

    taken = [(LEFT + (RIGHT - LEFT) * facility, y(r), 10.0) for _label, facility, r, _marked in shown]
    dots = []
    for label, facility, r, is_marked in shown:
        across, down = LEFT + (RIGHT - LEFT) * facility, y(r)
        anchor, label_x, label_y = _room(across, down, 8.0 * len(label), is_marked, taken)
        dots.append(Dot(_at(across), _at(down), label, _at(label_x), _at(label_y + 4), anchor, is_marked))
    lines = tuple((each / 5, _at(y(each / 5)), _at(y(each / 5) + 4)) for each in range(low, high + 1))
    return Scatter(tuple(dots), lines, _at(y(0)), _at(y(weak)), _at(foot - y(weak)))


def _room(
    across: float, down: float, width: float, is_marked: bool, taken: list[tuple[float, float, float]]
) -> tuple[str, float, float]:
    """Where the label of a dot has room among what is drawn already (middle, y, half a width), as anchor, x and y; it
    is added there. A dot that needs a look always has a label."""
    gap, half = 15.0, width / 2
    places = [
        ("start", across + gap, down, across + gap + half),
        ("end", across - gap, down, across - gap - half),
        ("middle", across, down - 17, across),
        ("middle", across, down + 19, across),
    ]
    places = [each for each in places if each[3] - half >= LEFT and each[3] + half <= WIDTH]
    free = [
        each
        for each in places
        if not any(abs(each[3] - x) < half + other + 3 and abs(each[2] - y) < 14 for x, y, other in taken)
    ]
    for anchor, x, y, middle in free or (places if is_marked else []):
        taken.append((middle, y, half))
        return anchor, x, y
    return "", across, down


def option_traces(
    thirds: Mapping[str, Sequence[float]], options: Iterable[tuple[str, str, bool]], top: float = 20, foot: float = 220
) -> tuple[Trace, ...]:
    """Lines over the thirds of learners for ``options`` (id, letter, whether it is right) that anybody chose; labels at
    the right end are moved apart."""
    found = []
    for option, letter, is_key in options:
        if option in thirds:
            ys = [foot - share * (foot - top) for share in thirds[option]]
            found.append((ys, letter, is_key))
    labels: dict[str, float] = {}
    floor_y = foot + 19
    for ys, letter, _is_key in sorted(found, key=lambda each: -each[0][-1]):
        floor_y = labels[letter] = min(ys[-1] + 5, floor_y - 18)
    xs = [LEFT + 40, (LEFT + RIGHT) / 2, RIGHT - 40]
    return tuple(
        Trace(
            letter=letter,
            is_key=is_key,
            path="M" + "L".join(f"{_at(x)} {_at(y)}" for x, y in zip(xs, ys, strict=True)),
            dots=tuple((_at(x), _at(y)) for x, y in zip(xs, ys, strict=True)),
            label_y=_at(labels[letter]),
        )
        for ys, letter, is_key in found
    )


def _at(number: float) -> str:
    """A coordinate: no locale, one decimal."""
    return f"{number:.1f}"
