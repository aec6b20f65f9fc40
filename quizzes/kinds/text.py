"""Short text: right if it equals a listed variant, apart from case, quotes, dashes and spaces.

Never fuzzy: in medicine the nearest word is often the opposite.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.kinds.opposites import are_opposites, is_tenfold
from quizzes.question.body import Body, WrittenBody, flag_of, list_of, rows_of, text_of
from quizzes.question.contract import QuestionKind
from quizzes.question.folding import folded, is_blank
from quizzes.question.forms import Draft, FormFields, Posted, Widget, errors_in, posted_text
from quizzes.question.reasons import Problem
from quizzes.question.responses import Response, text_in
from quizzes.question.scoring import OMISSION, BadResponse, Score, check_length, exact_in
from quizzes.question.text_format import QuestionText
from quizzes.question.texts import Html, Text
from quizzes.question.typed import TypedResult, sign_of

MAX_ANSWER_CHARACTERS = 200
WRONG_LENGTH = f"an answer has letters or digits, and at most {MAX_ANSWER_CHARACTERS} characters"
# Words in emphasis or code, H~2~O and m^2^, links and citations; a lone sign stays, as in "*1/*4".
MARKUP = re.compile(
    r"(?<!\w)([*_]{1,2}|~~|`)\w(?:.*?\w)?\1(?!\w)|\w([~^])\w+\2|\]\(|\[@",
)


@dataclass(frozen=True)
class TextField(Widget):
    typed: str
    errors: tuple[str, ...]

    def fields(self) -> FormFields:
        return {self.name: [self.typed]}


@dataclass(frozen=True)
class ShortText(QuestionKind):
    """A question answered by a word or a few.

    answers: each variant as written, with its share of the points.
    case: True if capital letters count.
    slips: wrong or partly right answers that have a reason of their own.
    """

    label = gettext_lazy("Short text")
    template = "quizzes/kinds/text.html"
    inline_template = "quizzes/kinds/gap_text.html"
    result_template = "quizzes/kinds/typed_result.html"

    answers: tuple[tuple[str, Fraction], ...]
    case: bool = False
    slips: tuple[str, ...] = ()

    # Writing

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> WrittenBody:
        text.report_rows("a short text")
        answers: list[object] = [*fields.texts("answers")]
        slips = []
        for slip in fields.mappings("slips", required=False):
            written, credit = _read_slip(slip)
            slips.append(written)
            if credit:
                answers.append({"text": written["text"], "credit": credit})

        body: WrittenBody = text.head() | {"options": []}
        body["answers"] = answers
        body["slips"] = slips
        if fields.has("case"):
            body["case"] = fields.boolean("case")
        return body

    @classmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question from its body.

        The body holds ``answers`` [text or {text, credit}], ``case`` and ``slips`` [{text}].
        """
        answers = list_of(body, "answers")
        slips = rows_of(body, "slips", optional=True)
        return cls(
            answers=tuple(_answer_from(answer) for answer in answers),
            case=flag_of(body, "case"),
            slips=tuple(text_of(slip, "text") for slip in slips),
        )

    @classmethod
    def texts(cls, body: Body) -> Iterator[Text]:
        yield from super().texts(body)
        for place, slip in enumerate(rows_of(body, "slips", optional=True)):
            yield Text(f"slip.{place}", text_of(slip, "rationale"))

    def check(self) -> list[Problem]:
        mistakes = [Problem("answers", text) for text in self._check_answers()]
        mistakes += self._check_slips()
        return mistakes

    def _check_answers(self) -> Iterator[str]:
        shares = [credit for _text, credit in self.answers]
        if 1 not in shares:
            yield "one answer must be worth everything; list it under answers"
        if any(not 0 < credit <= 1 for credit in shares):
            yield "a credit is greater than 0 and at most 1"
        if any(self._has_wrong_length(text) for text in self.variants):
            yield WRONG_LENGTH
        yield from check_length(shares)
        yield from self._check_markup()
        yield from self._check_variants()

    def _check_markup(self) -> Iterator[str]:
        for written in (*self.variants, *self.slips):
            if MARKUP.search(written):
                yield (
                    f'"{written}" has signs of Markdown, which learners would have to type; '
                    "write the words alone"
                )

    def _has_wrong_length(self, text: str) -> bool:
        is_empty = not self.fold(text)
        return is_empty or len(text) > MAX_ANSWER_CHARACTERS

    @property
    def variants(self) -> list[str]:
        """Return the answers that earn points, as written."""
        return [text for text, _credit in self.answers]

    def _check_variants(self) -> Iterator[str]:
        for one, other in combinations(self.variants, 2):
            pair = f'"{one}" and "{other}"'
            if self.fold(one) == self.fold(other):
                yield f"{pair} are read as the same answer; keep one"
            elif are_opposites(one, other):
                yield f"{pair} are clinical opposites; only one can be right"
            elif is_tenfold(one, other):
                yield f"{pair} differ tenfold; only one can be right"

    def _check_slips(self) -> Iterator[Problem]:
        for place, slip in enumerate(self.slips):
            if self._has_wrong_length(slip):
                yield Problem(f"slips.{place}", WRONG_LENGTH)
            if self.credit_by_text.get(self.fold(slip)) == 1:
                text = f'the slip "{slip}" is a right answer; take it off the list'
                yield Problem(f"slips.{place}", text)

    # Marking

    def fold(self, text: str) -> str:
        """Return the form of a text in which answers are compared."""
        return folded(text, keep_case=self.case)

    @cached_property
    def credit_by_text(self) -> dict[str, Fraction]:
        """Return the share of the points of each folded variant."""
        # Reversed: of two variants that fold to the same text the first counts.
        last_first = reversed(self.answers)
        return {self.fold(text): credit for text, credit in last_first}

    def score(self, response: Response) -> Score:
        if response is None:
            return OMISSION
        if not isinstance(response, str):
            raise BadResponse("an answer here is a text")
        if is_blank(response):
            return OMISSION
        folded_answer = self.fold(response)
        earned = self.credit_by_text.get(folded_answer, Fraction(0))
        return Score.of(earned)

    def what_is_right(self) -> object:
        return self.credit_by_text, self.case

    def best_response(self) -> str:
        return self._right_answers()[0]

    def _right_answers(self) -> list[str]:
        return [text for text, credit in self.answers if credit == 1]

    # Asking

    def how(self) -> str:
        if self.case:
            return _("Write a word or a few. Spelling counts, and capital letters do.")
        return _("Write a word or a few. Spelling counts; capital letters do not.")

    def response_from(self, posted: Posted, name: str, before: Response = None) -> str | None:
        typed = posted_text(posted, name)
        if len(typed) > MAX_ANSWER_CHARACTERS:
            raise BadResponse("longer than the field")
        return None if is_blank(typed) else typed

    def widget(
        self,
        html: Html,
        response: Response,
        order: Sequence[str],
        name: str,
        draft: Draft | None = None,
    ) -> TextField:
        typed = text_in(response) if draft is None else posted_text(draft.fields, name)
        return TextField(name, typed, errors_in(draft, name))

    # Afterwards

    def result(
        self, html: Html, response: Response, order: Sequence[str], open_key: bool
    ) -> TypedResult:
        key, *also = self._right_answers()
        answer = text_in(response)
        return TypedResult(
            answer=answer,
            sign=sign_of(self.score(response)),
            key=key if open_key else "",
            also=tuple(also) if open_key else (),
            slip=html.of(self._slip_name(answer)),
            why=html.of("rationale") if open_key else SafeString(),
        )

    def _slip_name(self, answer: str) -> str:
        """Return the name of the text written for exactly this answer, or ""."""
        given = self.fold(answer)
        for place, slip in enumerate(self.slips):
            if self.fold(slip) == given:
                return f"slip.{place}"
        return ""

    def in_words(self, html: Html, response: Response) -> str:
        return text_in(response)


def _answer_from(answer: object) -> tuple[str, Fraction]:
    """Return a variant and its share of the points, from a text or {text, credit}."""
    if isinstance(answer, str):
        return answer, Fraction(1)
    if not isinstance(answer, dict):
        raise TypeError("an answer is a text, or a text with its credit")
    text = text_of(answer, "text")
    credit = answer.get("credit", 1)
    return text, exact_in("slips", credit)


def _read_slip(fields: Fields) -> tuple[dict[str, str], str]:
    """Return a slip, and its share of the points; "" if it earns nothing."""
    slip = {"text": fields.text("text"), "rationale": fields.text("rationale")}
    credit = fields.text("credit") if fields.has("credit") else ""
    fields.done()
    return slip, credit
