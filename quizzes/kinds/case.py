"""Case in stages: committing an answer opens the next stage; a committed answer never changes.

A response has an entry for every stage reached, in order. All but the last are committed (None:
left empty); the last is a draft. No page holds a stage that the learner has not reached.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.kinds.cloze import Cloze
from quizzes.kinds.simple import SIMPLE
from quizzes.question.contract import Html, Posted, ShownPart, posted_text
from quizzes.question.parts import Part, PartedQuestion, PartResult, fields_of
from quizzes.question.scoring import INVALID, BadResponse, Unfinished
from quizzes.question.text_format import QuestionText


@dataclass(frozen=True)
class CommittedStage:
    """Hold a committed stage.

    answer: the learner's answer in words; "" if it was left empty.
    """

    label: str
    vignette: SafeString
    stem: SafeString
    answer: str


@dataclass(frozen=True)
class OpenStage:
    """Hold the stage to answer now.

    is_last: True if no stage follows, so that there is no button to commit the answer.
    skips: True if the box "I do not know" is ticked.
    """

    id: str
    name: str
    label: str
    vignette: SafeString
    stem: SafeString
    how: str
    shown: ShownPart
    is_last: bool
    skips: bool


@dataclass(frozen=True)
class CaseField:
    name: str
    committed: tuple[CommittedStage, ...]
    stage: OpenStage

    @property
    def read_as(self) -> str:
        """Return how a number of the open stage is read; "" for other kinds."""
        return getattr(self.stage.shown.field, "read_as", "")


@dataclass(frozen=True)
class Case(PartedQuestion):
    """A question whose stages open one after the other.

    Fields of its form, besides those of the stages:
    name--commit: the button that commits the stage whose id it holds.
    name--skip: the box that lets an answer be empty.
    name--stage: the open stage, for ``widget`` only. A posted one is never trusted.
    """

    label = gettext_lazy("Case in stages")
    template = "quizzes/kinds/case.html"
    result_template = "quizzes/kinds/case_result.html"
    list_name = "stages"
    part_name = "stage"
    min_parts = 2
    needs_stem = True
    kinds = SIMPLE | {"cloze": Cloze}

    parts: tuple[Part, ...]

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, Any]:
        text.report_rows("a case")
        return text.head() | {"stages": cls.read_parts(text)}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Return the question from ``stages`` [{id, type, weight, …}]."""
        return cls(cls.parts_from(body))

    # How far the learner is

    def _stages_reached(self, response: Any) -> tuple[Part, ...]:
        """Return the stages up to the open one."""
        answered = (place for place, part in enumerate(self.parts) if part.id in (response or {}))
        return self.parts[: max(answered, default=0) + 1]

    def is_all_shown(self, response: Any) -> bool:
        return len(self._stages_reached(response)) == len(self.parts)

    def is_complete(self, response: Any) -> bool:
        last = self.parts[-1]
        return self.is_all_shown(response) and last.question.is_complete(
            (response or {}).get(last.id)
        )

    # Asking

    def how(self) -> str:
        text = _(
            "A case in %d stages. A stage opens when you commit your answer to the one before."
        )
        return text % len(self.parts)

    def part_label(self, number: int) -> str:
        return _("Stage %(number)d of %(count)d") % {"number": number, "count": len(self.parts)}

    def response_from(self, posted: Posted, name: str, before: Any = None) -> dict[str, Any] | None:
        *committed, stage = self._stages_reached(before)
        self._refuse_others(posted, name, before, stage)
        kept = {part.id: before.get(part.id) for part in committed}
        draft = stage.question.response_from(
            posted, f"{name}-{stage.id}", (before or {}).get(stage.id)
        )
        response = kept | {stage.id: draft}
        if (
            posted_text(posted, f"{name}--commit") == stage.id
            and stage.question.score(draft).status != INVALID
        ):
            if not (stage.question.is_complete(draft) or posted.get(f"{name}--skip")):
                text = _("Answer this stage, or tick that you do not know.")
                raise Unfinished({_empty_field(stage, draft, name): text})
            response[self.parts[len(committed) + 1].id] = None
        return None if draft is None and len(response) == 1 else response

    def _refuse_others(self, posted: Posted, name: str, before: Any, stage: Part) -> None:
        """Refuse a form that changes a committed answer or holds a stage not open.

        Raises BadResponse.
        """
        reached = self._stages_reached(before)
        for part in self.parts:
            field = f"{name}-{part.id}"
            if part is stage or not fields_of(posted, field):
                continue
            if part not in reached:
                raise BadResponse(f"the stage {part.id} is not open")
            if part.question.response_from(posted, field) != before.get(part.id):
                raise BadResponse(f"the stage {part.id} is committed")
        # A second click on a button that was already pressed is accepted.
        known = {"", *(part.id for part in reached)} - {self.parts[-1].id}
        if posted_text(posted, f"{name}--commit") not in known:
            raise BadResponse("this stage cannot be committed")

    def posted_from(self, response: Any, name: str) -> dict[str, list[str]]:
        fields: dict[str, list[str]] = {}
        for part in self._stages_reached(response):
            fields |= part.question.posted_from((response or {}).get(part.id), f"{name}-{part.id}")
            fields[f"{name}--stage"] = [part.id]
        return fields

    def forms_of(self, response: Any, name: str) -> list[dict[str, list[str]]]:
        """Return one form for each stage; all but the last commit theirs."""
        forms = [
            part.question.posted_from(response.get(part.id), f"{name}-{part.id}")
            for part in self.parts
        ]
        for part, form in zip(self.parts[:-1], forms, strict=False):
            form |= {
                f"{name}--commit": [part.id],
                f"{name}--skip": ["on"] if response.get(part.id) is None else [],
            }
        return forms

    def fields_to_redisplay(self, posted: Posted, before: Any, name: str) -> Posted:
        saved = self.posted_from(before, name)
        stage = f"{name}-{saved[f'{name}--stage'][0]}"
        others = {
            field: values for field, values in saved.items() if field not in fields_of(saved, stage)
        }
        skips = {field: values for field, values in posted.items() if field == f"{name}--skip"}
        return others | fields_of(posted, stage) | skips

    def anchor_after_save(self, posted: Posted, name: str) -> str:
        committed = posted_text(posted, f"{name}--commit")
        next_stage = dict(zip([part.id for part in self.parts], self.parts[1:], strict=False))
        if committed in next_stage:
            return f"{name}-{next_stage[committed].id}-stage"
        return super().anchor_after_save(posted, name)

    def widget(
        self, html: Html, posted: Posted, order: Sequence[str], name: str, errors: Mapping[str, str]
    ) -> CaseField:
        *committed, stage = self._stages_reached({posted_text(posted, f"{name}--stage"): None})
        number, part_html, field = (
            len(committed) + 1,
            html.of_part(f"{stage.id}."),
            f"{name}-{stage.id}",
        )
        shown = stage.question.widget(part_html, posted, self.order_of(stage, order), field, errors)
        return CaseField(
            name=name,
            committed=tuple(
                self._committed_stage(place, part, html.of_part(f"{part.id}."), posted, name)
                for place, part in enumerate(committed, 1)
            ),
            stage=OpenStage(
                id=stage.id,
                name=field,
                label=self.part_label(number),
                vignette=part_html.of("vignette"),
                stem=part_html.of("stem"),
                how=stage.question.how(),
                shown=ShownPart(stage.question.template, shown),
                is_last=number == len(self.parts),
                skips=bool(posted.get(f"{name}--skip")),
            ),
        )

    def _committed_stage(
        self, number: int, part: Part, html: Html, posted: Posted, name: str
    ) -> CommittedStage:
        answer = part.question.in_words(
            html, part.question.response_from(posted, f"{name}-{part.id}")
        )
        return CommittedStage(self.part_label(number), html.of("vignette"), html.of("stem"), answer)

    # Afterwards

    def result(
        self, html: Html, response: Any, order: Sequence[str], open_key: bool
    ) -> tuple[PartResult, ...]:
        """Return the stages. Without the key, a stage never reached stays closed."""
        # The case may be asked again, so such a stage is still secret.
        reached = {part.id for part in self._stages_reached(response)}
        nothing = SafeString()
        return tuple(
            result
            if open_key or part.id in reached
            else replace(result, vignette=nothing, stem=nothing, shown=None)
            for part, result in self.part_results(html, response, order, open_key)
        )


def _empty_field(stage: Part, draft: Any, name: str) -> str:
    """Return the name of the first field of a stage that is still empty."""
    question, field = stage.question, f"{name}-{stage.id}"
    if not isinstance(question, PartedQuestion):
        return field
    open_parts = (
        part for part in question.parts if not part.question.is_complete((draft or {}).get(part.id))
    )
    return f"{field}-{next(open_parts).id}"
