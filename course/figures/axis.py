"""The scale of a forest: its ends, its value of no difference, its marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Self

from course.figures.cells import MINUS, decimal_of, per_cent
from course.figures.figure_box import FigureBox, Words

NUMBER = r"[-−]?\d+(?:\.\d+)?"
AXIS = re.compile(rf"(?P<low>{NUMBER}) to (?P<high>{NUMBER}), zero (?P<zero>{NUMBER})")
MARK = re.compile(rf"(?P<number>{NUMBER}), (?P<words>\S.*)")
MAX_TICKS = 6
GUESS_STEPS = 40
# Steps of a scale, in powers of ten.
NICE = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Axis:
    """Hold the scale of a forest, from low to high; zero is the value of no difference."""

    low: Decimal
    high: Decimal
    zero: Decimal

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        """Take the setting off; report it if it is none."""
        words = box.needed_words("axis")
        if words is None:
            return None
        axis = cls._from_text(words.text)
        if axis is None:
            box.problem(words.line, 'an axis has its ends and its zero; write "-15 to 5, zero 0"')
        return axis

    @classmethod
    def _from_text(cls, text: str) -> Self | None:
        written = AXIS.fullmatch(text)
        if written is None:
            return None
        low = decimal_of(written["low"])
        high = decimal_of(written["high"])
        zero = decimal_of(written["zero"])
        is_sound = low < high and low <= zero <= high
        return cls(low, high, zero) if is_sound else None

    @property
    def width(self) -> Decimal:
        return self.high - self.low

    def holds(self, value: Decimal) -> bool:
        return self.low <= value <= self.high

    def at(self, value: Decimal) -> str:
        """Return where a value stands, in percent of the width."""
        return per_cent(value - self.low, self.width)

    @property
    def zero_at(self) -> str:
        return self.at(self.zero)

    @property
    def ticks(self) -> Iterator[tuple[str, str]]:
        """Yield (where, what is written) of each mark on the scale."""
        step = _nice_at_least(self.width / MAX_TICKS)
        first = (self.low / step).to_integral_value(ROUND_CEILING)
        value = first * step
        while value <= self.high:
            written = digits_of(value).replace("-", MINUS)
            yield self.at(value), written
            value += step

    @property
    def slider(self) -> dict[str, str]:
        """Return the settings of the guess, by the names of their attributes."""
        step = _nice_at_most(self.width / GUESS_STEPS)
        middle = (self.low + self.high) / 2
        steps = (middle / step).to_integral_value()
        settings = {"min": self.low, "max": self.high, "step": step, "value": steps * step}
        return {name: digits_of(number) for name, number in settings.items()}


@dataclass(frozen=True)
class Mark:
    """Hold a second value on the scale and what it means."""

    at: str
    words: str

    @classmethod
    def read(cls, box: FigureBox, words: Words, axis: Axis) -> Self | None:
        """Return the mark of a setting; report it if it is none."""
        written = MARK.fullmatch(words.text)
        if written is not None:
            number = decimal_of(written["number"])
            if axis.holds(number):
                return cls(axis.at(number), written["words"])
        text = 'a mark is a number on the axis and its words; write "-10, the limit set before"'
        box.problem(words.line, text)
        return None


def digits_of(value: Decimal) -> str:
    """Return a number as HTML reads it, in every language."""
    return f"{value.normalize():f}"


def _nice_at_least(size: Decimal) -> Decimal:
    """Return 1, 2 or 5 times a power of ten, not below ``size``."""
    return min(step for step in _nice_steps(size) if step >= size)


def _nice_at_most(size: Decimal) -> Decimal:
    """Return 1, 2 or 5 times a power of ten, not above ``size``."""
    return max(step for step in _nice_steps(size) if step <= size)


def _nice_steps(size: Decimal) -> list[Decimal]:
    power = Decimal(10) ** size.adjusted()
    return [nice * power for nice in NICE]
