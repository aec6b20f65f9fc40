"""What the text with gaps and the case in stages share: they are made of parts.

Each part is a question of its own kind, with an id and a weight. The whole earns the weighted
mean of its parts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, NamedTuple, Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quizzes.question.body import UNREADABLE_BODY, Body, BodyError, duplicates_of, rows_of, text_of
from quizzes.question.contract import QuestionKind
from quizzes.question.forms import Draft, Widget
from quizzes.question.option_order import OptionOrder
from quizzes.question.reasons import Problem, unreadable_body
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
    exact_in,
)
from quizzes.question.texts import Html, Text

SAME_AS = {"truefalse": "single"}  # other names of kinds: files of scoring cases use them


@dataclass(frozen=True)
class Part:
    id: str
    question: QuestionKind
    weight: Fraction

    def field_in(self, name: str) -> str:
        """Return the name of the part's field, in the form of that name."""
        return f"{name}-{self.id}"


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


class AnsweredPart(NamedTuple):
    """Hold a part with its texts and its stored answer.

    label: how a page names the part.
    """

    part: Part
    label: str
    html: Html
    answer: Response


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
    def parts_from(cls, body: Body) -> tuple[Part, ...]:
        """Return the parts from [{id, type, weight}]; a part without a weight has weight 1."""
        parts = []
        for written in rows_of(body, cls.list_name):
            kind = cls._kind(written)
            part_id = text_of(written, "id")
            part = Part(
                id=part_id,
                question=kind.from_body(written),
                weight=exact_in(f"{part_id}.weight", written.get("weight", 1)),
            )
            parts.append(part)
        total = sum(part.weight for part in parts)
        if parts and total <= 0:
            raise BodyError("the weights add up to nothing")
        return tuple(parts)

    @classmethod
    def _kind(cls, part: Body) -> type[QuestionKind]:
        name = text_of(part, "type")
        return cls.kinds[SAME_AS.get(name, name)]

    @classmethod
    def texts(cls, body: Body) -> Iterator[Text]:
        yield from super().texts(body)
        for part in rows_of(body, cls.list_name):
            part_id = text_of(part, "id")
            kind = cls._kind(part)
            for text in kind.texts(part):
                name = f"{part_id}.{text.name}"
                yield text._replace(name=name)

    @classmethod
    def problems(cls, body: Body) -> Iterator[Problem]:
        of_parts = [*cls._problems_of_parts(body)]
        yield from of_parts
        if body.get("rationale"):
            text = f"a reason stands under its {cls.part_name}; move it there"
            yield Problem("rationale", text)
        try:
            mistakes = cls.from_body(body).check()
        except UNREADABLE_BODY as error:
            if not of_parts:
                yield from unreadable_body(error)
        else:
            yield from mistakes

    @classmethod
    def _problems_of_parts(cls, body: Body) -> Iterator[Problem]:
        for part in rows_of(body, cls.list_name):
            part_id = text_of(part, "id")
            kind = cls._kind(part)
            for problem in kind.problems(part):
                name = f"{part_id}.{problem.name}"
                yield Problem(name.removesuffix("."), problem.text)

    def check(self) -> list[Problem]:
        mistakes = []
        if len(self.parts) < self.min_parts:
            text = (
                f"write the {self.list_name} under the text, "
                f"each under a line of its own: {self._example_lines()}"
            )
            mistakes.append(Problem("", text))
        for part_id in duplicates_of(part.id for part in self.parts):
            text = f"two {self.list_name} have the same id; give each its own"
            mistakes.append(Problem(part_id, text))
        mistakes += self._check_weights()
        return mistakes

    def _check_weights(self) -> Iterator[Problem]:
        for part in self.parts:
            if part.weight <= 0:
                yield Problem(f"{part.id}.weight", "a weight is greater than 0")
        for text in check_length(part.weight for part in self.parts):
            yield Problem("", text)

    def _example_lines(self) -> str:
        letter = self.part_name[0]
        numbers = range(1, self.min_parts + 1)
        lines = [f'"## {letter}{number}"' for number in numbers]
        return ", ".join(lines)

    # Marking

    def score(self, response: Response) -> Score:
        """Return the weighted mean of the parts' scores. Raises BadResponse.

        A missing part scores 0. A part that cannot be read makes the whole unreadable.
        """
        if response is None:
            return OMISSION
        if not isinstance(response, Mapping):
            raise BadResponse(f"an answer here gives one answer to each of the {self.list_name}")
        self._refuse_unknown_parts(response)

        scores = []
        for part in self.parts:
            answer = response.get(part.id)
            scores.append(part.question.score(answer))
        # While the attempt is open an unreadable part is asked again.
        if any(score.status == INVALID for score in scores):
            return UNREADABLE
        return self._weighted(scores)

    def _refuse_unknown_parts(self, response: Mapping[str, Response]) -> None:
        known = {part.id for part in self.parts}
        unknown = set(response) - known
        if unknown:
            raise BadResponse(f"there is no {self.part_name} {sorted(unknown)}")

    def score_handed_in(self, response: Response) -> Score:
        score = self.score(response)
        if score.status != INVALID:
            return score
        answers = answers_in(response)
        scores = []
        for part in self.parts:
            answer = answers.get(part.id)
            scores.append(part.question.score_handed_in(answer))
        return self._weighted(scores)

    def _weighted(self, scores: Sequence[Score]) -> Score:
        if all(score.status == OMITTED for score in scores):
            return OMISSION
        earned = Fraction(0)
        possible = Fraction(0)
        for part, score in zip(self.parts, scores, strict=True):
            earned += part.weight * score.fraction
            possible += part.weight
        return Score.of(earned / possible)

    def read_by(self, reading: int) -> Self:
        parts = []
        for part in self.parts:
            question = part.question.read_by(reading)
            parts.append(replace(part, question=question))
        return replace(self, parts=tuple(parts))

    def what_is_right(self) -> object:
        return {part.id: (part.weight, part.question.what_is_right()) for part in self.parts}

    def best_response(self) -> Mapping[str, Response]:
        return {part.id: part.question.best_response() for part in self.parts}

    # Asking

    @property
    def options(self) -> OptionOrder:
        ids: list[str] = []
        never_first: list[tuple[str, ...]] = []
        for part in self.parts:
            prefix = f"{part.id}."
            options = part.question.options.with_prefix(prefix)
            ids += options.ids
            never_first += options.never_first
        return OptionOrder(tuple(ids), never_first=tuple(never_first))

    def order_of(self, part: Part, order: Sequence[str]) -> list[str]:
        """Return the order of a part's ids, taken from the order of the whole question."""
        options = part.question.options
        if not options.is_shuffled:
            return [*options.ids]
        prefix = f"{part.id}."
        own = []
        for option in order:
            if option.startswith(prefix):
                own.append(option.removeprefix(prefix))
        return own

    def part_widget(
        self,
        part: Part,
        html: Html,
        response: Response,
        order: Sequence[str],
        name: str,
        draft: Draft | None,
    ) -> Widget:
        """Return the form of a part; the other arguments are those of the whole question."""
        return part.question.widget(
            html.of_part(part.id),
            answers_in(response).get(part.id),
            self.order_of(part, order),
            part.field_in(name),
            draft,
        )

    def unreadable(self, response: Response, name: str) -> dict[str, str]:
        errors = {}
        for part, label, _html, answer in self.answered_parts(Html(), response):
            score = part.question.score(answer)
            if score.status != INVALID:
                continue
            advice = part.question.unreadable(answer, part.field_in(name))
            for field, text in advice.items():
                errors[field] = f"{label}: {text}"
        return errors

    def part_label(self, number: int) -> str:
        """Return how a page names the part of that number, counted from 1."""
        raise NotImplementedError

    def answered_parts(self, html: Html, response: Response) -> list[AnsweredPart]:
        """Return every part with its texts and its answer, which may be an omission."""
        answers = answers_in(response)
        answered = []
        for number, part in enumerate(self.parts, 1):
            label = self.part_label(number)
            part_html = html.of_part(part.id)
            answer = answers.get(part.id)
            answered.append(AnsweredPart(part, label, part_html, answer))
        return answered

    # Afterwards

    def part_results(
        self, html: Html, response: Response, order: Sequence[str], open_key: bool
    ) -> list[tuple[AnsweredPart, PartResult]]:
        """Return each part with its result. A right part shows its key and reasons."""
        results = []
        for answered in self.answered_parts(html, response):
            part_order = self.order_of(answered.part, order)
            result = _part_result(answered, part_order, open_key)
            results.append((answered, result))
        return results

    def in_words(self, html: Html, response: Response) -> str:
        return self._by_part(html, response, lambda question, *of: question.in_words(*of))

    def as_read(self, html: Html, response: Response) -> str:
        return self._by_part(html, response, lambda question, *of: question.as_read(*of))

    def _by_part(
        self, html: Html, response: Response, say: Callable[[QuestionKind, Html, Response], str]
    ) -> str:
        """Return what is said of the answer to each part, after its label; "" for an omission."""
        if not response:
            return ""
        words = []
        for part, label, part_html, answer in self.answered_parts(html, response):
            said = say(part.question, part_html, answer)
            words.append(_labelled(label, said))
        return "; ".join(words)


def _labelled(label: str, answer: str) -> str:
    return f"{label}: {answer or _('none')}"


def _part_result(answered: AnsweredPart, order: Sequence[str], open_key: bool) -> PartResult:
    part, label, html, answer = answered
    status = part.question.score(answer).status
    shows_key = open_key or status == CORRECT
    shown = part.question.result(html, answer, order, shows_key)
    return PartResult(
        label=label,
        vignette=html.of("vignette"),
        stem=html.of("stem"),
        status=status,
        shown=ShownPart(part.question.result_template, shown),
    )


def walk_questions(
    kind: str, body: Body, prefix: str = "", is_gap: bool = False
) -> Iterator[AskedQuestion]:
    """Yield the question of that kind and body, and all questions inside it."""
    yield AskedQuestion(prefix, kind, body, is_gap)
    gaps = rows_of(body, "gaps", optional=True)
    stages = rows_of(body, "stages", optional=True)
    for part in gaps + stages:
        part_id = text_of(part, "id")
        part_kind = text_of(part, "type")
        part_prefix = f"{prefix}{part_id}."
        yield from walk_questions(part_kind, part, part_prefix, is_gap=kind == "cloze")
