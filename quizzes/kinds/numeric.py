"""Number with its unit: exact decimals, inclusive bounds, no guess at what a separator means."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cached_property
from typing import Any, Self

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.kinds.amounts import MAX_NUMBER_CHARACTERS, UNIT, Amount, amount_typed, fold
from quizzes.kinds.units import unit_counted, unit_named
from quizzes.question.contract import Html, Posted, QuestionKind, Text, errors_of, posted_text
from quizzes.question.scoring import (
    CORRECT,
    FIRST_READING,
    INVALID,
    OMISSION,
    READING,
    UNREADABLE,
    WRONG,
    BadResponse,
    Score,
    check_length,
    exact,
)
from quizzes.question.text_format import QuestionText
from quizzes.question.typed import TypedResult, sign_of

NUMBER_WITH_SEPARATOR = re.compile(r"[0-9]*[.,][0-9]*")
# One separator that does not group thousands.
ONE_SEPARATOR = re.compile(r"[^.,]*[.,](?![0-9]{3}(?![0-9]))[^.,]*")


@dataclass(frozen=True)
class Accepted:
    """Hold an accepted answer: from ``low`` to ``high``, both included.

    credit: its share of the points.
    """

    low: Fraction
    high: Fraction
    credit: Fraction


@dataclass(frozen=True)
class NumericField:
    """Hold what the form shows.

    typed, unit: what stands in the two fields.
    read_as: how the amount is read; "" if it cannot be read.
    """

    name: str
    typed: str
    unit: str
    units: tuple[str, ...]
    read_as: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Numeric(QuestionKind):
    """A question answered by a number.

    units: multiplier of each unit to the unit of ``accepted``; empty if the number has none.
    written: the accepted answers as text, a number or both ends of a range.
    slips: wrong amounts that have a reason of their own.
    counted: what the question asks to count; it may be typed as a unit if no unit is listed.
    reading_number: how typed answers are read (see ``scoring.READING``).
    """

    label = gettext_lazy("Number")
    template = "quizzes/kinds/numeric.html"
    result_template = "quizzes/kinds/typed_result.html"

    accepted: tuple[Accepted, ...]
    units: Mapping[str, Fraction]
    unit_required: bool
    locale: str = "en"
    written: tuple[tuple[str, ...], ...] = ()
    slips: tuple[str, ...] = ()
    counted: str = ""
    reading_number: int = READING

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, Any]:
        text.report_rows("a number")
        units = fields.mapping("units", required=False)
        body: dict[str, Any] = text.head() | {
            "options": [],
            "answers": [_read_answer(answer) for answer in fields.mappings("answers")],
            "units": {name: units.text(name) for name in units.names()} if units else {},
            "unit_required": fields.boolean("unit_required", True),
            "slips": [],
        }
        if fields.has("locale"):
            body["locale"] = fields.choice("locale", ("en", "eu"))
        for slip in fields.mappings("slips", required=False):
            body["slips"].append({"value": slip.text("value"), "rationale": slip.text("rationale")})
            slip.done()
        return body

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Return the question from its body.

        The body holds ``answers`` [{value, tol, rel, credit}, {range: [low, high]}], ``units``,
        ``unit_required``, ``locale`` and ``slips`` [{value}].
        """
        return cls(
            accepted=tuple(_accepted_from(answer) for answer in body["answers"]),
            units={
                name: exact(multiplier) for name, multiplier in (body.get("units") or {}).items()
            },
            unit_required=body.get("unit_required", True),
            locale=body.get("locale", "en"),
            written=tuple(
                (str(answer["value"]),) if "value" in answer else tuple(map(str, answer["range"]))
                for answer in body["answers"]
            ),
            slips=tuple(slip["value"] for slip in body.get("slips", ())),
            counted=unit_counted(body.get("stem", "")),
        )

    @classmethod
    def texts(cls, body: Mapping[str, Any]) -> Iterator[Text]:
        yield from super().texts(body)
        for slip in body.get("slips", ()):
            yield Text(f"slip.{slip['value']}", slip["rationale"])

    def amount(self, text: str) -> Amount | None:
        """Return the amount with its unit as typed; None if it cannot be read."""
        return amount_typed(text, self.locale)

    def score(self, response: Any) -> Score:
        if response is None:
            return OMISSION
        if not isinstance(response, str):
            raise BadResponse("an answer here is a text")
        if not fold(response):
            return OMISSION
        if self.reading_number == FIRST_READING:
            return self._score_by_first_reading(self.amount(response))
        amount = self.amount_understood(response)
        return UNREADABLE if amount is None else self._score_of(amount)

    def amount_understood(self, text: str) -> Amount | None:
        """Return the amount typed, with a unit of the list; None to ask again."""
        amount = self.amount(text)
        if amount is None:
            return None
        if not amount.unit:
            return None if self.units and self.unit_required else amount
        if not self.units:
            is_counted = bool(self.counted) and unit_named(amount.unit.casefold()) == self.counted
            return replace(amount, unit="") if is_counted else None
        unit = self._listed_unit(amount.unit)
        return replace(amount, unit=unit) if unit else None

    def _listed_unit(self, typed: str) -> str:
        """Return the listed unit that was typed or chosen; "" for none or two."""
        if whole := self._listed_unit_named(typed):
            return whole
        units = {self._listed_unit_named(word.removesuffix(".")) for word in typed.split(" ")}
        return units.pop() if len(units) == 1 else ""

    def _listed_unit_named(self, spelling: str) -> str:
        """Return the one listed unit that the spelling names; "" for none or several."""
        if spelling in self.folded_units:
            return spelling
        same = [unit for unit in self.folded_units if unit_named(unit) == unit_named(spelling)]
        alike = [unit for unit in self.folded_units if unit.casefold() == spelling.casefold()]
        return same[0] if len(same) == 1 and set(alike) <= set(same) else ""

    def _score_of(self, amount: Amount) -> Score:
        value = amount.number * self.folded_units.get(amount.unit, Fraction(1))
        earned = (answer.credit for answer in self.accepted if answer.low <= value <= answer.high)
        return Score.of(next(earned, Fraction(0)))

    def _score_by_first_reading(self, amount: Amount | None) -> Score:
        """Score as the first reading did: a unit in other words is wrong."""
        # For grades that were stored while that reading was in use.
        if amount is None or (self.units and self.unit_required and not amount.unit):
            return UNREADABLE
        if amount.unit and amount.unit not in self.folded_units:
            twice = bool(self.units) and set(amount.unit.split(" ")) <= set(self.folded_units)
            return UNREADABLE if twice else Score(Fraction(0), WRONG)
        return self._score_of(amount)

    def read_by(self, reading: int) -> Self:
        return replace(self, reading_number=reading)

    @cached_property
    def unit_names(self) -> tuple[str, ...]:
        """Return the names of the units, from the smallest to the largest."""
        # PostgreSQL does not keep the order in which they were written.
        return tuple(sorted(self.units, key=lambda name: (self.units[name], name)))

    @property
    def base_unit(self) -> str:
        """Return the unit of the written answers, whose multiplier is 1; "" without units."""
        return next((name for name in self.unit_names if self.units[name] == 1), "")

    @cached_property
    def folded_units(self) -> dict[str, Fraction]:
        return {fold(name): multiplier for name, multiplier in self.units.items()}

    def check(self) -> list[str]:
        mistakes = [] if self.accepted else ["write at least one answer"]
        if any(answer.low > answer.high for answer in self.accepted):
            mistakes.append(
                "a range runs from the smaller number to the larger, and a tolerance is not negative"
            )
        if any(not 0 < answer.credit <= 1 for answer in self.accepted):
            mistakes.append("a credit is greater than 0 and at most 1")
        if self.accepted and max(answer.credit for answer in self.accepted) != 1:
            mistakes.append("one answer must be worth everything; give it no credit, or credit 1")
        mistakes += check_length(answer.credit for answer in self.accepted)
        mistakes += self._check_units()
        return mistakes or [*self._check_answers()]

    def _check_answers(self) -> Iterator[str]:
        for texts, accepted in zip(self.written, self.accepted, strict=True):
            for text in texts:
                score = self.score(self._with_base_unit(text))
                if score.status == INVALID:
                    yield f'the answer "{text}" cannot be read; write a plain number, in the first unit'
                elif accepted.credit == 1 and score.status != CORRECT:
                    yield f'the answer "{text}" does not score as right, for an answer above it comes first'
        for slip in self.slips:
            score = self.score(self._with_base_unit(slip))
            if score.status == INVALID:
                yield f'the slip "{slip}" cannot be read; write a plain number, in the first unit'
            elif score.fraction == 1:
                yield f'the slip "{slip}" is a right answer; take it off the list'

    def _check_units(self) -> list[str]:
        mistakes = []
        if any(multiplier <= 0 for multiplier in self.units.values()):
            mistakes.append("a unit's multiplier is greater than 0")
        if next(iter(self.units.values()), 1) != 1:
            mistakes.append('answers are in the first unit; write "1" as its multiplier')
        if odd := [
            name for name in self.units if not UNIT.fullmatch(fold(name)) or name.endswith(".")
        ]:
            mistakes.append(
                f"{odd[0]!r} is not the name of a unit; write it as people do, such as mg or mL/min"
            )
        if len({unit_named(fold(name)) for name in self.units}) < len(self.units):
            mistakes.append("two units are written alike; keep one of them")
        return mistakes

    def best_response(self) -> str:
        return self._with_base_unit(self._first_full_answer()[0])

    def _first_full_answer(self) -> tuple[str, ...]:
        """Return the first answer with full points: a number, or both ends of a range."""
        answers = zip(self.written, self.accepted, strict=True)
        return next(texts for texts, answer in answers if answer.credit == 1)

    def _with_base_unit(self, number: str) -> str:
        text = number.replace(".", ",") if self.locale == "eu" else number
        return f"{text} {self.base_unit}".strip()

    def how(self) -> str:
        example = _("write 1,5, not 1.5") if self.locale == "eu" else _("write 1.5, not 1,5")
        return (
            _("Give a number and its unit; %s.") if self.units else _("Give a number; %s.")
        ) % example

    def unreadable(self, response: Any, name: str) -> dict[str, str]:
        amount = self.amount(response)
        if amount is None:
            return {name: self._separator_advice(response)}
        if not amount.unit:
            return {name: self._what_to_write()}
        if not self.units:
            text = _("Write only the number, without “%(typed)s”.")
            return {name: text % {"typed": amount.unit}}
        return {name: self._unit_advice(amount.unit)}

    def _unit_advice(self, units: str) -> str:
        """Return what to do about units of which none counts: typed, or typed and then chosen."""
        typed, _space, chosen = units.rpartition(" ")
        if not typed or chosen not in self.folded_units:
            typed, chosen = units, ""
        if chosen and self._listed_unit_named(typed):
            text = _("“%(typed)s” and “%(chosen)s” are two units. Keep the one that you mean.")
            return text % {"typed": typed, "chosen": chosen}
        text = _("“%(typed)s” is not one of the units here. Write the unit as %(units)s.")
        return text % {"typed": typed, "units": get_text_list(list(self.unit_names), _("or"))}

    def _what_to_write(self) -> str:
        if self.units:
            return _("Write a number and choose its unit (%s).") % ", ".join(self.unit_names)
        return _("Write a number.")

    def _separator_advice(self, response: str) -> str:
        """Return how to write the answer if only its separator is wrong; else an example."""
        example = _("Write 1,5, not 1.5.") if self.locale == "eu" else _("Write 1.5, not 1,5.")
        theirs, ours = (".", ",") if self.locale == "eu" else (",", ".")
        corrected = response.replace(theirs, ours)
        if (
            theirs not in response
            or not ONE_SEPARATOR.fullmatch(response)
            or not self.amount(corrected)
        ):
            return f"{self._what_to_write()} {example}"
        wrong = NUMBER_WITH_SEPARATOR.findall(response)[0]
        advice = _("Write %(right)s, not %(wrong)s.") % {
            "right": wrong.replace(theirs, ours),
            "wrong": wrong,
        }
        return advice if self.amount_understood(corrected) else f"{self._what_to_write()} {advice}"

    def response_from(self, posted: Posted, name: str, before: Any = None) -> str | None:
        amount, unit = posted_text(posted, name), posted_text(posted, f"{name}-unit")
        if unit and unit not in self.units:
            raise BadResponse(f"there is no unit {unit!r}")
        if not amount:
            return None
        read = self.amount_understood(amount) if unit else None
        is_named_twice = read is not None and read.unit == fold(unit)
        return amount if is_named_twice else f"{amount} {unit}".strip()

    def posted_from(self, response: Any, name: str) -> dict[str, list[str]]:
        text = str(response or "")
        unit = next((listed for listed in self.units if text.endswith(f" {listed}")), "")
        return {name: [text.removesuffix(unit).strip() if unit else text], f"{name}-unit": [unit]}

    def widget(
        self, html: Html, posted: Posted, order: Sequence[str], name: str, errors: Mapping[str, str]
    ) -> NumericField:
        typed, unit = posted_text(posted, name), posted_text(posted, f"{name}-unit")
        wrong = errors_of(errors, name)
        read_as = "" if wrong else self.read_as(f"{typed} {unit}".strip())
        return NumericField(name, typed, unit, self.unit_names, read_as, wrong)

    def read_as(self, response: str) -> str:
        """Return how the response is read, such as "50 mg"; "" if it is unreadable."""
        amount = self.amount_understood(response)
        if amount is None:
            return ""
        with localcontext(prec=2 * MAX_NUMBER_CHARACTERS):
            number = (
                f"{(Decimal(amount.number.numerator) / amount.number.denominator).normalize():f}"
            )
        if len(number) > MAX_NUMBER_CHARACTERS:
            return response
        if self.locale == "eu":
            number = number.replace(".", ",")
        return f"{number}\N{NO-BREAK SPACE}{amount.unit}".strip()

    def result(
        self, html: Html, response: Any, order: Sequence[str], open_key: bool
    ) -> TypedResult:
        key = "\N{EN DASH}".join(self._first_full_answer()) + "\N{NO-BREAK SPACE}" + self.base_unit
        return TypedResult(
            answer=str(response or ""),
            sign=sign_of(self.score(response)),
            key=key.strip() if open_key else "",
            also=(),
            slip=html.of(self._slip_name(response)),
            why=html.of("rationale" if open_key else ""),
        )

    def _slip_name(self, response: Any) -> str:
        """Return the name of the text written for exactly this wrong amount, in any unit."""
        amount = self.amount_understood(response) if response else None
        if amount is None:
            return ""
        value = amount.number * self.folded_units.get(amount.unit, Fraction(1))
        return next((f"slip.{slip}" for slip in self.slips if exact(slip) == value), "")

    def in_words(self, html: Html, response: Any) -> str:
        return str(response or "")

    def as_read(self, html: Html, response: Any) -> str:
        return self.read_as(response or "") or self.in_words(html, response)


def _read_answer(fields: Fields) -> dict[str, Any]:
    if fields.has("range"):
        answer: dict[str, Any] = {"range": fields.texts("range")}
    else:
        tolerance = "rel" if fields.has("rel") else "tol"
        answer = {
            "value": fields.text("value"),
            tolerance: fields.text(tolerance, required=False) or "0",
        }
    if fields.has("credit"):
        answer["credit"] = fields.text("credit")
    fields.done()
    return answer


def _accepted_from(answer: Mapping[str, Any]) -> Accepted:
    credit = exact(answer.get("credit", 1))
    if "range" in answer:
        low, high = (exact(bound) for bound in answer["range"])
    else:
        value = exact(answer["value"])
        tolerance = _tolerance(answer, abs(value))
        low, high = value - tolerance, value + tolerance
    return Accepted(low, high, credit)


def _tolerance(answer: Mapping[str, Any], size: Fraction) -> Fraction:
    """Return the tolerance of an answer whose value has that size.

    ``rel`` is the share of the size; if it is true, ``tol`` is that share.
    """
    share, tolerance = answer.get("rel"), exact(answer.get("tol") or 0)
    if isinstance(share, bool) or share is None:
        return size * tolerance if share else tolerance
    return size * exact(share)
