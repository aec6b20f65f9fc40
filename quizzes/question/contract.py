"""The contract of a question kind: data, parser of the text, marking, form and result.

A new kind is a module with such a class, its templates, and a line in the registry.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, ClassVar, NamedTuple, Self

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from course.source import Fields
from quizzes.question.scoring import CORRECT, BadResponse, Score
from quizzes.question.text_format import QuestionText

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Posted = Mapping[str, Sequence[str]]  # the fields of a form: name to values


class Text(NamedTuple):
    """Hold one Markdown text of a question.

    name: "stem", "option.a", "option.a.why" …
    must_cite: True if the text must cite facts.
    """

    name: str
    markdown: str
    must_cite: bool = False


class Html(dict[str, str]):
    """Hold the texts of a question as HTML, by name. They were cleaned at publication."""

    def of(self, name: str) -> SafeString:
        """Return the HTML of a text; "" if there is none."""
        return mark_safe(self.get(name, ""))  # noqa: S308

    def plain(self, name: str) -> str:
        """Return the text without its tags."""
        return unescape(strip_tags(self.get(name, ""))).strip()

    def of_part(self, prefix: str) -> "Html":
        """Return the texts whose names begin with the prefix, without the prefix."""
        return Html(
            {
                name.removeprefix(prefix): text
                for name, text in self.items()
                if name.startswith(prefix)
            }
        )


@dataclass(frozen=True)
class ShownPart:
    """Hold a part of a question (a gap, a stage) and the template that shows it.

    field: what the template shows.
    """

    template: str
    field: Any


class QuestionKind(ABC):
    """One question, made from its body (a JSON object).

    In the methods, ``name`` is the name of the form's field, because a question can stand inside
    another; ``order`` is the order in which this attempt shows the ids of ``option_ids``.
    """

    label: ClassVar[Promise | str]
    template: ClassVar[str]
    result_template: ClassVar[str]
    is_scored: ClassVar[bool] = True
    has_own_reasons: ClassVar[bool] = False  # reasons stand under the rows, not under the question
    has_parts: ClassVar[bool] = False  # parts of its text stand under lines "## ID"

    # Data

    @classmethod
    @abstractmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, Any]:
        """Return the body, read from the text and the fields above it.

        Mistakes are reported; nothing is raised.
        """

    @classmethod
    @abstractmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Return the question. Raises KeyError for a missing part, ValueError for a bad number."""

    @classmethod
    def texts(cls, body: Mapping[str, Any]) -> Iterator[Text]:
        """Yield every Markdown text of a body: what is checked, rendered and shown."""
        for name, must_cite in (("vignette", False), ("stem", False), ("rationale", True)):
            yield Text(name, body.get(name, ""), must_cite)
        for option in body.get("options", ()):
            yield Text(f"option.{option['id']}", option["text"])
            yield Text(f"option.{option['id']}.why", option["rationale"], must_cite=True)

    @classmethod
    def problems(cls, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield each mistake of a body as (name of its text, what to write instead).

        The name is "" if the mistake concerns the whole question.
        """
        try:
            question = cls.from_body(body)
        except (ValueError, KeyError, TypeError) as error:
            yield "", f"the answer cannot be read: {error}"
            return
        yield from cls.missing_reasons(body)
        mistakes = question.check()
        yield from (("", text) for text in mistakes)
        if mistakes or not cls.is_scored:
            return
        if question.score(question.best_response()).status != CORRECT:
            yield "", "the key does not score as right; correct it"

    @classmethod
    def missing_reasons(cls, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield (name of a text, what to write) for each reason missing or misplaced."""
        if not cls.has_own_reasons:
            if not body.get("rationale"):
                yield "stem", 'the answer has no reason; write "Rationale: …" under the question'
            return
        for option in body["options"]:
            if not option["rationale"]:
                yield (
                    f"option.{option['id']}",
                    'this option has no reason; write "Rationale: …" under it',
                )
        if body.get("rationale"):
            yield "rationale", "a reason stands under its option; move it there"

    @abstractmethod
    def check(self) -> list[str]:
        """Return the mistakes of the question itself, each as what to write instead."""

    # Marking: pure, no database, no clock, no locale

    @abstractmethod
    def score(self, response: Any) -> Score:
        """Return the exact score of a response; None is an omission.

        Raises BadResponse for what no form of ours sends.
        """

    def score_handed_in(self, response: Any) -> Score:
        """Return the score at hand-in: an unreadable part takes nothing from the others."""
        return self.score(response)

    def read_by(self, reading: int) -> Self:
        """Return the question with that reading of typed answers (see ``scoring.READING``)."""
        return self

    @abstractmethod
    def best_response(self) -> Any:
        """Return a response that earns full points."""

    # Asking

    def option_ids(self) -> list[str]:
        """Return the ids that each attempt puts in an order of its own."""
        return []

    @property
    def shuffles(self) -> bool:
        """Tell whether the order of ``option_ids`` differs between attempts."""
        return True

    def is_allowed_initial_order(self, order: Sequence[str]) -> bool:
        """Tell whether an attempt may show that order at first."""
        return True

    @abstractmethod
    def how(self) -> str:
        """Return how to answer, and what a partly right answer is worth."""

    @abstractmethod
    def response_from(self, posted: Posted, name: str, before: Any = None) -> Any:
        """Return the response in a posted form; None is an omission. Raises BadResponse.

        before: the response saved before.
        """

    @abstractmethod
    def posted_from(self, response: Any, name: str) -> dict[str, list[str]]:
        """Return the fields of a form that holds the response; undoes ``response_from``."""

    def forms_of(self, response: Any, name: str) -> list[dict[str, list[str]]]:
        """Return the forms that give the response when they are posted in this order."""
        return [self.posted_from(response, name)]

    @abstractmethod
    def widget(
        self, html: Html, posted: Posted, order: Sequence[str], name: str, errors: Mapping[str, str]
    ) -> Any:
        """Return what ``template`` shows, without anything that gives away the key.

        errors: what is wrong, by the name of the field.
        """

    def unreadable(self, response: Any, name: str) -> dict[str, str]:
        """Return what to write instead of an invalid response, by the name of the field."""
        return {}

    def fields_to_redisplay(self, posted: Posted, before: Any, name: str) -> Posted:
        """Return the fields that show a form again that was not saved.

        before: the response saved before.
        """
        return posted

    def anchor_after_save(self, posted: Posted, name: str) -> str:
        """Return the HTML id to scroll to after saving; "" if another page follows."""
        return ""

    def is_complete(self, response: Any) -> bool:
        """Tell whether nothing of the question is left to answer."""
        return response is not None

    def is_all_shown(self, response: Any) -> bool:
        """Tell whether the learner has seen the whole question."""
        # Until then no reason is shown, not even in practice.
        return True

    # Afterwards

    @abstractmethod
    def result(self, html: Html, response: Any, order: Sequence[str], open_key: bool) -> Any:
        """Return what ``result_template`` shows; without the key unless ``open_key``."""

    @abstractmethod
    def in_words(self, html: Html, response: Any) -> str:
        """Return the response as a person would say it; "" for an omission."""

    def as_read(self, html: Html, response: Any) -> str:
        """Return in words the response as it will be marked; "" for an omission."""
        return self.in_words(html, response)

    def posted_in_words(self, html: Html, posted: Posted, name: str) -> str:
        """Return in words what a form says, saved or not; "" if it is unreadable."""
        try:
            return self.as_read(html, self.response_from(posted, name))
        except BadResponse:
            return ""

    def chosen(self, response: Any) -> list[str]:
        """Return the ids of the options chosen, for statistics; none without options."""
        return []

    def key_ids(self) -> frozenset[str]:
        """Return the ids of the right options; none for kinds without options."""
        return frozenset()


def posted_text(posted: Posted, name: str) -> str:
    """Return the last value of a field, stripped; "" if it is missing."""
    values = posted.get(name) or [""]
    return str(values[-1]).strip()


def errors_of(errors: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return what is wrong with the field of that name, for its template."""
    return (errors[name],) if name in errors else ()
