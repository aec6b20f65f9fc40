"""Add up the scores of an attempt, in exact arithmetic. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

# States of an item.
COUNTED = "counted"
DROPPED_EXCLUDE = "dropped_exclude"
DROPPED_FULL = "dropped_full"


@dataclass(frozen=True)
class Total:
    """Hold the points of an attempt.

    passed: None if no item counts.
    """

    earned: Fraction
    possible: Fraction
    passed: bool | None

    @property
    def display(self) -> str | None:
        """Return the per cent earned, floored to a tenth; None if no item counts."""
        if not self.possible:
            return None
        # Floored, so that an attempt that failed never shows the pass mark.
        tenths = self.earned * 1000 // self.possible
        whole, tenth = divmod(tenths, 10)
        return f"{whole}.{tenth}" if tenth else f"{whole}"


def reaches(earned: Fraction, possible: Fraction, pass_mark: Fraction | int) -> bool | None:
    """Tell whether the points reach the pass mark, without rounding; None if none are possible.

    pass_mark: in per cent.
    """
    if not possible:
        return None
    return earned * 100 >= pass_mark * possible


def worth(points: Fraction, fraction: Fraction, state: str) -> tuple[Fraction, Fraction]:
    """Return (earned, possible) of one item.

    state: ``dropped_exclude`` takes the item out of the maximum; ``dropped_full`` gives its points
    to everybody.
    """
    if state == DROPPED_EXCLUDE:
        return Fraction(0), Fraction(0)
    if state == DROPPED_FULL:
        return points, points
    return points * fraction, points


def total(items: Iterable[tuple[Fraction, Fraction, str]], pass_mark: Fraction | int) -> Total:
    """Return the total of the items, compared with the pass mark without rounding.

    items: (points, fraction, state) of each item.
    pass_mark: in per cent.
    """
    earned = Fraction(0)
    possible = Fraction(0)
    for points, fraction, state in items:
        item_earned, item_possible = worth(points, fraction, state)
        earned += item_earned
        possible += item_possible
    return Total(earned, possible, reaches(earned, possible, pass_mark))
