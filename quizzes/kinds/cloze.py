"""Text with gaps: each gap is a question of a simple kind, asked at its place in the text."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Self, TypeVar

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.kinds.simple import SIMPLE
from quizzes.question.body import Body, WrittenBody, text_of
from quizzes.question.forms import Draft, FormFields, Posted, ShownForm, Widget
from quizzes.question.part_reading import read_parts
from quizzes.question.parts import AnsweredPart, Part, PartedQuestion, PartResult
from quizzes.question.reasons import Problem
from quizzes.question.responses import Response, answers_in
from quizzes.question.text_format import QuestionText
from quizzes.question.texts import Html, Text

GAP_PLACE = re.compile(r"\{\{ *([^{}]*?) *\}\}")
SHOWN_GAP_PLACE = re.compile(rf"{GAP_PLACE.pattern}(?![^<>]*>)")  # outside HTML tags
PUNCTUATION = re.compile(r"[^\s<]*")
BLOCK_ELEMENTS = ("<p>", "<ul>", "<ol>", "<table", "<blockquote>")

Gap = TypeVar("Gap")  # what is shown at the place of a gap


@dataclass(frozen=True)
class ShownGap:
    """Hold a gap as the form shows it.

    label: which gap it is.
    hint: what belongs there.
    how: how to answer, for a gap that is asked below the text; "" for a gap inside the text.
    """

    name: str
    number: int
    label: str
    hint: str
    how: str
    shown: ShownForm


@dataclass(frozen=True)
class FilledGap:
    """Hold a gap as a result shows it, with the answer in words."""

    number: int
    label: str
    answer: str
    status: str


@dataclass(frozen=True)
class Piece(Generic[Gap]):
    """Hold a piece of the text and the gap after it.

    gap: None after the last piece.
    punctuation: what follows the gap without a space.
    """

    html: SafeString
    gap: Gap | None
    punctuation: SafeString


@dataclass(frozen=True)
class ClozeField(Widget):
    pieces: tuple[Piece[ShownGap], ...]
    gaps: tuple[ShownGap, ...]

    def fields(self) -> FormFields:
        fields: FormFields = {}
        for gap in self.gaps:
            fields |= gap.shown.field.fields()
        return fields

    def anchor_after(self, posted: Posted) -> str:
        """Return the HTML id of a row that was moved in one of the gaps; "" if none was."""
        anchors = (gap.shown.field.anchor_after(posted) for gap in self.gaps)
        return next(filter(None, anchors), "")


@dataclass(frozen=True)
class ClozeResult:
    pieces: tuple[Piece[FilledGap], ...]
    parts: tuple[PartResult, ...]


@dataclass(frozen=True)
class Cloze(PartedQuestion):
    """A question that is a text with gaps.

    passage: the text in Markdown; ``{{id}}`` stands for a gap.
    """

    label = gettext_lazy("Text with gaps")
    template = "quizzes/kinds/cloze.html"
    result_template = "quizzes/kinds/cloze_result.html"
    list_name = "gaps"
    part_name = "gap"
    needs_stem = False
    kinds = SIMPLE

    passage: str = ""

    # Writing

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> WrittenBody:
        """Return the body. The passage begins at the first paragraph with a gap.

        The paragraph before it is the stem.
        """
        text.report_rows("a text with gaps")
        passage = _take_passage(text)
        gaps = read_parts(text, cls.kinds, needs_stem=cls.needs_stem)
        for gap in gaps:
            if gap["vignette"]:
                place = f"{gap['id']}.vignette"
                mistake = "a gap has one short hint; write the rest into the text around it"
                text.report.add(text.file, text.lines[place], mistake)
        return text.head() | {"passage": passage, "gaps": gaps}

    @classmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question from ``gaps`` [{id, type, weight, …}] and ``passage``."""
        return cls(cls.parts_from(body), text_of(body, "passage", ""))

    @classmethod
    def texts(cls, body: Body) -> Iterator[Text]:
        yield Text("passage", text_of(body, "passage"))
        yield from super().texts(body)

    def check(self) -> list[Problem]:
        return [*super().check(), *self._check_places()]

    def _check_places(self) -> Iterator[Problem]:
        places = Counter(GAP_PLACE.findall(self.passage))
        ids = {part.id for part in self.parts}
        for place in places:
            if place not in ids:
                text = f'the gap {{{{{place}}}}} has no part; write "## {place}" with its fields'
                yield Problem("passage", text)
        for place, count in places.items():
            if count > 1:
                text = f"the gap {{{{{place}}}}} stands in the text more than once; keep one"
                yield Problem("passage", text)
        without_place = ids - set(places)
        for gap in sorted(without_place):
            text = f'no {{{{{gap}}}}} stands in the text; write it, or take "## {gap}" away'
            yield Problem(gap, text)

    # Asking

    def how(self) -> str:
        return _("Fill in every gap. Each counts by itself.")

    def part_label(self, number: int) -> str:
        return _("Gap %(number)d of %(count)d") % {"number": number, "count": len(self.parts)}

    def response_from(
        self, posted: Posted, name: str, before: Response = None
    ) -> dict[str, Response] | None:
        answers_before = answers_in(before)
        answers: dict[str, Response] = {}
        for part in self.parts:
            answer = part.question.response_from(
                posted, part.field_in(name), answers_before.get(part.id)
            )
            if answer is not None:
                answers[part.id] = answer
        return answers or None

    def is_complete(self, response: Response) -> bool:
        answers = answers_in(response)
        return bool(answers) and all(
            part.question.is_complete(answers.get(part.id)) for part in self.parts
        )

    def widget(
        self,
        html: Html,
        response: Response,
        order: Sequence[str],
        name: str,
        draft: Draft | None = None,
    ) -> ClozeField:
        gaps = {}
        for number, part in enumerate(self.parts, 1):
            field = self.part_widget(part, html, response, order, name, draft)
            hint = html.of_part(part.id).plain("stem")
            gaps[part.id] = self._shown_gap(number, part, hint, field)
        pieces = cut_at_gaps(html, gaps)
        return ClozeField(name, pieces, tuple(gaps.values()))

    def _shown_gap(self, number: int, part: Part, hint: str, field: Widget) -> ShownGap:
        question = part.question
        stands_in_line = bool(question.inline_template)
        return ShownGap(
            name=field.name,
            number=number,
            label=self.part_label(number),
            hint=hint,
            how="" if stands_in_line else question.how(),
            shown=ShownForm(question.inline_template or question.template, field),
        )

    # Afterwards

    def result(
        self, html: Html, response: Response, order: Sequence[str], open_key: bool
    ) -> ClozeResult:
        results = self.part_results(html, response, order, open_key)
        filled = _filled_gaps(results)
        titled = []
        for answered, result in results:
            hint = answered.html.plain("stem")
            titled.append(_with_hint(result, hint))
        return ClozeResult(cut_at_gaps(html, filled), tuple(titled))


def _filled_gaps(results: Iterable[tuple[AnsweredPart, PartResult]]) -> dict[str, FilledGap]:
    """Return what the text shows at the place of each gap, by its id."""
    filled = {}
    for number, (answered, result) in enumerate(results, 1):
        part = answered.part
        filled[part.id] = FilledGap(
            number=number,
            label=answered.label,
            answer=part.question.in_words(answered.html, answered.answer),
            status=result.status,
        )
    return filled


def cut_at_gaps(html: Html, gaps: Mapping[str, Gap]) -> tuple[Piece[Gap], ...]:
    """Return the text cut at its gaps.

    gaps: what is shown for each gap, by its id.
    """
    text = _as_blocks(html.of("passage"))
    pieces = []
    for before, place, punctuation in _split_at_gaps(text):
        gap = gaps.get(place)
        piece = Piece(_safe(before), gap, _safe(punctuation))
        pieces.append(piece)
    return tuple(pieces)


def _split_at_gaps(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield (text before a gap, id of the gap, punctuation after it); at the end (text, "", "")."""
    before, *rest = SHOWN_GAP_PLACE.split(text)
    while rest:
        place, text_after, *rest = rest
        punctuation = _punctuation_before(text_after)
        yield before, place, punctuation
        before = text_after.removeprefix(punctuation)
    yield before, "", ""


def _as_blocks(html: str) -> str:
    """Return the text within an element; one cleaned paragraph comes without its own."""
    return html if html.startswith(BLOCK_ELEMENTS) else f"<p>{html}</p>"


def _safe(html: str) -> SafeString:
    """Return a piece of the text, which was cleaned at publication."""
    return mark_safe(html)  # noqa: S308


def _punctuation_before(text: str) -> str:
    """Return what follows a gap without a space; "" if a space or an element follows."""
    match = PUNCTUATION.match(text)
    return match[0] if match else ""


def _take_passage(text: QuestionText) -> str:
    """Take the passage out of the paragraphs and return it."""
    has_gap = ["{{" in paragraph for _line, paragraph in text.paragraphs]
    if True not in has_gap:
        return ""
    first = has_gap.index(True)
    passage = text.paragraphs[first:]
    del text.paragraphs[first:]
    text.lines["passage"] = passage[0][0]
    paragraphs = [paragraph for _line, paragraph in passage]
    return "\n\n".join(paragraphs)


def _with_hint(result: PartResult, hint: str) -> PartResult:
    """Return the result of a gap with its hint in its label, in place of a question."""
    label = f"{result.label}: {hint}" if hint else result.label
    return replace(result, label=label, stem=SafeString())
