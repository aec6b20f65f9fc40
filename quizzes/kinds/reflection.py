"""Reflection: the learner writes for themselves; then sees what to weigh. Nothing is marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.question.contract import Html, Posted, QuestionKind, Text, errors_of
from quizzes.question.scoring import UNREADABLE, UNSCORED, BadResponse, Score
from quizzes.question.text_format import QuestionText

MAX_REFLECTION_CHARACTERS = 4000


@dataclass(frozen=True)
class ReflectionField:
    name: str
    typed: str
    longest: int
    errors: tuple[str, ...]


@dataclass(frozen=True)
class ReflectionResult:
    """Hold what was written, and what to weigh."""

    typed: str
    to_weigh: tuple[SafeString, ...]


@dataclass(frozen=True)
class Reflection(QuestionKind):
    """A question that nobody marks.

    to_weigh: ids of the points shown afterwards.
    """

    label = gettext_lazy("Reflection")
    template = "quizzes/kinds/reflection.html"
    result_template = "quizzes/kinds/reflection_result.html"
    is_scored = False
    has_own_reasons = True

    to_weigh: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, Any]:
        for row in text.rows:
            if row.rationale:
                text.report.add(
                    text.file,
                    row.line,
                    "a point to weigh is its own reason; take its Rationale away",
                )
        points = text.options(ticks=False)
        return text.head() | {
            "to_weigh": [{"id": point["id"], "text": point["text"]} for point in points]
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Return the question from ``to_weigh`` [{id}]."""
        return cls(tuple(point["id"] for point in body.get("to_weigh", ())))

    @classmethod
    def texts(cls, body: Mapping[str, Any]) -> Iterator[Text]:
        yield from super().texts(body)
        for point in body["to_weigh"]:
            yield Text(f"option.{point['id']}", point["text"], must_cite=True)

    @classmethod
    def missing_reasons(cls, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if body.get("rationale"):
            yield "rationale", 'nothing is right or wrong here; write what to weigh as "- (a) …"'

    def check(self) -> list[str]:
        mistakes = (
            [] if self.to_weigh else ['write what to weigh afterwards, a point a line: "- (a) …"']
        )
        if len(self.to_weigh) != len(set(self.to_weigh)):
            mistakes.append(
                "two points have the same id; the letters in brackets are unique in a question"
            )
        return mistakes

    def score(self, response: Any) -> Score:
        """Return an unscored score, or an invalid one if the text is too long."""
        if response is not None and not isinstance(response, str):
            raise BadResponse("a reflection is a text")
        return (
            UNREADABLE
            if len(response or "") > MAX_REFLECTION_CHARACTERS
            else Score(Fraction(0), UNSCORED)
        )

    def best_response(self) -> str:
        return "What I think."

    def how(self) -> str:
        return _(
            "For yourself: it is not marked, and no page of staff shows it. Afterwards you see what to weigh."
        )

    def response_from(self, posted: Posted, name: str, before: Any = None) -> str | None:
        typed = (posted.get(name) or [""])[-1].replace("\r\n", "\n")
        return typed if typed.strip() else None

    def posted_from(self, response: Any, name: str) -> dict[str, list[str]]:
        return {name: [str(response or "")]}

    def unreadable(self, response: Any, name: str) -> dict[str, str]:
        text = _("Write at most %(longest)d characters. Yours has %(length)d.")
        return {name: text % {"longest": MAX_REFLECTION_CHARACTERS, "length": len(response)}}

    def widget(
        self, html: Html, posted: Posted, order: Sequence[str], name: str, errors: Mapping[str, str]
    ) -> ReflectionField:
        typed = (posted.get(name) or [""])[-1]
        return ReflectionField(name, typed, MAX_REFLECTION_CHARACTERS, errors_of(errors, name))

    def result(
        self, html: Html, response: Any, order: Sequence[str], open_key: bool
    ) -> ReflectionResult:
        return ReflectionResult(
            str(response or ""), tuple(html.of(f"option.{point}") for point in self.to_weigh)
        )

    def in_words(self, html: Html, response: Any) -> str:
        return str(response or "")
