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
        by_size = sorted((multiplier, name) for name, multiplier in self.multipliers.items())
        return tuple(name for _multiplier, name in by_size)

    @property
    def base(self) -> str:
        """Return the unit of the written answers, whose multiplier is 1; "" without units."""
        for name in self.names:
            if self.multipliers[name] == 1:
                return name
        return ""

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
        words = [word.removesuffix(".") for word in text.split(" ")]
        units = {self.named(word) for word in words}
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
        for unit in self.by_folded_name:
            if unit.casefold() == small and unit not in same:
                return ""
        return same[0]

    def check(self) -> Iterator[str]:
        """Yield what to write instead of units that are wrong."""
        names = list(self.multipliers)
        multipliers = list(self.multipliers.values())
        if any(multiplier <= 0 for multiplier in multipliers):
            yield "a unit's multiplier is greater than 0"
        if multipliers and multipliers[0] != 1:
            yield 'answers are in the first unit; write "1" as its multiplier'
        odd = [name for name in names if not _is_unit_name(name)]
        if odd:
            advice = "write it as people do, such as mg or mL/min"
            yield f'"{odd[0]}" is not the name of a unit; {advice}'
        different = {unit_named(fold(name)) for name in names}
        if len(different) < len(names):
            yield "two units are written alike; keep one of them"


def _is_unit_name(name: str) -> bool:
    if name.endswith("."):
        return False
    return UNIT.fullmatch(fold(name)) is not None
