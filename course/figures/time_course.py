"""Time course: reported effects on one scale of minutes, and what they say about watching.

The verdicts are the template's, so that no author can write one that lets a patient go.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from course.figures.cells import WHOLE, needed_whole, per_cent, require_source, sources_of, whole_in
from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Point, Row, Words

COLUMNS = ("Effect", "Product", "From", "Strongest", "To")
APART = "(apart)"
RANGE = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")
LOOK = "look"
HOUR = 60
MIN_STEP = 5
MAX_MINUTES = 1440
MAX_LANES = 8
MIN_MOMENTS = 2
TICK_STEPS = (15, 30, HOUR, 2 * HOUR, 4 * HOUR)
MAX_TICKS = 5
# What would tell a reader that a patient may go.
RELEASE = re.compile(
    r"\b(?:may|can|could|ready to|safe to|fit to|free to|allowed to) (?:now )?"
    r"(?:go|leave|drive|be (?:discharged|released))\b"
    r"|\bfit for discharge\b|\b(?:goes|go|going|sent|send) (?:\w+ )?home\b",
    re.IGNORECASE,
)

# States of a lane; the template has words for each.
BEFORE = "before"
UNSURE = "unsure"
RISING = "rising"
STRONGEST = "strongest"
PRESENT = "present"
FADING = "fading"
OVER = "over"


@dataclass(frozen=True)
class Lane:
    """Hold one reported effect, in minutes.

    begins: None if the source gives no beginning. strongest: first and last minute, or None.
    is_apart: of another product; it takes no part in the verdict.
    scale: the last minute of the figure.
    """

    effect: str
    product: Words
    sources: Words
    begins: int | None
    strongest: tuple[int, int] | None
    ends: int
    is_apart: bool
    scale: int

    @property
    def is_in_order(self) -> bool:
        """Tell whether its minutes rise, from its beginning to its end, on the scale."""
        strongest = self.strongest or ()
        minutes = [self.begins or 0, *strongest, self.ends, self.scale]
        return minutes == sorted(minutes)

    @property
    def states(self) -> list[tuple[int, str]]:
        """Return each state with the minute at which it begins."""
        first = UNSURE if self.begins is None else BEFORE
        states = [(0, first)]
        if self.strongest is None:
            states.append((self.begins or 0, PRESENT))
        else:
            start, end = self.strongest
            if self.begins is not None:
                states.append((self.begins, RISING))
            states += [(start, STRONGEST), (end + 1, FADING)]
        return [*states, (self.ends + 1, OVER)]

    @property
    def written_states(self) -> str:
        """Return the states as the script reads them."""
        return " ".join(f"{minute}:{state}" for minute, state in self.states)

    @property
    def bar_starts(self) -> int:
        """Return the first minute of the bar: of the peak if no source gives the beginning."""
        if self.begins is not None:
            return self.begins
        return self.strongest[0] if self.strongest else self.ends

    @property
    def bar_at(self) -> str:
        return per_cent(self.bar_starts, self.scale)

    @property
    def bar_width(self) -> str:
        return per_cent(self.ends - self.bar_starts, self.scale)

    @property
    def strongest_at(self) -> str:
        return per_cent(self.strongest[0] if self.strongest else 0, self.scale)

    @property
    def strongest_width(self) -> str:
        start, end = self.strongest or (0, 0)
        return per_cent(end - start, self.scale)

    @property
    def end_at(self) -> str:
        return per_cent(self.ends, self.scale)

    @property
    def has_peak_minute(self) -> bool:
        """Tell whether the effect is strongest at one minute, not during some."""
        return self.strongest is not None and self.strongest[0] == self.strongest[1]

    @property
    def has_dotted_beginning(self) -> bool:
        return self.begins is None


@dataclass(frozen=True)
class Tick:
    """Hold a mark on the scale; hours is 0 if the minutes are no full hours."""

    at: str
    minutes: int
    hours: int
    anchor: str


@dataclass(frozen=True)
class Scale:
    """Hold the minutes of the slider.

    minutes: its length. start: where it stands at first. floor: the earliest end of watching.
    """

    minutes: int
    step: int
    start: int
    floor: int

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        names = ("minutes", "step", "start", "floor")
        numbers = [needed_whole(box, name) for name in names]
        known = [number for number in numbers if number is not None]
        if len(known) < len(names):
            return None
        scale = cls(*known)
        if problem := scale.problem():
            box.problem(box.line, problem)
            return None
        return scale

    def problem(self) -> str:
        """Return what is wrong with the settings; "" if nothing is."""
        if not 0 < self.minutes <= MAX_MINUTES:
            return f'"minutes" is the length of the scale; write 1 to {MAX_MINUTES}'
        if self.step < MIN_STEP or self.minutes % self.step:
            return f'"step" divides "minutes" and is {MIN_STEP} or more'
        if self.start % self.step or self.start > self.minutes:
            return '"start" is a minute that the slider reaches; write a multiple of "step"'
        if not 0 < self.floor <= self.minutes:
            return '"floor" is the earliest end of watching; write a minute on the scale'
        return ""

    @property
    def floor_at(self) -> str:
        return per_cent(self.floor, self.minutes)

    def reaches(self, minute: int) -> bool:
        return minute <= self.minutes and minute % self.step == 0

    @property
    def ticks(self) -> list[Tick]:
        """Return the marks of the scale, at most five between its ends."""
        steps = [step for step in TICK_STEPS if self.minutes / step <= MAX_TICKS]
        step = steps[0] if steps else TICK_STEPS[-1]
        return [self._tick(minute) for minute in range(0, self.minutes + 1, step)]

    def _tick(self, minute: int) -> Tick:
        hours = 0 if minute % HOUR else minute // HOUR
        anchor = self._anchor_at(minute)
        return Tick(per_cent(minute, self.minutes), minute, hours, anchor)

    def _anchor_at(self, minute: int) -> str:
        """Return the end of its words at which a mark stands."""
        if minute == 0:
            return "start"
        return "end" if minute == self.minutes else "middle"


@dataclass(frozen=True)
class Moment:
    """Hold a minute that the author describes."""

    minute: int
    words: Words


@dataclass(frozen=True)
class TimeCourse(FigureKind):
    """Hold the lanes and the minutes that the author describes; look is what no clock tells."""

    ask: Words
    scale: Scale
    lanes: tuple[Lane, ...]
    look: Words
    moments: tuple[Moment, ...]

    spoken: ClassVar[frozenset[str]] = frozenset({"ask"})
    has_script: ClassVar[bool] = True

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        ask = box.needed_words("ask")
        scale = Scale.read(box)
        rows = box.rows(COLUMNS)
        points = box.points()
        _refuse_releases(box, rows, points)
        if ask is None or scale is None:
            return None
        lanes = _read_lanes(box, rows, scale.minutes)
        look = _read_look(box, points)
        moments = _read_moments(box, points, scale)
        if look is None or not lanes:
            return None
        return cls(ask, scale, tuple(lanes), look, tuple(moments))

    @property
    def judged(self) -> list[Lane]:
        """Return the lanes that take part in the verdict."""
        return [lane for lane in self.lanes if not lane.is_apart]


def _read_lanes(box: FigureBox, rows: list[Row], scale: int) -> list[Lane]:
    lanes = []
    for row in rows:
        require_source(box, row)
        lane = _read_lane(box, row, scale)
        if lane is None:
            continue
        if lane.is_in_order:
            lanes.append(lane)
        else:
            text = 'the minutes are out of order; write From, Strongest, To, up to "minutes"'
            box.problem(row.line, text)
    _check_lanes(box, lanes, len(rows))
    return lanes


def _check_lanes(box: FigureBox, lanes: list[Lane], count: int) -> None:
    """Report what is wrong with the rows together; count: also of those that are unsound."""
    if not 1 <= count <= MAX_LANES:
        box.problem(box.line, f"a time-course has one to {MAX_LANES} rows")
    apart = [lane.is_apart for lane in lanes]
    if apart != sorted(apart):
        box.problem(box.line, f'rows marked "{APART}" come last; move them below the others')
    if lanes and all(apart):
        box.problem(box.line, f'one row at least is not marked "{APART}": the verdict needs it')


def _read_lane(box: FigureBox, row: Row, scale: int) -> Lane | None:
    """Return the lane of a row; None if its end is missing."""
    begins = whole_in(box, row["From"]) if row.text("From") else None
    ends = whole_in(box, row["To"])
    strongest = _range_in(box, row["Strongest"]) if row.text("Strongest") else None
    if ends is None:
        return None
    effect = row.text("Effect")
    return Lane(
        effect=effect.removesuffix(APART).strip(),
        product=row["Product"],
        sources=sources_of(row),
        begins=begins,
        strongest=strongest,
        ends=ends,
        is_apart=effect.endswith(APART),
        scale=scale,
    )


def _range_in(box: FigureBox, words: Words) -> tuple[int, int] | None:
    """Return the first and last minute of "30-45" or "40"; report what is neither."""
    written = RANGE.fullmatch(words.text)
    if written is None:
        box.problem(words.line, f'"{words.text[:40]}" is no minute; write 40, or 30-45')
        return None
    first, last = written.groups()
    return int(first), int(last or first)


def _read_look(box: FigureBox, points: list[Point]) -> Words | None:
    """Return what no clock tells; report it if it is not said once."""
    looks = [point.words for point in points if point.label == LOOK]
    if len(looks) != 1:
        box.problem(box.line, 'a time-course says once what no clock tells; write "- look: …"')
        return None
    return looks[0]


def _read_moments(box: FigureBox, points: list[Point], scale: Scale) -> list[Moment]:
    """Return the minutes that are described; report what is no minute of the slider."""
    described = [point for point in points if point.label != LOOK]
    moments = []
    for point in described:
        minute = _minute_in(box, point, scale)
        if minute is not None:
            moments.append(Moment(minute, point.words))
    minutes = [moment.minute for moment in moments]
    are_in_order = minutes == sorted(set(minutes))
    if len(described) < MIN_MOMENTS or not are_in_order:
        text = 'a time-course describes two minutes or more, in their order; write "- 75: …"'
        box.problem(box.line, text)
    return moments


def _minute_in(box: FigureBox, point: Point, scale: Scale) -> int | None:
    """Return the minute that a point describes; report it if the slider does not reach it."""
    if WHOLE.fullmatch(point.label):
        minute = int(point.label)
        if scale.reaches(minute):
            return minute
    text = f'"{point.label}" is no minute of the slider; write a multiple of "step"'
    box.problem(point.words.line, text)
    return None


def _refuse_releases(box: FigureBox, rows: list[Row], points: list[Point]) -> None:
    """Report words that let a patient go, first those of the points."""
    for point in points:
        _refuse_release(box, point.words)
    for row in rows:
        for cell in row.cells.values():
            _refuse_release(box, cell)


def _refuse_release(box: FigureBox, words: Words) -> None:
    if RELEASE.search(words.text):
        text = "no figure says that a patient may go; write what is seen at this minute"
        box.problem(words.line, text)
