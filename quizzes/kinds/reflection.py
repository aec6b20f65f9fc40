"""Reflection: the learner writes for themselves, and nothing is marked.

Afterwards they see a model answer, if the author wrote one, and what to weigh.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.question.body import Body, WrittenBody, ids_of, rows_of, text_of
from quizzes.question.contract import QuestionKind
from quizzes.question.forms import Draft, FormFields, Posted, Widget, errors_in
from quizzes.question.reasons import Problem, ReasonPlaces, repeated_ids
from quizzes.question.responses import Response, text_in
from quizzes.question.scoring import UNREADABLE, UNSCORED, BadResponse, Score
from quizzes.question.text_format import QuestionText
from quizzes.question.texts import Html, Text

MAX_REFLECTION_CHARACTERS = 4000
MODEL = "model"  # the part that holds the model answer, and the name of its text


@dataclass(frozen=True)
class ReflectionField(Widget):
    typed: str
    errors: tuple[str, ...]

    def fields(self) -> FormFields:
        return {self.name: [self.typed]}


@dataclass(frozen=True)
class ReflectionResult:
    """Hold what was written, the model answer ("" if there is none), and what to weigh."""

    typed: str
    model: SafeString
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
    has_parts = True
    reasons = ReasonPlaces(are_expected=False)

    to_weigh: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> WrittenBody:
        for row in text.rows:
            if row.rationale:
                mistake = "a point to weigh is its own reason; take its Rationale away"
                text.report.add(text.file, row.line, mistake)
        points = []
        for option in text.options(ticks=False):
            point = {"id": option["id"], "text": option["text"]}
            points.append(point)
        body: WrittenBody = text.head() | {"to_weigh": points}
        model = _read_model(text)
        if model:
            body[MODEL] = model
        return body

    @classmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question from ``to_weigh`` [{id}]."""
        return cls(ids_of(rows_of(body, "to_weigh", optional=True)))

    @classmethod
    def texts(cls, body: Body) -> Iterator[Text]:
        yield from super().texts(body)
        yield Text(MODEL, text_of(body, MODEL, ""), must_cite=True)
        for point in rows_of(body, "to_weigh"):
            name = f"option.{text_of(point, 'id')}"
            yield Text(name, text_of(point, "text"), must_cite=True)

    def check(self) -> list[Problem]:
        mistakes = []
        if not self.to_weigh:
            text = 'write what to weigh afterward, a point a line: "- (a) …"'
            mistakes.append(Problem("", text))
        mistakes += repeated_ids(
            self.to_weigh,
            "two points have the same id; the letters in brackets are unique in a question",
        )
        return mistakes

    def score(self, response: Response) -> Score:
        """Return an unscored score, or an invalid one if the text is too long."""
        if response is not None and not isinstance(response, str):
            raise BadResponse("a reflection is a text")
        if len(text_in(response)) > MAX_REFLECTION_CHARACTERS:
            return UNREADABLE
        return Score(Fraction(0), UNSCORED)

    def what_is_right(self) -> object:
        return None

    def best_response(self) -> str:
        return "What I think."

    def how(self) -> str:
        return _(
            "For yourself: it is not marked, and no page of staff shows it. "
            "Afterward you see what to weigh."
        )

    def response_from(self, posted: Posted, name: str, before: Response = None) -> str | None:
        typed = _last_value(posted, name).replace("\r\n", "\n")
        return typed if typed.strip() else None

    def unreadable(self, response: Response, name: str) -> dict[str, str]:
        text = _("Write at most %(longest)d characters. Yours has %(length)d.")
        lengths = {"longest": MAX_REFLECTION_CHARACTERS, "length": len(text_in(response))}
        return {name: text % lengths}

    def widget(
        self,
        html: Html,
        response: Response,
        order: Sequence[str],
        name: str,
        draft: Draft | None = None,
    ) -> ReflectionField:
        typed = text_in(response) if draft is None else _last_value(draft.fields, name)
        return ReflectionField(name, typed, errors_in(draft, name))

    def result(
        self, html: Html, response: Response, order: Sequence[str], open_key: bool
    ) -> ReflectionResult:
        to_weigh = tuple(html.option(point) for point in self.to_weigh)
        return ReflectionResult(text_in(response), html.of(MODEL), to_weigh)

    def in_words(self, html: Html, response: Response) -> str:
        return text_in(response)


def _read_model(text: QuestionText) -> str:
    """Return the model answer under the line "## model"; "" if there is none."""
    model = ""
    for part in text.parts:
        if part.id != MODEL or model:
            mistake = 'a reflection has one part, its model answer; write it under one "## model"'
            text.report.add(text.file, part.line - 1, mistake)
            continue
        model = part.text.strip()
        blank_lines = len(part.text) - len(part.text.lstrip("\n"))
        text.lines[MODEL] = part.line + blank_lines
    return model


def _last_value(posted: Posted, name: str) -> str:
    """Return the last value of a field with its spaces and line breaks; "" if it is missing."""
    values = posted.get(name) or [""]
    return values[-1]
