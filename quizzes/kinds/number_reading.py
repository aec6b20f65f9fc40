"""How a question reads a typed number with its unit."""

from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction

from quizzes.kinds.amounts import MAX_NUMBER_CHARACTERS, Amount, amount_typed
from quizzes.kinds.listed_units import ListedUnits
from quizzes.kinds.units import unit_named


@dataclass(frozen=True)
class NumberReader:
    """Read the amounts that answer one question.

    counted: what the question asks to count; it may be typed as a unit if no unit is listed.
    locale: "en" or "eu", which writes 1,5.
    """

    units: ListedUnits
    unit_required: bool
    locale: str
    counted: str

    def amount(self, text: str) -> Amount | None:
        """Return the amount with its unit as typed; None if it cannot be read."""
        return amount_typed(text, self.locale)

    def understood(self, text: str) -> Amount | None:
        """Return the amount typed, with a unit of the list; None to ask again."""
        amount = self.amount(text)
        if amount is None:
            return None
        if not amount.unit:
            lacks_unit = bool(self.units) and self.unit_required
            return None if lacks_unit else amount
        if not self.units:
            return replace(amount, unit="") if self._is_counted(amount.unit) else None
        unit = self.units.typed(amount.unit)
        return replace(amount, unit=unit) if unit else None

    def _is_counted(self, unit: str) -> bool:
        return bool(self.counted) and unit_named(unit.casefold()) == self.counted

    def in_words(self, text: str) -> str:
        """Return how the text is read, such as "50 mg"; "" if it is unreadable."""
        amount = self.understood(text)
        if amount is None:
            return ""
        number = _as_decimal(amount.number)
        if len(number) > MAX_NUMBER_CHARACTERS:
            return text
        return f"{self.localised(number)}\N{NO-BREAK SPACE}{amount.unit}".strip()

    def localised(self, number: str) -> str:
        """Return a number with the decimal separator of the question."""
        return number.replace(".", ",") if self.locale == "eu" else number

    def with_base_unit(self, number: str) -> str:
        """Return a number of the key as a learner would type it."""
        return f"{self.localised(number)} {self.units.base}".strip()


def _as_decimal(number: Fraction) -> str:
    with localcontext(prec=2 * MAX_NUMBER_CHARACTERS):
        decimal = Decimal(number.numerator) / number.denominator
        return f"{decimal.normalize():f}"
