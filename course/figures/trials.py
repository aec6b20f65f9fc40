"""The lines of a forest, and the columns by which readers choose among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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


def read_filters(box: FigureBox, rows: Sequence[Row]) -> list[Filter]:
    """Return the columns by which lines are chosen; report one that cannot be."""
    words = box.words("filter")
    if words is None or not rows:
        return []
    written = words.text.split(",")
    names = [name.strip() for name in written]
    others = [name for name in rows[0].cells if name not in COLUMNS]
    unknown = set(names) - set(others)
    if unknown or len(names) > MAX_FILTERS:
        known = ", ".join(others)
        box.problem(words.line, f'"filter" names at most {MAX_FILTERS} of these columns: {known}')
        return []

    filters = []
    for place, name in enumerate(names, 1):
        found = _read_filter(box, words.line, rows, place, name)
        filters.append(found)
    return filters


def _read_filter(box: FigureBox, line: int, rows: Sequence[Row], place: int, name: str) -> Filter:
    """Return a column as a filter; report too few or too many values."""
    classes = _classes_of_values(rows, place, name)
    count = len(classes)
    if not MIN_VALUES <= count <= MAX_VALUES:
        text = f'the column "{name}" has {count} values; a filter has 2 to {MAX_VALUES}'
        box.problem(line, text)
    return Filter(name, classes)


def _classes_of_values(rows: Sequence[Row], place: int, name: str) -> dict[str, str]:
    """Return the class of each value of a column, in the order of the lines."""
    classes: dict[str, str] = {}
    for row in rows:
        value = row.text(name)
        if value not in classes:
            number = len(classes) + 1
            classes[value] = f"{place}-{number}"
    return classes


def read_trials(
    box: FigureBox, rows: Sequence[Row], axis: Axis, filters: Sequence[Filter]
) -> list[Trial]:
    """Return the lines in the order of the author; report what breaks their rules."""
    trials = []
    for row in rows:
        _check_row(box, row)
        trial = _read_trial(box, row, axis, filters)
        if trial is not None:
            trials.append(trial)
    _check_lines(box, trials, len(rows))
    return trials


def _check_row(box: FigureBox, row: Row) -> None:
    require_source(box, row)
    key = row.text("Key")
    if not KEY.fullmatch(key):
        box.problem(row.line, f'"{key[:40]}" is not a key; use lower-case letters and hyphens')
    name = row.text("Trial")
    if POOLED.search(name):
        box.problem(row.line, "a forest shows single trials; write what was pooled into the text")


def _check_lines(box: FigureBox, trials: Sequence[Trial], count: int) -> None:
    """Report what is wrong with the lines together; count: also those that are unsound."""
    if not MIN_LINES <= count <= MAX_LINES:
        box.problem(box.line, f"a forest has {MIN_LINES} to {MAX_LINES} lines")
    keys = [trial.key for trial in trials]
    if len(set(keys)) < len(keys):
        box.problem(box.line, "two lines have the same key; a key stands once")
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
    estimate, low, high = numbers
    others = [cell for name, cell in row.cells.items() if name not in COLUMNS]
    picks = [each.class_of(row) for each in filters]
    return Trial(
        key=row.text("Key"),
        name=row["Trial"],
        facts=tuple(cell for cell in others if cell.text),
        people=row.text("People"),
        estimate=estimate,
        low=low,
        high=high,
        sources=sources_of(row),
        picks=" ".join(picks),
        axis=axis,
    )


def _read_numbers(box: FigureBox, row: Row, axis: Axis) -> tuple[Number, Number, Number] | None:
    """Return estimate, low and high; None if one is none, or if they are out of order."""
    estimate = number_in(box, row["Estimate"])
    low = number_in(box, row["From"])
    high = number_in(box, row["To"])
    if estimate is None or low is None or high is None:
        return None
    numbers = [axis.low, low.value, estimate.value, high.value, axis.high]
    if numbers != sorted(numbers):
        text = "the estimate lies between From and To, and both on the axis; mend the numbers"
        box.problem(row.line, text)
        return None
    return estimate, low, high
