"""Watch: readings come one by one, the reader acts, and the record writes itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from course.figures.cells import per_cent
from course.figures.contract import FigureKind
from course.figures.figure_box import Answer, FigureBox, Words

HEADING = re.compile(r"(?P<time>[^|]+)\|(?P<note>[^|]*)\|\s*(?P<values>\d+(?:\s+\d+)?)\s*")
RANGE = re.compile(r"(\d+) to (\d+)")
RECORD = re.compile(r"\s*\(record:\s*(?P<record>.+)\)\s*$", re.DOTALL)
ANY_VALUE = (0, 1_000_000)  # where the range is wrong, so that this is said alone
MIN_READINGS, MAX_READINGS = 3, 6
MIN_ACTS, MAX_ACTS = 2, 3


@dataclass(frozen=True)
class Heading:
    """Hold what stands above a reading."""

    time: str
    note: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Act:
    """Hold what the reader may do, what the record then says, and why it fits or not."""

    words: str
    record: str
    is_right: bool
    reason: Words


@dataclass(frozen=True)
class Reading:
    """Hold a reading: its values, what is seen beside them, and what may be done.

    x, ys: where it stands in the drawing, in percent from the left and from the top.
    """

    time: str
    note: str
    values: tuple[int, ...]
    seen: tuple[Words, ...]
    acts: tuple[Act, ...]
    x: str
    ys: tuple[str, ...]

    @property
    def written(self) -> str:
        """Return the values as charts write them: "136/84"."""
        return "/".join(map(str, self.values))


@dataclass(frozen=True)
class Watch(FigureKind):
    """Hold the readings in order, the names and the unit of their values, and the last words."""

    series: tuple[str, ...]
    unit: str
    readings: tuple[Reading, ...]
    done: Words

    spoken: ClassVar[frozenset[str]] = frozenset({"series", "done"})
    has_script: ClassVar[bool] = True
    # What is seen of an invented person claims nothing; reasons do.
    claims_nothing: ClassVar[frozenset[str]] = frozenset({"paragraph"})

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        series = _read_series(box)
        lowest, highest = _read_range(box)
        unit = box.needed_words("unit")
        done = box.needed_words("done")
        sections = _take_sections(box)
        scale = Scale(len(sections), lowest, highest)
        readings = _read_readings(sections, scale, len(series))
        if unit is None or done is None or not readings:
            return None
        return cls(series, unit.text, tuple(readings), done)


@dataclass(frozen=True)
class Scale:
    """Turn readings into places of the drawing."""

    readings: int
    lowest: int
    highest: int

    def at(self, place: int) -> "PlaceOnScale":
        return PlaceOnScale(self, place)


@dataclass(frozen=True)
class PlaceOnScale:
    """Hold the place of one reading among all."""

    scale: Scale
    place: int

    @property
    def x(self) -> str:
        return per_cent(2 * self.place + 1, 2 * self.scale.readings)

    def y(self, value: int) -> str | None:
        """Return how far a value is from the top; None if it is out of range."""
        lowest, highest = self.scale.lowest, self.scale.highest
        if not lowest <= value <= highest:
            return None
        return per_cent(Decimal(highest - value), Decimal(highest - lowest))


def _read_series(box: FigureBox) -> tuple[str, ...]:
    """Return the names of the values, one or two."""
    words = box.needed_words("series")
    if words is None:
        return ()
    names = tuple(name.strip() for name in words.text.split(","))
    if len(names) > 2 or not all(names):
        text = 'a watch has one value a reading or two; write "series: systolic, diastolic"'
        box.problem(words.line, text)
    return names


def _read_range(box: FigureBox) -> tuple[int, int]:
    """Return the lowest and the highest value of the drawing."""
    words = box.needed_words("range")
    if words is None:
        return ANY_VALUE
    written = RANGE.fullmatch(words.text)
    lowest, highest = map(int, written.groups()) if written else (1, 0)
    if lowest >= highest:
        box.problem(words.line, 'a range is two numbers, the lower first; write "65 to 185"')
        return ANY_VALUE
    return lowest, highest


def _take_sections(box: FigureBox) -> list[tuple[str, FigureBox]]:
    """Take the sections off, one a reading; report too few or too many."""
    sections = box.sections()
    if not MIN_READINGS <= len(sections) <= MAX_READINGS:
        text = f'a watch has {MIN_READINGS} to {MAX_READINGS} readings; write "## 14:30 | …"'
        box.problem(box.line, text)
    return sections


def _read_readings(
    sections: Sequence[tuple[str, FigureBox]], scale: Scale, series: int
) -> list[Reading]:
    """Return the readings that can be drawn; series: how many values each has."""
    readings = []
    for number, (title, section) in enumerate(sections):
        place = scale.at(number)
        reading = _read_reading(title, section, place, series)
        if reading is not None:
            readings.append(reading)
    return readings


def _read_reading(
    title: str, section: FigureBox, place: PlaceOnScale, series: int
) -> Reading | None:
    """Return the reading of a section "## time | note | values"; None if it cannot be drawn."""
    seen = section.paragraphs()
    acts = _read_acts(section)
    heading = _read_heading(title, section, series)
    if heading is None:
        return None
    ys = tuple(filter(None, map(place.y, heading.values)))
    if len(ys) < len(heading.values):
        section.problem(section.line, "this value is out of the range of the drawing; widen it")
        return None
    return Reading(
        time=heading.time,
        note=heading.note,
        values=heading.values,
        seen=seen,
        acts=tuple(acts),
        x=place.x,
        ys=ys,
    )


def _read_heading(title: str, section: FigureBox, series: int) -> Heading | None:
    """Return what "time | note | values" says; report it if it has another form."""
    written = HEADING.fullmatch(title)
    values = written["values"].split() if written else []
    if written is None or len(values) != series:
        example = "136 84" if series == 2 else "97"
        text = f'a reading has a time, a note and its values; write "## 13:45 | before | {example}"'
        section.problem(section.line, text)
        return None
    return Heading(
        time=written["time"].strip(),
        note=written["note"].strip(),
        values=tuple(map(int, values)),
    )


def _read_acts(section: FigureBox) -> list[Act]:
    answers = section.answers()
    if not MIN_ACTS <= len(answers) <= MAX_ACTS:
        text = f"a reading has {MIN_ACTS} or {MAX_ACTS} acts; write each as - [ ] …"
        section.problem(section.line, text)
    if sum(answer.is_right for answer in answers) != 1:
        section.problem(section.line, "a reading has one fitting act; write it as - [x] …")
    acts = [_read_act(section, answer) for answer in answers]
    return [act for act in acts if act is not None]


def _read_act(section: FigureBox, answer: Answer) -> Act | None:
    words = answer.words
    record = RECORD.search(words.text)
    if record is None:
        text = 'an act says what stands in the record then; end it with "(record: …)"'
        section.problem(words.line, text)
        return None
    if words.has_links:
        text = "an act has no citation and no link of its own; put it into its reason"
        section.problem(words.line, text)
    act = words.text[: record.start()]
    return Act(act, record["record"].strip(), answer.is_right, answer.reason)
