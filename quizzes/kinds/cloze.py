"""Text with gaps: each gap is a question of a simple kind, asked at its place in the text."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.kinds.simple import SIMPLE
from quizzes.question.contract import Html, Posted, ShownPart, Text
from quizzes.question.parts import Part, PartedQuestion, PartResult
from quizzes.question.text_format import QuestionText

GAP_PLACE = re.compile(r"\{\{ *([^{}]*?) *\}\}")
SHOWN_GAP_PLACE = re.compile(rf"{GAP_PLACE.pattern}(?![^<>]*>)")  # outside HTML tags
INLINE_TEMPLATES = {
    "quizzes/kinds/options.html": "quizzes/kinds/gap_choice.html",
    "quizzes/kinds/numeric.html": "quizzes/kinds/gap_number.html",
    "quizzes/kinds/text.html": "quizzes/kinds/gap_text.html",
}


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
    shown: ShownPart


@dataclass(frozen=True)
class FilledGap:
    """Hold a gap as a result shows it, with the answer in words."""

    number: int
    label: str
    answer: str
    status: str


@dataclass(frozen=True)
class Piece:
    """Hold a piece of the text and the gap after it.

    gap: None after the last piece.
    punctuation: what follows the gap without a space.
    """

    html: SafeString
    gap: Any
    punctuation: SafeString


@dataclass(frozen=True)
class ClozeField:
    pieces: tuple[Piece, ...]
    gaps: tuple[ShownGap, ...]


@dataclass(frozen=True)
class ClozeResult:
    pieces: tuple[Piece, ...]
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

    parts: tuple[Part, ...]
    passage: str = ""

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, Any]:
        """Return the body. The passage begins at the first paragraph with a gap.

        The paragraph before it is the stem.
        """
        text.report_rows("a text with gaps")
        with_gap = (
            place for place, (_line, paragraph) in enumerate(text.paragraphs) if "{{" in paragraph
        )
        first = next(with_gap, len(text.paragraphs))
        passage, text.paragraphs[first:] = text.paragraphs[first:], []
        if passage:
            text.lines["passage"] = passage[0][0]
        gaps = cls.read_parts(text)
        for gap in gaps:
            if gap["vignette"]:
                line = text.lines[f"{gap['id']}.vignette"]
                text.report.add(
                    text.file,
                    line,
                    "a gap has one short hint; write the rest into the text around it",
                )
        return text.head() | {
            "passage": "\n\n".join(paragraph for _line, paragraph in passage),
            "gaps": gaps,
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Return the question from ``gaps`` [{id, type, weight, …}] and ``passage``."""
        return cls(cls.parts_from(body), body.get("passage", ""))

    @classmethod
    def texts(cls, body: Mapping[str, Any]) -> Iterator[Text]:
        yield Text("passage", body["passage"])
        yield from super().texts(body)

    def check(self) -> list[str]:
        places = Counter(GAP_PLACE.findall(self.passage))
        ids = {part.id for part in self.parts}
        return [
            *super().check(),
            *(
                f'the gap {{{{{place}}}}} has no part; write "## {place}" with its fields'
                for place in places
                if place not in ids
            ),
            *(
                f"the gap {{{{{place}}}}} stands in the text more than once"
                for place in places
                if places[place] > 1
            ),
            *(
                f'no {{{{{gap}}}}} stands in the text; write it, or take "## {gap}" away'
                for gap in sorted(ids - set(places))
            ),
        ]

    def how(self) -> str:
        return _("Fill in every gap. Each counts by itself.")

    def response_from(self, posted: Posted, name: str, before: Any = None) -> dict[str, Any] | None:
        answers = {
            part.id: part.question.response_from(
                posted, f"{name}-{part.id}", (before or {}).get(part.id)
            )
            for part in self.parts
        }
        return {gap: answer for gap, answer in answers.items() if answer is not None} or None

    def posted_from(self, response: Any, name: str) -> dict[str, list[str]]:
        fields: dict[str, list[str]] = {}
        for part in self.parts:
            fields |= part.question.posted_from((response or {}).get(part.id), f"{name}-{part.id}")
        return fields

    def is_complete(self, response: Any) -> bool:
        return bool(response) and all(
            part.question.is_complete(response.get(part.id)) for part in self.parts
        )

    def part_label(self, number: int) -> str:
        return _("Gap %(number)d of %(count)d") % {"number": number, "count": len(self.parts)}

    def widget(
        self, html: Html, posted: Posted, order: Sequence[str], name: str, errors: Mapping[str, str]
    ) -> ClozeField:
        gaps = {}
        for number, part in enumerate(self.parts, 1):
            part_html, field = html.of_part(f"{part.id}."), f"{name}-{part.id}"
            shown = part.question.widget(
                part_html, posted, self.order_of(part, order), field, errors
            )
            in_line = (
                ""
                if getattr(shown, "several", False)
                else INLINE_TEMPLATES.get(part.question.template, "")
            )
            gaps[part.id] = ShownGap(
                name=field,
                number=number,
                label=self.part_label(number),
                hint=part_html.plain("stem"),
                how="" if in_line else part.question.how(),
                shown=ShownPart(in_line or part.question.template, shown),
            )
        return ClozeField(cut_at_gaps(html, gaps), tuple(gaps.values()))

    def result(
        self, html: Html, response: Any, order: Sequence[str], open_key: bool
    ) -> ClozeResult:
        parts = self.part_results(html, response, order, open_key)
        filled = {
            part.id: FilledGap(
                number=number,
                label=self.part_label(number),
                answer=part.question.in_words(
                    html.of_part(f"{part.id}."), (response or {}).get(part.id)
                ),
                status=result.status,
            )
            for number, (part, result) in enumerate(parts, 1)
        }
        titled = (
            replace(
                result, label=f"{result.label}: {hint}" if hint else result.label, stem=SafeString()
            )
            for result, hint in ((result, html.plain(f"{part.id}.stem")) for part, result in parts)
        )
        return ClozeResult(cut_at_gaps(html, filled), tuple(titled))


def cut_at_gaps(html: Html, gaps: Mapping[str, Any]) -> tuple[Piece, ...]:
    """Return the text cut at its gaps.

    gaps: what is shown for each gap, by its id.
    """
    text = html.of("passage")
    if not text.startswith(("<p>", "<ul>", "<ol>", "<table", "<blockquote>")):
        text = mark_safe(f"<p>{text}</p>")  # noqa: S308 (one cleaned paragraph comes without its element)
    first, *rest = SHOWN_GAP_PLACE.split(text)
    html_left, pieces = first, []
    for place, follows in zip(rest[::2], rest[1::2], strict=True):
        punctuation = re.match(r"[^\s<]*", follows)[0]  # type: ignore[index]  # it matches the empty text too
        pieces.append(Piece(mark_safe(html_left), gaps.get(place), mark_safe(punctuation)))  # noqa: S308 (pieces of cleaned text)
        html_left = follows[len(punctuation) :]
    return (*pieces, Piece(mark_safe(html_left), None, SafeString()))  # noqa: S308
