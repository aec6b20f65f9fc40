"""The contract of a question kind: data, parser of the text, marking, form and result.

A new kind is a module with such a class, its templates, and a line in the registry.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar, Self

from django.utils.functional import Promise

from course.source import Fields
from quizzes.question.body import (
    UNREADABLE_BODY,
    Body,
    WrittenBody,
    rows_of,
    text_of,
)
from quizzes.question.forms import Draft, Posted, Widget
from quizzes.question.option_order import OptionOrder
from quizzes.question.reasons import Problem, ReasonPlaces, missing_reasons, unreadable_body
from quizzes.question.responses import Response
from quizzes.question.scoring import CORRECT, Score
from quizzes.question.text_format import QuestionText
from quizzes.question.texts import Html, Text, option_texts


class QuestionKind(ABC):
    """One question, made from its body (a JSON object).

    In the methods, ``name`` is the name of the form's field, because a question can stand inside
    another; ``order`` is the order in which this attempt shows the ids of ``options``.

    inline_template: shows the form within a line of text; "" if it needs room.
    reasons: where authors write the reasons of an answer.
    has_parts: True if parts of its text stand under lines "## ID".
    """

    label: ClassVar[Promise | str]
    template: ClassVar[str]
    inline_template: ClassVar[str] = ""
    result_template: ClassVar[str]
    is_scored: ClassVar[bool] = True
    reasons: ClassVar[ReasonPlaces] = ReasonPlaces()
    has_parts: ClassVar[bool] = False

    # Writing

    @classmethod
    @abstractmethod
    def read(cls, text: QuestionText, fields: Fields) -> WrittenBody:
        """Return the body, read from the text and the fields above it.

        Mistakes are reported; nothing is raised.
        """

    @classmethod
    @abstractmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question.

        Raises KeyError for a missing part, ValueError for a bad number, TypeError for a bad type.
        """

    @classmethod
    def texts(cls, body: Body) -> Iterator[Text]:
        """Yield every Markdown text of a body: what is checked, rendered and shown."""
        yield Text("vignette", text_of(body, "vignette", ""))
        yield Text("stem", text_of(body, "stem", ""))
        yield Text("rationale", text_of(body, "rationale", ""), must_cite=True)
        for option in rows_of(body, "options", optional=True):
            yield from option_texts(option)

    @classmethod
    def problems(cls, body: Body) -> Iterator[Problem]:
        """Yield each mistake of a body."""
        try:
            question = cls.from_body(body)
        except UNREADABLE_BODY as error:
            yield from unreadable_body(error)
            return

        yield from missing_reasons(cls.reasons, body)
        mistakes = question.check()
        yield from mistakes

        if cls.is_scored and not mistakes:
            score = question.score(question.best_response())
            if score.status != CORRECT:
                yield Problem("", "the key does not score as right; correct it")

    @abstractmethod
    def check(self) -> list[Problem]:
        """Return the mistakes of the question itself."""

    # Marking: pure, no database, no clock, no locale

    @abstractmethod
    def score(self, response: Response) -> Score:
        """Return the exact score of a response; None is an omission.

        Raises BadResponse for what no form of ours sends.
        """

    def score_handed_in(self, response: Response) -> Score:
        """Return the score at hand-in: an unreadable part takes nothing from the others."""
        return self.score(response)

    def read_by(self, reading: int) -> Self:
        """Return the question with that reading of typed answers (see ``scoring.READING``)."""
        return self

    @abstractmethod
    def what_is_right(self) -> object:
        """Return what decides on the score, to be compared with that of another version.

        Texts are none of it, nor how the question is asked.
        """

    @abstractmethod
    def best_response(self) -> Response:
        """Return a response that earns full points."""

    # Asking

    @property
    def options(self) -> OptionOrder:
        """Return the ids that each attempt puts in an order of its own; none by default."""
        return OptionOrder()

    @abstractmethod
    def how(self) -> str:
        """Return how to answer, and what a partly right answer is worth."""

    @abstractmethod
    def widget(
        self,
        html: Html,
        response: Response,
        order: Sequence[str],
        name: str,
        draft: Draft | None = None,
    ) -> Widget:
        """Return what ``template`` shows, without anything that gives away the key.

        The form holds the stored response, or the draft if a form is shown again.
        """

    @abstractmethod
    def response_from(self, posted: Posted, name: str, before: Response = None) -> Response:
        """Return the response in a posted form; None is an omission. Raises BadResponse.

        before: the response saved before.
        """

    def unreadable(self, response: Response, name: str) -> dict[str, str]:
        """Return what to write instead of an invalid response, by the name of the field."""
        return {}

    def is_complete(self, response: Response) -> bool:
        """Tell whether nothing of the question is left to answer."""
        return response is not None

    def is_all_shown(self, response: Response) -> bool:
        """Tell whether the learner has seen the whole question."""
        # Until then no reason is shown, not even in practice.
        return True

    # Afterwards

    @abstractmethod
    def result(
        self, html: Html, response: Response, order: Sequence[str], open_key: bool
    ) -> object:
        """Return what ``result_template`` shows; without the key unless ``open_key``."""

    @abstractmethod
    def in_words(self, html: Html, response: Response) -> str:
        """Return the response as a person would say it; "" for an omission."""

    def as_read(self, html: Html, response: Response) -> str:
        """Return in words the response as it will be marked; "" for an omission."""
        return self.in_words(html, response)
