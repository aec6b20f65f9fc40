"""What every question kind is: one class with its data, the parser of its text, its pure marking, its form and its
result. A new kind is a module with such a class, its templates, and a line in the registry."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, ClassVar, NamedTuple, Self

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from course.source import Fields
from quizzes.kinds.scoring import CORRECT, BadResponse, Score
from quizzes.kinds.text_format import QuestionText

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Posted = Mapping[str, Sequence[str]]  # the fields of a form: name to values


class Text(NamedTuple):
    """A Markdown text of a question: its name ("stem", "option.a", "option.a.why"), itself, whether it must cite."""

    name: str
    markdown: str
    must_cite: bool = False


class Html(dict[str, str]):
    """The texts of a question as HTML, by name; cleaned when the edition was published."""

    def of(self, name: str) -> SafeString:
        """The HTML of a text; "" where there is none."""
        return mark_safe(self.get(name, ""))  # noqa: S308

    def plain(self, name: str) -> str:
        """The text without its marks."""
        return unescape(strip_tags(self.get(name, ""))).strip()

    def under(self, prefix: str) -> "Html":
        """The texts of a part, under their own names."""
        return Html({name.removeprefix(prefix): text for name, text in self.items() if name.startswith(prefix)})


@dataclass(frozen=True)
class Shown:
    """A part of a question (a gap, a stage) with the template that shows it."""

    template: str
    field: Any


class Question(ABC):
    """One question, made from its body (a JSON object). ``name`` below is the name of the form's field, so that a
    question can stand inside another; ``order`` is how this attempt shows what ``option_ids`` names."""

    label: ClassVar[Promise | str]
    template: ClassVar[str]
    result_template: ClassVar[str]
    is_scored: ClassVar[bool] = True
    has_own_reasons: ClassVar[bool] = False  # reasons stand under the rows, not under the question
    has_parts: ClassVar[bool] = False  # parts of its text stand under lines "## ID"

    # What it is made of

    @classmethod
    @abstractmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, Any]:
        """The body, from the text and the fields above it. Mistakes are reported, nothing is raised."""

    @classmethod
    @abstractmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Raises KeyError for a missing part, ValueError for a bad number."""

    @classmethod
    def texts(cls, body: Mapping[str, Any]) -> Iterator[Text]:
        """Every Markdown text of a body: what is checked, rendered and shown."""
        for name, must_cite in (("vignette", False), ("stem", False), ("rationale", True)):
            yield Text(name, body.get(name, ""), must_cite)
        for option in body.get("options", ()):
            yield Text(f"option.{option['id']}", option["text"])
            yield Text(f"option.{option['id']}.why", option["rationale"], must_cite=True)

    @classmethod
    def problems(cls, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What is wrong with a body: the name of the text where it stands ("" is the whole), and what to write."""
        try:
            question = cls.from_body(body)
        except (ValueError, KeyError, TypeError) as error:
            yield "", f"the answer cannot be read: {error}"
            return
        yield from cls.missing_reasons(body)
        found = question.check()
        yield from (("", text) for text in found)
        if not found and cls.is_scored and question.score(question.best_response()).status != CORRECT:
            yield "", "the key does not score as right; correct it"

    @classmethod
    def missing_reasons(cls, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Where a reason is missing, or stands where nobody sees it."""
        if not cls.has_own_reasons:
            if not body.get("rationale"):
                yield "stem", 'the answer has no reason; write "Rationale: …" under the question'
            return
        for option in body["options"]:
            if not option["rationale"]:
                yield f"option.{option['id']}", 'this option has no reason; write "Rationale: …" under it'
        if body.get("rationale"):
            yield "rationale", "a reason stands under its option; move it there"

    @abstractmethod
    def check(self) -> list[str]:
        """What is wrong with the question itself, in words that say what to write instead."""

    # Marking: pure, no database, no clock, no locale

    @abstractmethod
    def score(self, response: Any) -> Score:
        """Exact. None is an omission. Raises BadResponse for what no form of ours sends."""

    def score_handed_in(self, response: Any) -> Score:
        """Return the score of what was handed in: an unreadable part takes nothing from the others."""
        return self.score(response)

    def read_by(self, reading: int) -> Self:
        """Return the question that reads answers as that reading did (``scoring.READING``)."""
        return self

    @abstractmethod
    def best_response(self) -> Any:
        """A response that is worth everything."""

    # Asking

    def option_ids(self) -> list[str]:
        """The ids of what an attempt puts in an order of its own."""
        return []

    @property
    def shuffles(self) -> bool:
        """Whether that order differs between attempts."""
        return True

    def may_begin_as(self, order: Sequence[str]) -> bool:
        """Whether an attempt may show that order at first."""
        return True

    @abstractmethod
    def how(self) -> str:
        """How to answer, and what a partly right answer is worth."""

    @abstractmethod
    def response_from(self, posted: Posted, name: str, before: Any = None) -> Any:
        """The response in a posted form; None is an omission. ``before`` is what was saved. Raises BadResponse."""

    @abstractmethod
    def posted_from(self, response: Any, name: str) -> dict[str, list[str]]:
        """The fields of a form that holds ``response``: the inverse of ``response_from``."""

    def forms_of(self, response: Any, name: str) -> list[dict[str, list[str]]]:
        """The forms that give ``response``, one after the other."""
        return [self.posted_from(response, name)]

    @abstractmethod
    def widget(self, html: Html, posted: Posted, order: Sequence[str], name: str, errors: Mapping[str, str]) -> Any:
        """What ``template`` shows, without anything that tells the key. ``errors`` are by the name of a field."""

    def unreadable(self, response: Any, name: str) -> dict[str, str]:
        """For a response whose score is invalid: what to write, by the name of the field."""
        return {}

    def reshown(self, posted: Posted, before: Any, name: str) -> Posted:
        """The fields with which a form that was not saved is shown again; ``before`` is what was saved."""
        return posted

    def goes_on_at(self, posted: Posted, name: str) -> str:
        """The id on the question's own page to which the pressed button leads; "" where it leads to another page."""
        return ""

    def is_complete(self, response: Any) -> bool:
        """Whether nothing of the question is left to answer."""
        return response is not None

    def is_all_shown(self, response: Any) -> bool:
        """Whether the learner has seen the whole question; before that no reason is shown, not even in practice."""
        return True

    # Afterwards

    @abstractmethod
    def result(self, html: Html, response: Any, order: Sequence[str], open_key: bool) -> Any:
        """What ``result_template`` shows; without the key unless ``open_key``."""

    @abstractmethod
    def in_words(self, html: Html, response: Any) -> str:
        """The response as a person would say it; "" for an omission."""

    def as_read(self, html: Html, response: Any) -> str:
        """Return in words what will be marked; "" for an omission."""
        return self.in_words(html, response)

    def sent_in_words(self, html: Html, posted: Posted, name: str) -> str:
        """Return in words what a form says, saved or not; "" where it says nothing that this question knows."""
        try:
            return self.as_read(html, self.response_from(posted, name))
        except BadResponse:
            return ""

    def chosen(self, response: Any) -> list[str]:
        """The ids of the options chosen, for statistics; none for kinds without options."""
        return []

    def key_ids(self) -> frozenset[str]:
        """The ids of the right options; none for kinds without options."""
        return frozenset()


def posted_text(posted: Posted, name: str) -> str:
    """The one value of a field, without spaces at its ends; "" where it is missing."""
    values = posted.get(name) or [""]
    return str(values[-1]).strip()


def errors_of(errors: Mapping[str, str], name: str) -> tuple[str, ...]:
    """What is wrong with the field of that name, for its template."""
    return (errors[name],) if name in errors else ()
