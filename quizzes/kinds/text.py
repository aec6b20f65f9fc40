"""Short text: right if it equals a listed variant, apart from case, quotes, dashes and spaces.

Never fuzzy: in medicine the nearest word is often the opposite.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.kinds.opposites import are_opposites, is_tenfold
from quizzes.question.contract import Html, Posted, QuestionKind, Text, errors_of, posted_text
from quizzes.question.folding import folded, is_blank
from quizzes.question.scoring import OMISSION, BadResponse, Score, check_length, exact
from quizzes.question.text_format import QuestionText
from quizzes.question.typed import TypedResult, sign_of

MAX_ANSWER_CHARACTERS = 200


@dataclass(frozen=True)
class TextField:
    name: str
    typed: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class ShortText(QuestionKind):
    """A question answered by a word or a few.

    answers: each variant as written, with its share of the points.
    case: True if capital letters count.
    slips: wrong or partly right answers that have a reason of their own.
    """

    label = gettext_lazy("Short text")
    template = "quizzes/kinds/text.html"
    result_template = "quizzes/kinds/typed_result.html"

    answers: tuple[tuple[str, Fraction], ...]
    case: bool = False
    slips: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, Any]:
        text.report_rows("a short text")
        body: dict[str, Any] = text.head() | {
            "options": [],
            "answers": [*fields.texts("answers")],
            "slips": [],
        }
        if fields.has("case"):
            body["case"] = fields.boolean("case")
        for slip in fields.mappings("slips", required=False):
            written = {"text": slip.text("text"), "rationale": slip.text("rationale")}
            body["slips"].append(written)
            if slip.has("credit"):
                body["answers"].append({"text": written["text"], "credit": slip.text("credit")})
            slip.done()
        return body

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Return the question from its body.

        The body holds ``answers`` [text or {text, credit}], ``case`` and ``slips`` [{text}].
        """
        answers = [
            # An answer without a credit is written as its text alone.
            {"text": answer} if isinstance(answer, str) else answer
            for answer in body["answers"]
        ]
        return cls(
            answers=tuple((answer["text"], exact(answer.get("credit", 1))) for answer in answers),
            case=bool(body.get("case")),
            slips=tuple(slip["text"] for slip in body.get("slips", ())),
        )

    @classmethod
    def texts(cls, body: Mapping[str, Any]) -> Iterator[Text]:
        yield from super().texts(body)
        for place, slip in enumerate(body.get("slips", ())):
            yield Text(f"slip.{place}", slip["rationale"])

    def fold(self, text: str) -> str:
        """Return the form of a text in which answers are compared."""
        return folded(text, keep_case=self.case)

    @cached_property
    def credit_by_text(self) -> dict[str, Fraction]:
        """Return the share of the points of each folded variant."""
        # Reversed: of two variants that fold to the same text the first counts.
        return {self.fold(text): credit for text, credit in reversed(self.answers)}

    def score(self, response: Any) -> Score:
        if response is None:
            return OMISSION
        if not isinstance(response, str):
            raise BadResponse("an answer here is a text")
        if is_blank(response):
            return OMISSION
        return Score.of(self.credit_by_text.get(self.fold(response), Fraction(0)))

    def check(self) -> list[str]:
        mistakes = []
        if not any(credit == 1 for _text, credit in self.answers):
            mistakes.append("one answer must be worth everything; list it under answers")
        if any(not 0 < credit <= 1 for _text, credit in self.answers):
            mistakes.append("a credit is greater than 0 and at most 1")
        if any(
            not self.fold(text) or len(text) > MAX_ANSWER_CHARACTERS
            for text in (*self._variants(), *self.slips)
        ):
            mistakes.append(
                f"an answer has letters or digits, and at most {MAX_ANSWER_CHARACTERS} characters"
            )
        mistakes += check_length(credit for _text, credit in self.answers)
        return [*mistakes, *self._check_variants(), *self._check_slips()]

    def _variants(self) -> list[str]:
        return [text for text, _credit in self.answers]

    def _check_variants(self) -> Iterator[str]:
        for one, other in combinations(self._variants(), 2):
            if self.fold(one) == self.fold(other):
                yield f'"{one}" and "{other}" are read as the same answer; keep one'
            elif are_opposites(one, other):
                yield f'"{one}" and "{other}" are clinical opposites; only one can be right'
            elif is_tenfold(one, other):
                yield f'"{one}" and "{other}" differ tenfold; only one can be right'

    def _check_slips(self) -> Iterator[str]:
        for slip in self.slips:
            if self.credit_by_text.get(self.fold(slip)) == 1:
                yield f'the slip "{slip}" is a right answer; take it off the list'

    def best_response(self) -> str:
        return self._right_answers()[0]

    def _right_answers(self) -> list[str]:
        return [text for text, credit in self.answers if credit == 1]

    def how(self) -> str:
        if self.case:
            return _("Write a word or a few. Spelling counts, and capital letters do.")
        return _("Write a word or a few. Spelling counts; capital letters do not.")

    def response_from(self, posted: Posted, name: str, before: Any = None) -> str | None:
        typed = posted_text(posted, name)
        if len(typed) > MAX_ANSWER_CHARACTERS:
            raise BadResponse("longer than the field")
        return None if is_blank(typed) else typed

    def posted_from(self, response: Any, name: str) -> dict[str, list[str]]:
        return {name: [str(response or "")]}

    def widget(
        self, html: Html, posted: Posted, order: Sequence[str], name: str, errors: Mapping[str, str]
    ) -> TextField:
        return TextField(name, posted_text(posted, name), errors_of(errors, name))

    def result(
        self, html: Html, response: Any, order: Sequence[str], open_key: bool
    ) -> TypedResult:
        key, *also = self._right_answers()
        return TypedResult(
            answer=str(response or ""),
            sign=sign_of(self.score(response)),
            key=key if open_key else "",
            also=tuple(also) if open_key else (),
            slip=html.of(self._slip_name(response)),
            why=html.of("rationale" if open_key else ""),
        )

    def _slip_name(self, response: Any) -> str:
        """Return the name of the text written for exactly this answer, or ""."""
        given = self.fold(response or "")
        places = (place for place, slip in enumerate(self.slips) if self.fold(slip) == given)
        return next((f"slip.{place}" for place in places), "")

    def in_words(self, html: Html, response: Any) -> str:
        return str(response or "")
