"""A number with its unit. Exact decimals, inclusive bounds, and never a guess at what a separator means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from quizzes.kinds.scoring import OMISSION, UNREADABLE, WRONG, BadResponse, Score, exact

TEMPLATE = "quizzes/kinds/numeric.html"
LONGEST = 60  # characters of a typed number; more was not typed
SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"
MINUSES = str.maketrans(
    dict.fromkeys(
        "\N{MINUS SIGN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}",
        "-",
    )
)
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]*)(?:[.](?P<part>[0-9]+))?"
    r"(?:[eE](?P<e>[+-]?[0-9]{1,3})| ?[×x*·] ?10(?:\^(?P<ten>[+-]?[0-9]{1,3})|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})))?"
)
# "mg", "mg/kg", "mL/min/1.73m²", "beats per minute", "%": begins with a letter, and so does each further word.
UNIT = re.compile(r"(?:[^\W\d_][^\d\s]*|%|°\w*)(?:[/·^-][^\s]+)*(?: [^\W\d_][^\d\s]*(?:[/·^-][^\s]+)*)*")


@dataclass(frozen=True)
class Accepted:
    """An accepted answer: from ``low`` to ``high``, both included, worth ``credit``."""

    low: Fraction
    high: Fraction
    credit: Fraction


@dataclass(frozen=True)
class Amount:
    """What was typed, as it was read. ``unit`` is "" where none was given."""

    number: Fraction
    unit: str


@dataclass(frozen=True)
class Numeric:
    """``units`` gives each unit's multiplier to the base of ``accepted``; empty where the number has no unit."""

    accepted: tuple[Accepted, ...]
    units: Mapping[str, Fraction]
    unit_required: bool
    locale: str = "en"

    def read(self, text: str) -> Amount | None:
        """The amount typed, or None where it cannot be read. The other separator is never guessed at."""
        if len(text) > LONGEST:
            return None
        plain = fold(text)
        if self.locale == "eu":
            if "." in plain:
                return None
            plain = plain.replace(",", ".")
        found = NUMBER.match(plain)
        if not found or not (found["whole"] or found["part"]):
            return None
        unit = plain[found.end() :].strip()
        if unit and not UNIT.fullmatch(unit):
            return None
        number = exact(found["sign"] + (found["whole"].replace(" ", "") or "0") + "." + (found["part"] or "0"))
        power = int(found["e"] or found["ten"] or (found["raised"] or "0").translate(SUPERSCRIPTS))
        return Amount(number * Fraction(10) ** power, unit.removesuffix("."))

    def score(self, response: Any) -> Score:
        if response is None:
            return OMISSION
        if not isinstance(response, str):
            raise BadResponse("an answer here is a text")
        if not fold(response):
            return OMISSION
        amount = self.read(response)
        if amount is None:
            return UNREADABLE
        value = amount.number
        if self.units:
            if not amount.unit and self.unit_required:
                return UNREADABLE
            if amount.unit and amount.unit not in self.folded_units:
                # A unit typed beside the one that was chosen from the list is a slip of the hand, not an answer.
                twice = set(amount.unit.split(" ")) <= set(self.folded_units)
                return UNREADABLE if twice else Score(Fraction(0), WRONG)
            value *= self.folded_units.get(amount.unit, Fraction(1))
        elif amount.unit:
            return Score(Fraction(0), WRONG)
        return Score.of(next((each.credit for each in self.accepted if each.low <= value <= each.high), Fraction(0)))

    @cached_property
    def unit_names(self) -> tuple[str, ...]:
        """From the smallest to the largest: PostgreSQL does not keep the order in which they were written."""
        return tuple(sorted(self.units, key=lambda name: (self.units[name], name)))

    @property
    def base(self) -> str:
        """The unit in which the answers are written: its multiplier is 1. "" where numbers have no unit."""
        return next((name for name in self.unit_names if self.units[name] == 1), "")

    @cached_property
    def folded_units(self) -> dict[str, Fraction]:
        return {fold(name): multiplier for name, multiplier in self.units.items()}

    def check(self) -> list[str]:
        mistakes = [] if self.accepted else ["write at least one answer"]
        if any(each.low > each.high for each in self.accepted):
            mistakes.append("a range runs from the smaller number to the larger, and a tolerance is not negative")
        if any(not 0 < each.credit <= 1 for each in self.accepted):
            mistakes.append("a credit is greater than 0 and at most 1")
        if self.accepted and max(each.credit for each in self.accepted) != 1:
            mistakes.append("one answer must be worth everything; give it no credit, or credit 1")
        return mistakes + self._check_units()

    def _check_units(self) -> list[str]:
        mistakes = []
        if any(multiplier <= 0 for multiplier in self.units.values()):
            mistakes.append("a unit's multiplier is greater than 0")
        if next(iter(self.units.values()), 1) != 1:
            mistakes.append('answers are in the first unit; write "1" as its multiplier')
        if odd := [name for name in self.units if not UNIT.fullmatch(fold(name)) or name.endswith(".")]:
            mistakes.append(f"{odd[0]!r} is not the name of a unit; write it as people do, such as mg or mL/min")
        if len(self.folded_units) < len(self.units):
            mistakes.append("two units are written alike; keep one of them")
        return mistakes

    def response_from(self, form: Mapping[str, Any]) -> Any:
        amount, unit = str(form.get("answer", "")).strip(), str(form.get("unit", ""))
        if unit and unit not in self.units:
            raise BadResponse(f"there is no unit {unit!r}")
        return f"{amount} {unit}".strip() if amount else None

    def amount_and_unit(self, response: str) -> tuple[str, str]:
        """What the two fields of the form hold for a response."""
        unit = next((name for name in self.units if response.endswith(f" {name}")), "")
        return response.removesuffix(unit).strip() if unit else response, unit

    def option_ids(self) -> list[str]:
        return []


def fold(text: str) -> str:
    """One kind of space, of minus and of micro sign; nothing else is changed."""
    for space in SPACES:
        text = text.replace(space, " ")
    folded = text.translate(MINUSES).replace("\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}")
    return re.sub(r" ?([/·]) ?", r"\1", re.sub(r"\s+", " ", folded)).strip()


def from_body(body: Mapping[str, Any]) -> Numeric:
    """From ``answers`` [{value, tol | rel, credit}, {range: [low, high]}], ``units``, ``unit_required``, ``locale``."""
    return Numeric(
        accepted=tuple(_accepted(answer) for answer in body["answers"]),
        units={name: exact(multiplier) for name, multiplier in (body.get("units") or {}).items()},
        unit_required=body.get("unit_required", True),
        locale=body.get("locale", "en"),
    )


def _accepted(answer: Mapping[str, Any]) -> Accepted:
    credit = exact(answer.get("credit", 1))
    if "range" in answer:
        low, high = (exact(bound) for bound in answer["range"])
    else:
        value = exact(answer["value"])
        tolerance = abs(value) * exact(answer["rel"]) if "rel" in answer else exact(answer.get("tol", 0))
        low, high = value - tolerance, value + tolerance
    return Accepted(low, high, credit)
