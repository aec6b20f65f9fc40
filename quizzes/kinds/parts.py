"""What the kinds share that are made of parts: a text with gaps, a case in stages. Each part is a question of a kind of
its own, with an id and a weight; the whole is worth the weighted mean of its parts."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar, NamedTuple, Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from course.yaml_files import read_fields
from quizzes.kinds.question import Html, Posted, Question, Shown, Text
from quizzes.kinds.scoring import (
    CORRECT,
    INVALID,
    OMISSION,
    OMITTED,
    UNREADABLE,
    BadResponse,
    Score,
    check_length,
    exact,
)
from quizzes.kinds.simple import SAME_AS
from quizzes.kinds.text_format import QuestionText, read_text

INNER = re.compile(r"^###(?= [a-z0-9])", re.MULTILINE)  # a gap of a stage


@dataclass(frozen=True)
class Part:
    id: str
    question: Question
    weight: Fraction


@dataclass(frozen=True)
class PartResult:
    """A part with its own ``status``; ``shown`` is None for what the learner never saw."""

    label: str
    vignette: SafeString
    stem: SafeString
    status: str
    shown: Shown | None


class Asked(NamedTuple):
    """A question, or one that stands inside another: its texts have names that begin with ``prefix``."""

    prefix: str
    kind: str
    body: Mapping[str, Any]
    is_gap: bool


class PartedQuestion(Question):
    """``list_name`` is where a body has its parts, ``part_name`` what authors are told; ``kinds`` may stand in it."""

    has_parts = True
    has_own_reasons = True
    list_name: ClassVar[str]
    part_name: ClassVar[str]
    fewest: ClassVar[int] = 1
    needs_stem: ClassVar[bool]
    kinds: ClassVar[Mapping[str, type[Question]]]
    parts: tuple[Part, ...]

    # What it is made of

    @classmethod
    def read_parts(cls, text: QuestionText) -> list[dict[str, Any]]:
        """The parts under the lines "## ID": fields, a line "---", text. Where they stand goes to ``text.lines``."""
        parts = []
        for name, written, line in text.parts:
            lines = written.split("\n")
            end = next((place for place, each in enumerate(lines) if each.rstrip() == "---"), len(lines))
            fields = read_fields(text.file, "\n".join(lines[:end]) + "\n", text.report, line)
            kind = fields.choice("type", cls.kinds) if fields else ""
            if not fields or not kind:
                continue
            below = INNER.sub("##", "\n".join(lines[end + 1 :]))
            reading = read_text(text.file, below, line + end + 1, text.report, needs_stem=cls.needs_stem)
            body = cls.kinds[kind].read(reading, fields)
            if not cls.kinds[kind].has_parts:
                reading.no_parts()
            weight = fields.text("weight", required=False)
            fields.done()
            text.lines |= {name: line - 1} | {f"{name}.{each}": place for each, place in reading.lines.items()}
            parts.append({"id": name, "type": kind} | ({"weight": weight} if weight else {}) | body)
        return parts

    @classmethod
    def parts_from(cls, body: Mapping[str, Any]) -> tuple[Part, ...]:
        """From [{id, type, weight}]; a part without a weight has the weight 1."""
        parts = tuple(
            Part(each["id"], cls._kind(each).from_body(each), exact(each.get("weight", 1)))
            for each in body[cls.list_name]
        )
        if parts and sum(part.weight for part in parts) <= 0:
            raise ValueError("the weights add up to nothing")
        return parts

    @classmethod
    def _kind(cls, part: Mapping[str, Any]) -> type[Question]:
        return cls.kinds[SAME_AS.get(part["type"], part["type"])]

    @classmethod
    def texts(cls, body: Mapping[str, Any]) -> Iterator[Text]:
        yield from super().texts(body)
        for part in body[cls.list_name]:
            for text in cls._kind(part).texts(part):
                yield text._replace(name=f"{part['id']}.{text.name}")

    @classmethod
    def problems(cls, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        wrong = False
        for part in body[cls.list_name]:
            for name, text in cls._kind(part).problems(part):
                wrong = True
                yield f"{part['id']}.{name}".removesuffix("."), text
        if body.get("rationale"):
            yield "rationale", f"a reason stands under its {cls.part_name}; move it there"
        try:
            yield from (("", text) for text in cls.from_body(body).check())
        except (ValueError, KeyError, TypeError) as error:
            if not wrong:
                yield "", f"the answer cannot be read: {error}"

    def check(self) -> list[str]:
        ids = [part.id for part in self.parts]
        mistakes = []
        if len(ids) < self.fewest:
            example = ", ".join(f'"## {self.part_name[0]}{number + 1}"' for number in range(self.fewest))
            mistakes.append(f"write the {self.list_name} under the text, each under a line of its own: {example}")
        if len(ids) != len(set(ids)):
            mistakes.append(f"two {self.list_name} have the same id; give each its own")
        if any(part.weight <= 0 for part in self.parts):
            mistakes.append("a weight is greater than 0")
        mistakes += check_length(part.weight for part in self.parts)
        return mistakes

    # Marking

    def score(self, response: Any) -> Score:
        """The sum of weight times share over the sum of weights. One part that cannot be read makes the whole
        unreadable: it is asked again while the attempt is open. A part that is missing is an omission within."""
        if response is None:
            return OMISSION
        if not isinstance(response, Mapping):
            raise BadResponse(f"an answer here gives one answer to each of the {self.list_name}")
        if unknown := set(response) - {part.id for part in self.parts}:
            raise BadResponse(f"there is no {self.part_name} {sorted(unknown)}")
        scores = [part.question.score(response.get(part.id)) for part in self.parts]
        if any(score.status == INVALID for score in scores):
            return UNREADABLE
        return self._weighted(scores)

    def score_handed_in(self, response: Any) -> Score:
        score = self.score(response)
        if score.status != INVALID:
            return score
        return self._weighted([part.question.score_handed_in(response.get(part.id)) for part in self.parts])

    def _weighted(self, scores: Sequence[Score]) -> Score:
        if all(score.status == OMITTED for score in scores):
            return OMISSION
        weighted = zip(self.parts, scores, strict=True)
        earned = sum((part.weight * score.fraction for part, score in weighted), Fraction(0))
        return Score.of(earned / sum(part.weight for part in self.parts))

    def read_by(self, reading: int) -> Self:
        parts = tuple(replace(part, question=part.question.read_by(reading)) for part in self.parts)
        return replace(self, parts=parts)  # type: ignore[type-var]  # each kind with parts is a dataclass

    def best_response(self) -> dict[str, Any]:
        return {part.id: part.question.best_response() for part in self.parts}

    # Asking

    def option_ids(self) -> list[str]:
        return [f"{part.id}.{option}" for part in self.parts for option in part.question.option_ids()]

    def order_of(self, part: Part, order: Sequence[str]) -> list[str]:
        """The part's own share of an attempt's order."""
        if not part.question.shuffles:
            return part.question.option_ids()
        prefix = f"{part.id}."
        return [each.removeprefix(prefix) for each in order if each.startswith(prefix)]

    def may_begin_as(self, order: Sequence[str]) -> bool:
        return all(part.question.may_begin_as(self.order_of(part, order)) for part in self.parts)

    def goes_on_at(self, posted: Posted, name: str) -> str:
        places = (part.question.goes_on_at(posted, f"{name}-{part.id}") for part in self.parts)
        return next(filter(None, places), "")

    def unreadable(self, response: Any, name: str) -> dict[str, str]:
        errors = {}
        for number, part in enumerate(self.parts, 1):
            answer = response.get(part.id)
            if part.question.score(answer).status == INVALID:
                for field, text in part.question.unreadable(answer, f"{name}-{part.id}").items():
                    errors[field] = f"{self.part_label(number)}: {text}"
        return errors

    def part_label(self, number: int) -> str:
        """How a page names the part of that number, from 1."""
        raise NotImplementedError

    # Afterwards

    def part_results(
        self, html: Html, response: Any, order: Sequence[str], open_key: bool
    ) -> tuple[tuple[Part, PartResult], ...]:
        """Each part with its result. A part that is right shows everything, as a question that is right does."""
        return tuple(
            (part, self._part_result(number, part, html.under(f"{part.id}."), response, order, open_key))
            for number, part in enumerate(self.parts, 1)
        )

    def _part_result(
        self, number: int, part: Part, html: Html, response: Any, order: Sequence[str], open_key: bool
    ) -> PartResult:
        answer = (response or {}).get(part.id)
        status = part.question.score(answer).status
        shown = part.question.result(html, answer, self.order_of(part, order), open_key or status == CORRECT)
        return PartResult(
            label=self.part_label(number),
            vignette=html.of("vignette"),
            stem=html.of("stem"),
            status=status,
            shown=Shown(part.question.result_template, shown),
        )

    def in_words(self, html: Html, response: Any) -> str:
        return self._listed(response, lambda part, own, answer: part.question.in_words(own, answer), html)

    def as_read(self, html: Html, response: Any) -> str:
        return self._listed(response, lambda part, own, answer: part.question.as_read(own, answer), html)

    def sent_in_words(self, html: Html, posted: Posted, name: str) -> str:
        words = []
        for number, part in enumerate(self.parts, 1):
            own = html.under(f"{part.id}.")
            if answer := part.question.sent_in_words(own, posted, f"{name}-{part.id}"):
                words.append(f"{self.part_label(number)}: {answer}")
        return "; ".join(words)

    def _listed(self, response: Any, words_of: Callable[[Part, Html, Any], str], html: Html) -> str:
        """Return the answers of all parts in words, one after the other; "" for an omission."""
        words = []
        for number, part in enumerate(self.parts, 1):
            answer = words_of(part, html.under(f"{part.id}."), (response or {}).get(part.id))
            words.append(f"{self.part_label(number)}: {answer or _('none')}")
        return "; ".join(words) if response else ""


def nested(kind: str, body: Mapping[str, Any], prefix: str = "", is_gap: bool = False) -> Iterator[Asked]:
    """The question of that kind and body, and all that stand inside it."""
    yield Asked(prefix, kind, body, is_gap)
    for part in (*body.get("gaps", ()), *body.get("stages", ())):
        yield from nested(part["type"], part, f"{prefix}{part['id']}.", kind == "cloze")


def fields_of(posted: Posted, name: str) -> dict[str, Sequence[str]]:
    """The posted fields of the question whose field has that name."""
    return {field: values for field, values in posted.items() if field == name or field.startswith(f"{name}-")}
