"""What the text with gaps and the case in stages share: they are made of parts.

Each part is a question of its own kind, with an id and a weight. The whole earns the weighted
mean of its parts.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar, NamedTuple, Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from course.source.fields import read_fields
from quizzes.question.contract import Html, Posted, QuestionKind, ShownPart, Text
from quizzes.question.scoring import (
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
from quizzes.question.text_format import QuestionText, read_text

SAME_AS = {"truefalse": "single"}  # other names of kinds: files of scoring cases use them
NESTED_HEADING = re.compile(r"^###(?= [a-z0-9])", re.MULTILINE)  # heading of a gap inside a stage


@dataclass(frozen=True)
class Part:
    id: str
    question: QuestionKind
    weight: Fraction


@dataclass(frozen=True)
class PartResult:
    """Hold a part as a result shows it.

    status: the status of the part's own score.
    shown: None if the learner never saw the part.
    """

    label: str
    vignette: SafeString
    stem: SafeString
    status: str
    shown: ShownPart | None


class AskedQuestion(NamedTuple):
    """Hold a question, or a part that is a question itself.

    prefix: what the names of its texts begin with in the whole question.
    """

    prefix: str
    kind: str
    body: Mapping[str, Any]
    is_gap: bool


class PartedQuestion(QuestionKind):
    """A question that is made of parts.

    list_name: name of the list in the body that holds the parts.
    part_name: what authors call a part.
    kinds: the kinds that a part may have.
    """

    has_parts = True
    has_own_reasons = True
    list_name: ClassVar[str]
    part_name: ClassVar[str]
    min_parts: ClassVar[int] = 1
    needs_stem: ClassVar[bool]
    kinds: ClassVar[Mapping[str, type[QuestionKind]]]
    parts: tuple[Part, ...]

    # Data

    @classmethod
    def read_parts(cls, text: QuestionText) -> list[dict[str, Any]]:
        """Return the parts written under lines "## ID": fields, a line "---", text.

        Adds the line of each part and of its texts to ``text.lines``.
        """
        parts = []
        for name, written, line in text.parts:
            lines = written.split("\n")
            ends = (place for place, content in enumerate(lines) if content.rstrip() == "---")
            end = next(ends, len(lines))
            fields = read_fields(text.file, "\n".join(lines[:end]) + "\n", text.report, line)
            kind = fields.choice("type", cls.kinds) if fields else ""
            if not fields or not kind:
                continue
            below = NESTED_HEADING.sub("##", "\n".join(lines[end + 1 :]))
            question_text = read_text(
                text.file, below, line + end + 1, text.report, needs_stem=cls.needs_stem
            )
            body = cls.kinds[kind].read(question_text, fields)
            if not cls.kinds[kind].has_parts:
                question_text.report_parts()
            weight = fields.text("weight", required=False)
            fields.done()
            text.lines[name] = line - 1
            text.lines |= {f"{name}.{key}": place for key, place in question_text.lines.items()}
            parts.append({"id": name, "type": kind} | ({"weight": weight} if weight else {}) | body)
        return parts

    @classmethod
    def parts_from(cls, body: Mapping[str, Any]) -> tuple[Part, ...]:
        """Return the parts from [{id, type, weight}]; a part without a weight has weight 1."""
        parts = tuple(
            Part(part["id"], cls._kind(part).from_body(part), exact(part.get("weight", 1)))
            for part in body[cls.list_name]
        )
        if parts and sum(part.weight for part in parts) <= 0:
            raise ValueError("the weights add up to nothing")
        return parts

    @classmethod
    def _kind(cls, part: Mapping[str, Any]) -> type[QuestionKind]:
        return cls.kinds[SAME_AS.get(part["type"], part["type"])]

    @classmethod
    def texts(cls, body: Mapping[str, Any]) -> Iterator[Text]:
        yield from super().texts(body)
        for part in body[cls.list_name]:
            for text in cls._kind(part).texts(part):
                yield text._replace(name=f"{part['id']}.{text.name}")

    @classmethod
    def problems(cls, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        has_wrong_part = False
        for part in body[cls.list_name]:
            for name, text in cls._kind(part).problems(part):
                has_wrong_part = True
                yield f"{part['id']}.{name}".removesuffix("."), text
        if body.get("rationale"):
            yield "rationale", f"a reason stands under its {cls.part_name}; move it there"
        try:
            yield from (("", text) for text in cls.from_body(body).check())
        except (ValueError, KeyError, TypeError) as error:
            if not has_wrong_part:
                yield "", f"the answer cannot be read: {error}"

    def check(self) -> list[str]:
        ids = [part.id for part in self.parts]
        mistakes = []
        if len(ids) < self.min_parts:
            example = ", ".join(
                f'"## {self.part_name[0]}{number + 1}"' for number in range(self.min_parts)
            )
            mistakes.append(
                f"write the {self.list_name} under the text, each under a line of its own: {example}"
            )
        if len(ids) != len(set(ids)):
            mistakes.append(f"two {self.list_name} have the same id; give each its own")
        if any(part.weight <= 0 for part in self.parts):
            mistakes.append("a weight is greater than 0")
        mistakes += check_length(part.weight for part in self.parts)
        return mistakes

    # Marking

    def score(self, response: Any) -> Score:
        """Return the weighted mean of the parts' scores. Raises BadResponse.

        A missing part scores 0. A part that cannot be read makes the whole unreadable.
        """
        if response is None:
            return OMISSION
        if not isinstance(response, Mapping):
            raise BadResponse(f"an answer here gives one answer to each of the {self.list_name}")
        if unknown := set(response) - {part.id for part in self.parts}:
            raise BadResponse(f"there is no {self.part_name} {sorted(unknown)}")
        scores = [part.question.score(response.get(part.id)) for part in self.parts]
        # While the attempt is open an unreadable part is asked again.
        if any(score.status == INVALID for score in scores):
            return UNREADABLE
        return self._weighted(scores)

    def score_handed_in(self, response: Any) -> Score:
        score = self.score(response)
        if score.status != INVALID:
            return score
        return self._weighted(
            [part.question.score_handed_in(response.get(part.id)) for part in self.parts]
        )

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
        return [
            f"{part.id}.{option}" for part in self.parts for option in part.question.option_ids()
        ]

    def order_of(self, part: Part, order: Sequence[str]) -> list[str]:
        """Return the order of a part's ids, taken from the order of the whole question."""
        if not part.question.shuffles:
            return part.question.option_ids()
        prefix = f"{part.id}."
        return [option.removeprefix(prefix) for option in order if option.startswith(prefix)]

    def is_allowed_initial_order(self, order: Sequence[str]) -> bool:
        return all(
            part.question.is_allowed_initial_order(self.order_of(part, order))
            for part in self.parts
        )

    def anchor_after_save(self, posted: Posted, name: str) -> str:
        places = (
            part.question.anchor_after_save(posted, f"{name}-{part.id}") for part in self.parts
        )
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
        """Return how a page names the part of that number, counted from 1."""
        raise NotImplementedError

    # Afterwards

    def part_results(
        self, html: Html, response: Any, order: Sequence[str], open_key: bool
    ) -> tuple[tuple[Part, PartResult], ...]:
        """Return each part with its result. A right part shows its key and reasons."""
        return tuple(
            (
                part,
                self._part_result(
                    number, part, html.of_part(f"{part.id}."), response, order, open_key
                ),
            )
            for number, part in enumerate(self.parts, 1)
        )

    def _part_result(
        self,
        number: int,
        part: Part,
        html: Html,
        response: Any,
        order: Sequence[str],
        open_key: bool,
    ) -> PartResult:
        answer = (response or {}).get(part.id)
        status = part.question.score(answer).status
        shown = part.question.result(
            html, answer, self.order_of(part, order), open_key or status == CORRECT
        )
        return PartResult(
            label=self.part_label(number),
            vignette=html.of("vignette"),
            stem=html.of("stem"),
            status=status,
            shown=ShownPart(part.question.result_template, shown),
        )

    def in_words(self, html: Html, response: Any) -> str:
        return self._answers_in_words(
            html,
            response,
            lambda part, part_html, answer: part.question.in_words(part_html, answer),
        )

    def as_read(self, html: Html, response: Any) -> str:
        return self._answers_in_words(
            html, response, lambda part, part_html, answer: part.question.as_read(part_html, answer)
        )

    def posted_in_words(self, html: Html, posted: Posted, name: str) -> str:
        words = []
        for number, part in enumerate(self.parts, 1):
            part_html = html.of_part(f"{part.id}.")
            if answer := part.question.posted_in_words(part_html, posted, f"{name}-{part.id}"):
                words.append(f"{self.part_label(number)}: {answer}")
        return "; ".join(words)

    def _answers_in_words(
        self, html: Html, response: Any, words_of: Callable[[Part, Html, Any], str]
    ) -> str:
        """Return the answers of all parts in words, in order; "" for an omission."""
        words = []
        for number, part in enumerate(self.parts, 1):
            answer = words_of(part, html.of_part(f"{part.id}."), (response or {}).get(part.id))
            words.append(f"{self.part_label(number)}: {answer or _('none')}")
        return "; ".join(words) if response else ""


def walk_questions(
    kind: str, body: Mapping[str, Any], prefix: str = "", is_gap: bool = False
) -> Iterator[AskedQuestion]:
    """Yield the question of that kind and body, and all questions inside it."""
    yield AskedQuestion(prefix, kind, body, is_gap)
    for part in (*body.get("gaps", ()), *body.get("stages", ())):
        yield from walk_questions(part["type"], part, f"{prefix}{part['id']}.", kind == "cloze")


def fields_of(posted: Posted, name: str) -> dict[str, Sequence[str]]:
    """Return the posted fields of the question whose field has that name."""
    return {
        field: values
        for field, values in posted.items()
        if field == name or field.startswith(f"{name}-")
    }
