"""Marking an attempt: pure values in, pure values out, in exact arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

COUNTED, DROPPED_EXCLUDE, DROPPED_FULL = "counted", "dropped_exclude", "dropped_full"


@dataclass(frozen=True)
class Total:
    """``earned`` of ``possible`` points; ``passed`` is None where nothing counts."""

    earned: Fraction
    possible: Fraction
    passed: bool | None

    @property
    def display(self) -> str | None:
        """Per cent, floored to a tenth, so that a fail never shows the pass mark. None where nothing counts."""
        if not self.possible:
            return None
        tenths = self.earned * 1000 // self.possible
        return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else f"{tenths // 10}"


def reaches(earned: Fraction, possible: Fraction, pass_mark: Fraction | int) -> bool | None:
    """Whether ``earned`` of ``possible`` is at least ``pass_mark`` per cent, without rounding; None of nothing."""
    return earned * 100 >= pass_mark * possible if possible else None


def worth(points: Fraction, fraction: Fraction, state: str) -> tuple[Fraction, Fraction]:
    """(earned, possible) of one item: ``dropped_exclude`` takes it out of the maximum; ``dropped_full`` gives its
    points to everybody."""
    if state == DROPPED_EXCLUDE:
        return Fraction(0), Fraction(0)
    return points if state == DROPPED_FULL else points * fraction, points


def total(items: Iterable[tuple[Fraction, Fraction, str]], pass_mark: Fraction | int) -> Total:
    """The total of (points, fraction, state) items against ``pass_mark`` per cent, compared without rounding."""
    each = [worth(*item) for item in items]
    earned, possible = sum((one for one, _most in each), Fraction(0)), sum((most for _one, most in each), Fraction(0))
    return Total(earned, possible, reaches(earned, possible, pass_mark))
