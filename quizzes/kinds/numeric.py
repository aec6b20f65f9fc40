"""Number with its unit: exact decimals, inclusive bounds, no guess at what a separator means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from typing import Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.kinds.accepted import Accepted, accepted_from, read_answer
from quizzes.kinds.amounts import Amount, fold
from quizzes.kinds.listed_units import ListedUnits
from quizzes.kinds.number_advice import advice_on
from quizzes.kinds.number_reading import NumberReader
from quizzes.kinds.opposites import is_tenfold
from quizzes.kinds.units import unit_counted
from quizzes.question.body import Body, WrittenBody, flag_of, mapping_of, rows_of, text_of
from quizzes.question.contract import QuestionKind
from quizzes.question.forms import Draft, FormFields, Posted, Widget, errors_in, posted_text
from quizzes.question.reasons import Problem
from quizzes.question.responses import Response, text_in
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
    exact_in,
)
from quizzes.question.text_format import QuestionText
from quizzes.question.texts import Html, Text
from quizzes.question.typed import TypedResult, sign_of


@dataclass(frozen=True)
class NumericField(Widget):
    """Hold what the form shows.

    typed, unit: what stands in the two fields.
    """

    typed: str
    unit: str
    units: tuple[str, ...]
    errors: tuple[str, ...]

    def fields(self) -> FormFields:
        return {self.name: [self.typed], f"{self.name}-unit": [self.unit]}


@dataclass(frozen=True)
class Numeric(QuestionKind):
    """A question answered by a number.

    units: multiplier of each unit to the unit of ``accepted``; empty if the number has none.
    slips: wrong amounts that have a reason of their own.
    counted: what the question asks to count; it may be typed as a unit if no unit is listed.
    reading_number: how typed answers are read (see ``scoring.READING``).
    """

    label = gettext_lazy("Number")
    template = "quizzes/kinds/numeric.html"
    inline_template = "quizzes/kinds/gap_number.html"
    result_template = "quizzes/kinds/typed_result.html"

    accepted: tuple[Accepted, ...]
    units: Mapping[str, Fraction]
    unit_required: bool
    locale: str = "en"
    slips: tuple[str, ...] = ()
    counted: str = ""
    reading_number: int = READING

    # Writing

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> WrittenBody:
        text.report_rows("a number")
        answers = fields.mappings("answers")
        slips = fields.mappings("slips", required=False)
        body: WrittenBody = text.head() | {
            "options": [],
            "answers": [read_answer(answer) for answer in answers],
            "units": _read_units(fields),
            "unit_required": fields.boolean("unit_required", True),
            "slips": [_read_slip(slip) for slip in slips],
        }
        if fields.has("locale"):
            body["locale"] = fields.choice("locale", ("en", "eu"))
        return body

    @classmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question from its body.

        The body holds ``answers`` [{value, tol, rel, credit}, {range: [low, high]}], ``units``,
        ``unit_required``, ``locale`` and ``slips`` [{value}].
        """
        stem = text_of(body, "stem", "")
        answers = rows_of(body, "answers")
        units = mapping_of(body, "units")
        slips = rows_of(body, "slips", optional=True)
        return cls(
            accepted=tuple(
                accepted_from(answer, f"answers.{place}") for place, answer in enumerate(answers)
            ),
            units={name: exact_in("units", multiplier) for name, multiplier in units.items()},
            unit_required=flag_of(body, "unit_required", True),
            locale=text_of(body, "locale", "en"),
            slips=tuple(str(slip["value"]) for slip in slips),
            counted=unit_counted(stem),
        )

    @classmethod
    def texts(cls, body: Body) -> Iterator[Text]:
        yield from super().texts(body)
        for slip in rows_of(body, "slips", optional=True):
            yield Text(f"slip.{slip['value']}", text_of(slip, "rationale"))

    def check(self) -> list[Problem]:
        of_units = [Problem("units", text) for text in self.listed_units.check()]
        mistakes = [*self._check_credits(), *of_units]
        if mistakes:
            return mistakes
        return [*self._check_answers(), *self._check_tenfold(), *self._check_slips()]

    def _check_credits(self) -> Iterator[Problem]:
        shares = [answer.credit for answer in self.accepted]
        if not shares:
            yield Problem("answers", "write at least one answer")
        for place, answer in enumerate(self.accepted):
            if answer.low > answer.high:
                text = (
                    "a range runs from the smaller number to the larger, "
                    "and a tolerance is not negative"
                )
                yield Problem(f"answers.{place}", text)
            if not 0 < answer.credit <= 1:
                yield Problem(f"answers.{place}", "a credit is greater than 0 and at most 1")
        if shares and max(shares) != 1:
            text = "one answer must be worth everything; give it no credit, or credit 1"
            yield Problem("answers", text)
        for text in check_length(shares):
            yield Problem("answers", text)

    def _check_answers(self) -> Iterator[Problem]:
        for place, answer in enumerate(self.accepted):
            for written in answer.written:
                if text := self._problem_of_answer(written, answer.credit):
                    yield Problem(f"answers.{place}", text)

    def _check_tenfold(self) -> Iterator[Problem]:
        """Yield the answers that take a slip of ten times, alone or beside another answer."""
        for place, answer in enumerate(self.accepted):
            # A range says itself how wide it is: from 0.4 to 4.0 may be the usual values.
            if not answer.is_range and answer.takes_a_tenfold_slip_of(answer):
                text = (
                    "this answer also takes ten times as much, or a tenth, for right; "
                    "write a smaller tolerance"
                )
                yield Problem(f"answers.{place}", text)
        in_pairs = combinations(enumerate(self.accepted), 2)
        for (_first_place, first), (place, second) in in_pairs:
            if _differ_tenfold(first, second):
                one, other = ("–".join(answer.written) for answer in (first, second))
                text = f'"{one}" and "{other}" differ tenfold; only one can be right'
                yield Problem(f"answers.{place}", text)

    def _problem_of_answer(self, written: str, credit: Fraction) -> str:
        """Return what is wrong with an accepted answer; "" if nothing is."""
        status = self.score(self.reader.with_base_unit(written)).status
        if status == INVALID:
            return f'the answer "{written}" cannot be read; write a plain number, in the first unit'
        if credit == 1 and status != CORRECT:
            return (
                f'the answer "{written}" does not score as right, '
                "for an answer above it comes first"
            )
        return ""

    def _check_slips(self) -> Iterator[Problem]:
        for place, slip in enumerate(self.slips):
            score = self.score(self.reader.with_base_unit(slip))
            text = ""
            if score.status == INVALID:
                text = f'the slip "{slip}" cannot be read; write a plain number, in the first unit'
            elif score.fraction == 1:
                text = f'the slip "{slip}" is a right answer; take it off the list'
            if text:
                yield Problem(f"slips.{place}", text)

    # Marking

    @cached_property
    def listed_units(self) -> ListedUnits:
        """Return the units in which the number may be answered."""
        return ListedUnits(self.units)

    @cached_property
    def reader(self) -> NumberReader:
        """Return what reads the typed amounts."""
        return NumberReader(self.listed_units, self.unit_required, self.locale, self.counted)

    @property
    def base_unit(self) -> str:
        """Return the unit of the written answers, whose multiplier is 1; "" without units."""
        return self.listed_units.base

    def score(self, response: Response) -> Score:
        if response is None:
            return OMISSION
        if not isinstance(response, str):
            raise BadResponse("an answer here is a text")
        if not fold(response):
            return OMISSION
        if self.reading_number == FIRST_READING:
            return self._score_by_first_reading(self.reader.amount(response))
        amount = self.reader.understood(response)
        return UNREADABLE if amount is None else self._score_of(amount)

    def _score_of(self, amount: Amount) -> Score:
        value = self.listed_units.value_of(amount)
        for answer in self.accepted:
            if answer.low <= value <= answer.high:
                return Score.of(answer.credit)
        return Score.of(Fraction(0))

    def _score_by_first_reading(self, amount: Amount | None) -> Score:
        """Score as the first reading did: a unit in other words is wrong."""
        # For grades that were stored while that reading was in use.
        units = self.listed_units.by_folded_name
        if amount is None:
            return UNREADABLE
        if not amount.unit:
            lacks_unit = bool(units) and self.unit_required
            return UNREADABLE if lacks_unit else self._score_of(amount)
        if amount.unit in units:
            return self._score_of(amount)
        words = amount.unit.split(" ")
        names_two_units = bool(units) and set(words) <= set(units)
        return UNREADABLE if names_two_units else Score(Fraction(0), WRONG)

    def read_by(self, reading: int) -> Self:
        return replace(self, reading_number=reading)

    def what_is_right(self) -> object:
        accepted = [(answer.low, answer.high, answer.credit) for answer in self.accepted]
        return accepted, self.units, self.unit_required, self.locale

    def best_response(self) -> str:
        return self.reader.with_base_unit(self._first_full_answer()[0])

    def _first_full_answer(self) -> tuple[str, ...]:
        """Return the first answer with full points: a number, or both ends of a range."""
        return next(answer.written for answer in self.accepted if answer.credit == 1)

    # Asking

    def how(self) -> str:
        example = _("write 1,5, not 1.5") if self.locale == "eu" else _("write 1.5, not 1,5")
        text = _("Give a number and its unit; %s.") if self.units else _("Give a number; %s.")
        return text % example

    def unreadable(self, response: Response, name: str) -> dict[str, str]:
        return {name: advice_on(text_in(response), self.reader)}

    def response_from(self, posted: Posted, name: str, before: Response = None) -> str | None:
        amount = posted_text(posted, name)
        unit = posted_text(posted, f"{name}-unit")
        if unit and unit not in self.units:
            raise BadResponse(f"there is no unit {unit!r}")
        if not amount:
            return None
        if not unit or self._names_unit(amount, unit):
            return amount
        return f"{amount} {unit}"

    def _names_unit(self, typed: str, unit: str) -> bool:
        """Tell whether a typed amount names already the unit that was chosen."""
        amount = self.reader.understood(typed)
        return amount is not None and amount.unit == fold(unit)

    def widget(
        self,
        html: Html,
        response: Response,
        order: Sequence[str],
        name: str,
        draft: Draft | None = None,
    ) -> NumericField:
        if draft is None:
            typed, unit = self._in_two_fields(text_in(response))
        else:
            typed = posted_text(draft.fields, name)
            unit = posted_text(draft.fields, f"{name}-unit")
        wrong = errors_in(draft, name)
        read_as = "" if wrong else self.reader.in_words(f"{typed} {unit}".strip())
        return NumericField(
            name=name,
            typed=typed,
            unit=unit,
            units=self.listed_units.names,
            errors=wrong,
            read_as=read_as,
        )

    def _in_two_fields(self, text: str) -> tuple[str, str]:
        """Return what stands in the two fields of the form: amount and unit."""
        for unit in self.units:
            if text.endswith(f" {unit}"):
                return text.removesuffix(unit).strip(), unit
        return text.strip(), ""

    # Afterwards

    def result(
        self, html: Html, response: Response, order: Sequence[str], open_key: bool
    ) -> TypedResult:
        number = "\N{EN DASH}".join(self._first_full_answer())
        key = f"{number}\N{NO-BREAK SPACE}{self.base_unit}".strip()
        answer = text_in(response)
        return TypedResult(
            answer=answer,
            sign=sign_of(self.score(response)),
            key=key if open_key else "",
            also=(),
            slip=html.of(self._slip_name(answer)),
            why=html.of("rationale") if open_key else SafeString(),
        )

    def _slip_name(self, answer: str) -> str:
        """Return the name of the text written for exactly this wrong amount, in any unit."""
        amount = self.reader.understood(answer) if answer else None
        if amount is None:
            return ""
        value = self.listed_units.value_of(amount)
        for slip in self.slips:
            if exact(slip) == value:
                return f"slip.{slip}"
        return ""

    def in_words(self, html: Html, response: Response) -> str:
        return text_in(response)

    def as_read(self, html: Html, response: Response) -> str:
        return self.reader.in_words(text_in(response)) or self.in_words(html, response)


def _differ_tenfold(one: Accepted, other: Accepted) -> bool:
    """Tell whether one takes a slip of ten times in the other, or their numbers differ by more."""
    if one.takes_a_tenfold_slip_of(other) or other.takes_a_tenfold_slip_of(one):
        return True
    return any(is_tenfold(*pair) for pair in product(one.written, other.written))


def _read_units(fields: Fields) -> dict[str, str]:
    """Return the multiplier of each unit as written; {} if the number has no unit."""
    units = fields.mapping("units", required=False)
    if not units:
        return {}
    return {name: units.text(name) for name in units.names()}


def _read_slip(fields: Fields) -> dict[str, str]:
    slip = {"value": fields.text("value"), "rationale": fields.text("rationale")}
    fields.done()
    return slip
