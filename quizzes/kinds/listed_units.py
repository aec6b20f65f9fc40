"""The units in which a number may be answered, as its question lists them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from quizzes.kinds.amounts import UNIT, Amount, fold
from quizzes.kinds.units import unit_named


@dataclass(frozen=True)
class ListedUnits:
    """Hold the units of a question, each with its multiplier to the unit of its answers.

    multipliers: empty if the number has no unit.
    """

    multipliers: Mapping[str, Fraction]

    def __bool__(self) -> bool:
        return bool(self.multipliers)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names of the units, from the smallest to the largest."""
        # PostgreSQL does not keep the order in which they were written.
        return tuple(sorted(self.multipliers, key=lambda name: (self.multipliers[name], name)))

    @property
    def base(self) -> str:
        """Return the unit of the written answers, whose multiplier is 1; "" without units."""
        return next((name for name in self.names if self.multipliers[name] == 1), "")

    @cached_property
    def by_folded_name(self) -> dict[str, Fraction]:
        """Return the multiplier of each unit, by its folded name."""
        return {fold(name): multiplier for name, multiplier in self.multipliers.items()}

    def value_of(self, amount: Amount) -> Fraction:
        """Return the amount in the unit of the written answers."""
        return amount.number * self.by_folded_name.get(amount.unit, Fraction(1))

    def typed(self, text: str) -> str:
        """Return the listed unit that was typed or chosen, or both; "" for none or two."""
        whole = self.named(text)
        if whole:
            return whole
        units = {self.named(word.removesuffix(".")) for word in text.split(" ")}
        return units.pop() if len(units) == 1 else ""

    def named(self, spelling: str) -> str:
        """Return the one listed unit that the spelling names; "" for none or several."""
        if spelling in self.by_folded_name:
            return spelling
        name = unit_named(spelling)
        same = [unit for unit in self.by_folded_name if unit_named(unit) == name]
        if len(same) != 1:
            return ""
        # Another unit that differs in capitals only may be the one that was meant.
        small = spelling.casefold()
        alike = {unit for unit in self.by_folded_name if unit.casefold() == small}
        return same[0] if alike <= set(same) else ""

    def check(self) -> Iterator[str]:
        """Yield what to write instead of units that are wrong."""
        if any(multiplier <= 0 for multiplier in self.multipliers.values()):
            yield "a unit's multiplier is greater than 0"
        if next(iter(self.multipliers.values()), 1) != 1:
            yield 'answers are in the first unit; write "1" as its multiplier'
        odd = next((name for name in self.multipliers if not _is_unit_name(name)), None)
        if odd is not None:
            yield (
                f"{odd!r} is not the name of a unit; write it as people do, such as mg or mL/min"
            )
        different = {unit_named(fold(name)) for name in self.multipliers}
        if len(different) < len(self.multipliers):
            yield "two units are written alike; keep one of them"


def _is_unit_name(name: str) -> bool:
    return bool(UNIT.fullmatch(fold(name))) and not name.endswith(".")
