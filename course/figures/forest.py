"""Forest: one line a trial, estimate and interval. Nothing is pooled, nothing sorted by effect."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import ClassVar, Self

from course.figures.cells import MINUS, Number, number_in, per_cent, require_source, sources_of
from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Row, Words
from course.text.keys import KEY

COLUMNS = ("Key", "Trial", "People", "Estimate", "From", "To")
NUMBER = r"[-−]?\d+(?:\.\d+)?"
AXIS = re.compile(rf"({NUMBER}) to ({NUMBER}), zero ({NUMBER})")
MARK = re.compile(rf"({NUMBER}), (\S.*)")
POOLED = re.compile(r"\b(?:pooled|overall|summary|combined|total)\b", re.IGNORECASE)
MAX_FILTERS = 2
MAX_VALUES = 4  # of a filter: each has its rules in the style sheet
MAX_LINES = 12
MIN_LINES_WITH_ORDER = 4
MAX_TICKS = 6
GUESS_STEPS = 40
NICE = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Axis:
    """Hold the scale of a forest, from low to high; zero is the value of no difference."""

    low: Decimal
    high: Decimal
    zero: Decimal

    @property
    def width(self) -> Decimal:
        return self.high - self.low

    def at(self, value: Decimal) -> str:
        """Return where a value stands, in per cent of the width."""
        return per_cent(value - self.low, self.width)

    @cached_property
    def ticks(self) -> list[tuple[str, str]]:
        """Return (where, what is written) of each mark on the scale."""
        step = _nice_at_least(self.width / MAX_TICKS)
        value = (self.low / step).to_integral_value("ROUND_CEILING") * step
        ticks = []
        while value <= self.high:
            ticks.append((self.at(value), _written(value)))
            value += step
        return ticks

    @property
    def slider(self) -> dict[str, str]:
        """Return the settings of the guess, by the names of their attributes."""
        step = _nice_at_most(self.width / GUESS_STEPS)
        steps = ((self.low + self.high) / 2 / step).to_integral_value()
        settings = {"min": self.low, "max": self.high, "step": step, "value": steps * step}
        return {name: _digits(number) for name, number in settings.items()}


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
    def digits(self) -> str:
        return _digits(self.estimate.value)

    @property
    def low_at(self) -> str:
        return self.axis.at(self.low.value)

    @property
    def high_at(self) -> str:
        return self.axis.at(self.high.value)

    @property
    def estimate_at(self) -> str:
        return self.axis.at(self.estimate.value)


@dataclass(frozen=True)
class Filter:
    """Hold one column by which lines are chosen: (value, the class of its box)."""

    name: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Forest(FigureKind):
    """Hold the lines and what their sides mean.

    mark: a second value on the scale, (where, its words), or None.
    predicted: the line that the reader guesses first, or None; then ask and because are there.
    """

    axis: Axis
    unit: Words
    left: Words
    right: Words
    trials: tuple[Trial, ...]
    filters: tuple[Filter, ...]
    mark: tuple[str, str] | None
    predicted: Trial | None
    ask: Words | None
    because: Words | None

    spoken: ClassVar[frozenset[str]] = frozenset(
        {"unit", "left", "right", "mark", "ask", "because"}
    )
    silent: ClassVar[frozenset[str]] = frozenset({"Key"})
    has_script: ClassVar[bool] = True

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        axis = _read_axis(box)
        unit = box.needed_words("unit")
        left, right = box.needed_words("left"), box.needed_words("right")
        rows = box.rows(COLUMNS, allows_more=True)
        filters = _read_filters(box, rows)
        guess = _Guess.read(box)
        mark = box.words("mark")
        if axis is None or unit is None or left is None or right is None or not rows:
            return None
        trials = _read_trials(box, rows, axis, filters)
        predicted = guess.trial_in(box, trials, len(rows))
        return cls(
            axis=axis,
            unit=unit,
            left=left,
            right=right,
            trials=tuple(trials),
            filters=filters,
            mark=_read_mark(box, mark, axis) if mark else None,
            predicted=predicted,
            ask=guess.ask,
            because=guess.because,
        )

    @property
    def reaching_zero(self) -> int:
        """Return how many lines include no difference."""
        return sum(trial.reaches_zero for trial in self.trials)

    @property
    def zero_at(self) -> str:
        return self.axis.at(self.axis.zero)


@dataclass(frozen=True)
class _Guess:
    """Hold which line is guessed, and the words around it."""

    predict: Words | None
    ask: Words | None
    because: Words | None

    @classmethod
    def read(cls, box: FigureBox) -> Self:
        predict = box.words("predict")
        if predict is None:
            return cls(None, None, None)
        because = box.needed_words("because")
        if because and not because.cites:
            box.problem(because.line, '"because" cites nothing; add its source, [@F1]')
        return cls(predict, box.needed_words("ask"), because)

    def trial_in(self, box: FigureBox, trials: list[Trial], count: int) -> Trial | None:
        """Return the line to guess; report a key that none of ``count`` lines has."""
        if self.predict is None:
            return None
        for trial in trials:
            if trial.key == self.predict.text:
                return trial
        if len(trials) < count:
            return None  # what is wrong with the others was said
        text = f'no line has the key "{self.predict.text[:40]}"; write one of the column Key'
        box.problem(self.predict.line, text)
        return None


def _read_axis(box: FigureBox) -> Axis | None:
    words = box.needed_words("axis")
    if words is None:
        return None
    written = AXIS.fullmatch(words.text)
    axis = Axis(*map(_decimal, written.groups())) if written else None
    if axis is None or not axis.low <= axis.zero <= axis.high or not axis.width:
        box.problem(words.line, 'an axis has its ends and its zero; write "-15 to 5, zero 0"')
        return None
    return axis


def _read_mark(box: FigureBox, words: Words, axis: Axis) -> tuple[str, str] | None:
    written = MARK.fullmatch(words.text)
    if written is None or not axis.low <= _decimal(written[1]) <= axis.high:
        text = 'a mark is a number on the axis and its words; write "-10, the limit set before"'
        box.problem(words.line, text)
        return None
    return axis.at(_decimal(written[1])), written[2]


def _read_filters(box: FigureBox, rows: list[Row]) -> tuple[Filter, ...]:
    """Return the columns by which lines are chosen; report one that is not there or too wide."""
    words = box.words("filter")
    if words is None or not rows:
        return ()
    names = [name.strip() for name in words.text.split(",")]
    others = [name for name in rows[0].cells if name not in COLUMNS]
    if len(names) > MAX_FILTERS or not set(names) <= set(others):
        text = f'"filter" names at most {MAX_FILTERS} of these columns: {", ".join(others)}'
        box.problem(words.line, text)
        return ()
    filters = []
    for place, name in enumerate(names, 1):
        values = list(dict.fromkeys(row.text(name) for row in rows))
        if not 2 <= len(values) <= MAX_VALUES:
            text = f'the column "{name}" has {len(values)} values; a filter has 2 to {MAX_VALUES}'
            box.problem(words.line, text)
        classes = [f"{place}-{number}" for number in range(1, len(values) + 1)]
        filters.append(Filter(name, tuple(zip(values, classes, strict=True))))
    return tuple(filters)


def _read_trials(
    box: FigureBox, rows: list[Row], axis: Axis, filters: tuple[Filter, ...]
) -> list[Trial]:
    trials = []
    for row in rows:
        require_source(box, row)
        trial = _read_trial(box, row, axis, filters)
        if trial is not None:
            trials.append(trial)
    if not 2 <= len(rows) <= MAX_LINES:
        box.problem(box.line, f"a forest has 2 to {MAX_LINES} lines")
    if len({trial.key for trial in trials}) < len(trials):
        box.problem(box.line, "two lines have the same key; a key stands once")
    estimates = [trial.estimate.value for trial in trials]
    is_sorted = estimates in (sorted(estimates), sorted(estimates, reverse=True))
    if is_sorted and len(estimates) >= MIN_LINES_WITH_ORDER:
        text = "the lines are sorted by their effect; put them by product, question or year"
        box.problem(box.line, text)
    return trials


def _read_trial(box: FigureBox, row: Row, axis: Axis, filters: tuple[Filter, ...]) -> Trial | None:
    """Return the line of a row; None if a number is none or out of order."""
    key = row.text("Key")
    if not KEY.fullmatch(key):
        box.problem(row.line, f'"{key[:40]}" is not a key; use lower-case letters and hyphens')
    if POOLED.search(row.text("Trial")):
        box.problem(row.line, "a forest shows single trials; write what was pooled into the text")
    estimate, low, high = (number_in(box, row[name]) for name in ("Estimate", "From", "To"))
    if estimate is None or low is None or high is None:
        return None
    in_order = [axis.low, low.value, estimate.value, high.value, axis.high]
    if in_order != sorted(in_order):
        text = "the estimate lies between From and To, and both on the axis; mend the numbers"
        box.problem(row.line, text)
        return None
    picks = [f"is-{dict(each.values)[row.text(each.name)]}" for each in filters]
    facts = [cell for name, cell in row.cells.items() if name not in COLUMNS]
    return Trial(
        key=key,
        name=row["Trial"],
        facts=tuple(cell for cell in facts if cell.text),
        people=row.text("People"),
        estimate=estimate,
        low=low,
        high=high,
        sources=sources_of(row),
        picks=" ".join(picks),
        axis=axis,
    )


def _decimal(written: str) -> Decimal:
    return Decimal(written.replace("−", "-"))


def _written(value: Decimal) -> str:
    return _digits(value).replace("-", MINUS)


def _digits(value: Decimal) -> str:
    """Return a number as HTML reads it, in every language."""
    return f"{value.normalize():f}"


def _nice_at_least(size: Decimal) -> Decimal:
    """Return 1, 2 or 5 times a power of ten, not below ``size``."""
    power = Decimal(10) ** size.adjusted()
    return next(nice * power for nice in NICE if nice * power >= size)


def _nice_at_most(size: Decimal) -> Decimal:
    """Return 1, 2 or 5 times a power of ten, not above ``size``."""
    power = Decimal(10) ** size.adjusted()
    return next(nice * power for nice in reversed(NICE) if nice * power <= size)
