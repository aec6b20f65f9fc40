"""The lines of a forest, and the columns by which readers choose among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from course.figures.axis import Axis, digits_of
from course.figures.cells import Number, number_in, require_source, sources_of
from course.figures.figure_box import FigureBox, Row, Words
from course.text.keys import KEY

COLUMNS = ("Key", "Trial", "People", "Estimate", "From", "To")
POOLED = re.compile(r"\b(?:pooled|overall|summary|combined|total)\b", re.IGNORECASE)
MAX_FILTERS = 2
MIN_VALUES = 2
MAX_VALUES = 4  # of a filter: each has its rules in the style sheet
MIN_LINES = 2
MAX_LINES = 12
MIN_LINES_WITH_ORDER = 4


@dataclass(frozen=True)
class Filter:
    """Hold one column by which lines are chosen: the class of each of its values."""

    name: str
    classes: dict[str, str]

    @classmethod
    def of(cls, name: str, place: int, values: Sequence[str]) -> Self:
        """Return a column as a filter; place: 1 or 2, its place among the filters."""
        classes = {}
        for number, value in enumerate(values, 1):
            classes[value] = f"{place}-{number}"
        return cls(name, classes)

    def class_of(self, row: Row) -> str:
        value = row.text(self.name)
        return f"is-{self.classes[value]}"


@dataclass(frozen=True)
class Trial:
    """Hold one line.

    facts: what stands between its name and its people, in the order of the columns.
    picks: the classes by which filters hide it.
    """

    key: str
    name: Words
    facts: tuple[Words, ...]
    people: str
    estimate: Number
    low: Number
    high: Number
    sources: Words
    picks: str
    axis: Axis

    @property
    def reaches_zero(self) -> bool:
        return self.low.value <= self.axis.zero <= self.high.value

    @property
    def low_at(self) -> str:
        return self.axis.at(self.low.value)

    @property
    def high_at(self) -> str:
        return self.axis.at(self.high.value)

    @property
    def estimate_at(self) -> str:
        return self.axis.at(self.estimate.value)

    @property
    def digits(self) -> str:
        """Return the estimate as the script reads it."""
        return digits_of(self.estimate.value)


class _Numbers(NamedTuple):
    """Hold the estimate of a line, and both ends of its interval."""

    estimate: Number
    low: Number
    high: Number


def read_table(box: FigureBox, axis: Axis | None) -> tuple[tuple[Trial, ...], tuple[Filter, ...]]:
    """Return the lines of the table, none if one is wrong, and the columns that choose lines."""
    rows = box.rows(COLUMNS, allows_more=True)
    filters = _read_filters(box, rows)
    trials = _read_trials(box, rows, axis, filters) if axis else ()
    return trials, filters


def _read_filters(box: FigureBox, rows: Sequence[Row]) -> tuple[Filter, ...]:
    """Return the columns by which lines are chosen; report one that cannot be."""
    words = box.words("filter")
    if words is None or not rows:
        return ()
    filters = []
    names = _names_of_filters(box, words, rows[0])
    for place, name in enumerate(names, 1):
        column = [row.text(name) for row in rows]
        values = tuple(dict.fromkeys(column))
        _check_values(box, words.line, name, len(values))
        filters.append(Filter.of(name, place, values))
    return tuple(filters)


def _check_values(box: FigureBox, line: int, name: str, count: int) -> None:
    """Report a column that has too few or too many values to choose lines by."""
    if not MIN_VALUES <= count <= MAX_VALUES:
        text = f'the column "{name}" has {count} values; a filter has 2 to {MAX_VALUES}'
        box.problem(line, text)


def _names_of_filters(box: FigureBox, words: Words, row: Row) -> list[str]:
    """Return the columns that the setting names; none, and a report, if it is wrong."""
    written = words.text.split(",")
    names = [name.strip() for name in written]
    allowed = [name for name in row.cells if name not in COLUMNS]
    unknown = set(names) - set(allowed)
    if unknown or len(names) > MAX_FILTERS:
        known = ", ".join(allowed)
        text = f'"filter" names at most {MAX_FILTERS} of these columns: {known}'
        box.problem(words.line, text)
        return []
    return names


def _read_trials(
    box: FigureBox, rows: Sequence[Row], axis: Axis, filters: Sequence[Filter]
) -> tuple[Trial, ...]:
    """Return the lines in the order of the author; none, and a report, if one is wrong."""
    if not rows:
        return ()
    trials = []
    for row in rows:
        _check_row(box, row)
        trial = _read_trial(box, row, axis, filters)
        if trial is not None:
            trials.append(trial)
    _check_lines(box, trials, len(rows))
    if len(trials) < len(rows):
        return ()
    return tuple(trials)


def _check_row(box: FigureBox, row: Row) -> None:
    require_source(box, row)
    key = row.text("Key")
    if not KEY.fullmatch(key):
        text = f'"{key[:40]}" is not a key; use lower-case letters and hyphens'
        box.problem(row.line, text)
    name = row.text("Trial")
    if POOLED.search(name):
        box.problem(row.line, "a forest shows single trials; write what was pooled into the text")


def _check_lines(box: FigureBox, trials: Sequence[Trial], count: int) -> None:
    """Report what is wrong with the lines together; count: also those that are unsound."""
    if not MIN_LINES <= count <= MAX_LINES:
        text = f"a forest has {MIN_LINES} to {MAX_LINES} lines"
        box.problem(box.line, text)
    keys = [trial.key for trial in trials]
    if len(set(keys)) < len(keys):
        box.problem(box.line, "two lines have the same key; a key stands once")
    _check_order(box, trials)


def _check_order(box: FigureBox, trials: Sequence[Trial]) -> None:
    """Report lines that are sorted by their effect."""
    estimates = [trial.estimate.value for trial in trials]
    rising = sorted(estimates)
    is_sorted = estimates in (rising, rising[::-1])
    if is_sorted and len(estimates) >= MIN_LINES_WITH_ORDER:
        text = "the lines are sorted by their effect; put them by product, question or year"
        box.problem(box.line, text)


def _read_trial(box: FigureBox, row: Row, axis: Axis, filters: Sequence[Filter]) -> Trial | None:
    """Return the line of a row; None if a number is none or out of order."""
    numbers = _read_numbers(box, row, axis)
    if numbers is None:
        return None
    others = row.cells_beside(COLUMNS)
    picks = [each.class_of(row) for each in filters]
    return Trial(
        key=row.text("Key"),
        name=row["Trial"],
        facts=tuple(cell for cell in others if cell.text),
        people=row.text("People"),
        estimate=numbers.estimate,
        low=numbers.low,
        high=numbers.high,
        sources=sources_of(row),
        picks=" ".join(picks),
        axis=axis,
    )


def _read_numbers(box: FigureBox, row: Row, axis: Axis) -> _Numbers | None:
    """Return estimate, low and high; None if one is none, or if they are out of order."""
    estimate = number_in(box, row["Estimate"])
    low = number_in(box, row["From"])
    high = number_in(box, row["To"])
    if estimate is None or low is None or high is None:
        return None
    values = [
        axis.low,
        low.value,
        estimate.value,
        high.value,
        axis.high,
    ]
    if values != sorted(values):
        text = "the estimate lies between From and To, and both on the axis; mend the numbers"
        box.problem(row.line, text)
        return None
    return _Numbers(estimate, low, high)
