"""What the text with gaps and the case in stages share: they are made of parts.

Each part is a question of its own kind, with an id and a weight. The whole earns the weighted
mean of its parts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, NamedTuple, Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from course.source.fields import read_fields
from quizzes.question.body import Body, rows_of, text_of
from quizzes.question.contract import QuestionKind
from quizzes.question.forms import Posted
from quizzes.question.option_order import OptionOrder
from quizzes.question.reasons import Problem
from quizzes.question.responses import Response, answers_in
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
from quizzes.question.text_format import PartText, QuestionText, read_text
from quizzes.question.texts import Html, Text

SAME_AS = {"truefalse": "single"}  # other names of kinds: files of scoring cases use them
NESTED_HEADING = re.compile(r"^###(?= [a-z0-9])", re.MULTILINE)  # heading of a gap inside a stage


@dataclass(frozen=True)
class Part:
    id: str
    question: QuestionKind
    weight: Fraction


@dataclass(frozen=True)
class ShownPart:
    """Hold what the result of a part shows, and the template that shows it.

    field: what the template shows.
    """

    template: str
    field: object


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
    body: Body
    is_gap: bool


@dataclass(frozen=True)
class PartedQuestion(QuestionKind):
    """A question that is made of parts.

    list_name: name of the list in the body that holds the parts.
    part_name: what authors call a part.
    kinds: the kinds that a part may have.
    """

    has_parts = True
    list_name: ClassVar[str]
    part_name: ClassVar[str]
    min_parts: ClassVar[int] = 1
    needs_stem: ClassVar[bool]
    kinds: ClassVar[Mapping[str, type[QuestionKind]]]

    parts: tuple[Part, ...]

    # Writing

    @classmethod
    def read_parts(cls, text: QuestionText) -> list[dict[str, object]]:
        """Return the parts written under lines "## ID": fields, a line "---", text.

        Adds the line of each part and of its texts to ``text.lines``.
        """
        parts = (cls._read_part(text, part) for part in text.parts)
        return [body for body in parts if body]

    @classmethod
    def _read_part(cls, text: QuestionText, part: PartText) -> dict[str, object]:
        """Return the body of a part; {} if its fields cannot be read."""
        fields_text, below, line_below = _split_at_rule(part)
        fields = read_fields(text.file, fields_text, text.report, part.line)
        kind = fields.choice("type", cls.kinds) if fields else ""
        if not fields or not kind:
            return {}

        question_text = read_text(
            text.file, below, line_below, text.report, needs_stem=cls.needs_stem
        )
        body = cls.kinds[kind].read(question_text, fields)
        if not cls.kinds[kind].has_parts:
            question_text.report_parts()
        weight = fields.text("weight", required=False)
        fields.done()

        text.lines[part.id] = part.line - 1
        for name, line in question_text.lines.items():
            text.lines[f"{part.id}.{name}"] = line
        head: dict[str, object] = {"id": part.id, "type": kind}
        if weight:
            head["weight"] = weight
        return head | body

    @classmethod
    def parts_from(cls, body: Body) -> tuple[Part, ...]:
        """Return the parts from [{id, type, weight}]; a part without a weight has weight 1."""
        parts = tuple(cls._part_from(part) for part in rows_of(body, cls.list_name))
        if parts and sum(part.weight for part in parts) <= 0:
            raise ValueError("the weights add up to nothing")
        return parts

    @classmethod
    def _part_from(cls, part: Body) -> Part:
        question = cls._kind(part).from_body(part)
        return Part(text_of(part, "id"), question, exact(part.get("weight", 1)))

    @classmethod
    def _kind(cls, part: Body) -> type[QuestionKind]:
        name = text_of(part, "type")
        return cls.kinds[SAME_AS.get(name, name)]

    @classmethod
    def texts(cls, body: Body) -> Iterator[Text]:
        yield from super().texts(body)
        for part in rows_of(body, cls.list_name):
            for text in cls._kind(part).texts(part):
                yield text._replace(name=f"{text_of(part, 'id')}.{text.name}")

    @classmethod
    def problems(cls, body: Body) -> Iterator[Problem]:
        of_parts = [*cls._problems_of_parts(body)]
        yield from of_parts
        if body.get("rationale"):
            text = f"a reason stands under its {cls.part_name}; move it there"
            yield Problem("rationale", text)
        try:
            mistakes = cls.from_body(body).check()
        except (ValueError, KeyError, TypeError) as error:
            if not of_parts:
                yield Problem("", f"the answer cannot be read: {error}")
        else:
            yield from (Problem("", text) for text in mistakes)

    @classmethod
    def _problems_of_parts(cls, body: Body) -> Iterator[Problem]:
        for part in rows_of(body, cls.list_name):
            for problem in cls._kind(part).problems(part):
                name = f"{text_of(part, 'id')}.{problem.name}".removesuffix(".")
                yield Problem(name, problem.text)

    def check(self) -> list[str]:
        ids = [part.id for part in self.parts]
        mistakes = []
        if len(ids) < self.min_parts:
            numbers = range(1, self.min_parts + 1)
            example = ", ".join(f'"## {self.part_name[0]}{number}"' for number in numbers)
            mistakes.append(
                f"write the {self.list_name} under the text, "
                f"each under a line of its own: {example}"
            )
        if len(ids) != len(set(ids)):
            mistakes.append(f"two {self.list_name} have the same id; give each its own")
        if any(part.weight <= 0 for part in self.parts):
            mistakes.append("a weight is greater than 0")
        mistakes += check_length(part.weight for part in self.parts)
        return mistakes

    # Marking

    def score(self, response: Response) -> Score:
        """Return the weighted mean of the parts' scores. Raises BadResponse.

        A missing part scores 0. A part that cannot be read makes the whole unreadable.
        """
        if response is None:
            return OMISSION
        if not isinstance(response, Mapping):
            raise BadResponse(f"an answer here gives one answer to each of the {self.list_name}")
        unknown = set(response) - {part.id for part in self.parts}
        if unknown:
            raise BadResponse(f"there is no {self.part_name} {sorted(unknown)}")

        scores = [part.question.score(response.get(part.id)) for part in self.parts]
        # While the attempt is open an unreadable part is asked again.
        if any(score.status == INVALID for score in scores):
            return UNREADABLE
        return self._weighted(scores)

    def score_handed_in(self, response: Response) -> Score:
        score = self.score(response)
        if score.status != INVALID:
            return score
        answers = answers_in(response)
        return self._weighted(
            [part.question.score_handed_in(answers.get(part.id)) for part in self.parts]
        )

    def _weighted(self, scores: Sequence[Score]) -> Score:
        if all(score.status == OMITTED for score in scores):
            return OMISSION
        weighted = zip(self.parts, scores, strict=True)
        earned = sum((part.weight * score.fraction for part, score in weighted), Fraction(0))
        possible = sum(part.weight for part in self.parts)
        return Score.of(earned / possible)

    def read_by(self, reading: int) -> Self:
        parts = [replace(part, question=part.question.read_by(reading)) for part in self.parts]
        return replace(self, parts=tuple(parts))

    def best_response(self) -> Mapping[str, Response]:
        return {part.id: part.question.best_response() for part in self.parts}

    # Asking

    @property
    def options(self) -> OptionOrder:
        orders = [part.question.options.with_prefix(f"{part.id}.") for part in self.parts]
        return OptionOrder(
            ids=tuple(option for order in orders for option in order.ids),
            never_first=tuple(key for order in orders for key in order.never_first),
        )

    def order_of(self, part: Part, order: Sequence[str]) -> list[str]:
        """Return the order of a part's ids, taken from the order of the whole question."""
        if not part.question.options.is_shuffled:
            return [*part.question.options.ids]
        prefix = f"{part.id}."
        return [option.removeprefix(prefix) for option in order if option.startswith(prefix)]

    def unreadable(self, response: Response, name: str) -> dict[str, str]:
        answers = answers_in(response)
        errors = {}
        for number, part in enumerate(self.parts, 1):
            answer = answers.get(part.id)
            if part.question.score(answer).status != INVALID:
                continue
            errors_of_part = part.question.unreadable(answer, f"{name}-{part.id}")
            for field, text in errors_of_part.items():
                errors[field] = f"{self.part_label(number)}: {text}"
        return errors

    def part_label(self, number: int) -> str:
        """Return how a page names the part of that number, counted from 1."""
        raise NotImplementedError

    # Afterwards

    def part_results(
        self, html: Html, response: Response, order: Sequence[str], open_key: bool
    ) -> tuple[tuple[Part, PartResult], ...]:
        """Return each part with its result. A right part shows its key and reasons."""
        answers = answers_in(response)
        results = []
        for number, part in enumerate(self.parts, 1):
            answer = answers.get(part.id)
            status = part.question.score(answer).status
            part_html = html.of_part(f"{part.id}.")
            shown = part.question.result(
                part_html, answer, self.order_of(part, order), open_key or status == CORRECT
            )
            result = PartResult(
                label=self.part_label(number),
                vignette=part_html.of("vignette"),
                stem=part_html.of("stem"),
                status=status,
                shown=ShownPart(part.question.result_template, shown),
            )
            results.append((part, result))
        return tuple(results)

    def in_words(self, html: Html, response: Response) -> str:
        answers = answers_in(response)
        return self._labelled(
            part.question.in_words(html.of_part(f"{part.id}."), answers.get(part.id))
            for part in self._answered_parts(response)
        )

    def as_read(self, html: Html, response: Response) -> str:
        answers = answers_in(response)
        return self._labelled(
            part.question.as_read(html.of_part(f"{part.id}."), answers.get(part.id))
            for part in self._answered_parts(response)
        )

    def _answered_parts(self, response: Response) -> tuple[Part, ...]:
        """Return all parts; none for an omission."""
        return self.parts if response else ()

    def _labelled(self, answers: Iterator[str]) -> str:
        """Return the answers of all parts in words, each after the name of its part."""
        words = (
            f"{self.part_label(number)}: {answer or _('none')}"
            for number, answer in enumerate(answers, 1)
        )
        return "; ".join(words)


def words_of_form(question: QuestionKind, html: Html, posted: Posted, name: str) -> str:
    """Return in words what a form says, saved or not; "" if it is unreadable."""
    if not isinstance(question, PartedQuestion):
        try:
            return question.as_read(html, question.response_from(posted, name))
        except BadResponse:
            return ""

    words = []
    for number, part in enumerate(question.parts, 1):
        part_html = html.of_part(f"{part.id}.")
        answer = words_of_form(part.question, part_html, posted, f"{name}-{part.id}")
        if answer:
            words.append(f"{question.part_label(number)}: {answer}")
    return "; ".join(words)


def walk_questions(
    kind: str, body: Body, prefix: str = "", is_gap: bool = False
) -> Iterator[AskedQuestion]:
    """Yield the question of that kind and body, and all questions inside it."""
    yield AskedQuestion(prefix, kind, body, is_gap)
    gaps = rows_of(body, "gaps", optional=True)
    stages = rows_of(body, "stages", optional=True)
    for part in (*gaps, *stages):
        inner_prefix = f"{prefix}{text_of(part, 'id')}."
        yield from walk_questions(text_of(part, "type"), part, inner_prefix, kind == "cloze")


def _split_at_rule(part: PartText) -> tuple[str, str, int]:
    """Return the fields above the line "---", the text below, and that text's first line."""
    lines = part.text.split("\n")
    rules = (place for place, content in enumerate(lines) if content.rstrip() == "---")
    end = next(rules, len(lines))
    above = "\n".join(lines[:end]) + "\n"
    below = "\n".join(lines[end + 1 :])
    return above, NESTED_HEADING.sub("##", below), part.line + end + 1
