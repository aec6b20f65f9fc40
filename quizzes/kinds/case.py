"""Case in stages: committing an answer opens the next stage; a committed answer never changes.

A response has an entry for every stage reached, in order. All but the last are committed (None:
left empty); the last is a draft. No page holds a stage that the learner has not reached.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.kinds.cloze import Cloze
from quizzes.kinds.simple import SIMPLE
from quizzes.question.body import Body
from quizzes.question.forms import Draft, Posted, ShownForm, Widget, fields_of, posted_text
from quizzes.question.parts import Part, PartedQuestion, PartResult
from quizzes.question.responses import Response, answers_in
from quizzes.question.scoring import INVALID, BadResponse, Unfinished
from quizzes.question.text_format import QuestionText
from quizzes.question.texts import Html


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
    shown: ShownForm
    is_last: bool
    skips: bool


@dataclass(frozen=True)
class CaseField(Widget):
    committed: tuple[CommittedStage, ...]
    stage: OpenStage

    def fields(self) -> dict[str, list[str]]:
        return self.stage.shown.field.fields()

    def anchor_after(self, posted: Posted) -> str:
        """Return the HTML id of the stage that was opened, or of a row moved in it."""
        if posted_text(posted, f"{self.name}--commit"):
            return f"{self.stage.name}-stage"
        return self.stage.shown.field.anchor_after(posted)


@dataclass(frozen=True)
class Case(PartedQuestion):
    """A question whose stages open one after the other.

    Fields of its form, besides those of the stages:
    name--commit: the button that commits the stage whose id it holds.
    name--skip: the box that lets an answer be empty.
    """

    label = gettext_lazy("Case in stages")
    template = "quizzes/kinds/case.html"
    result_template = "quizzes/kinds/case_result.html"
    list_name = "stages"
    part_name = "stage"
    min_parts = 2
    needs_stem = True
    kinds = SIMPLE | {"cloze": Cloze}

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, object]:
        text.report_rows("a case")
        return text.head() | {"stages": cls.read_parts(text)}

    @classmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question from ``stages`` [{id, type, weight, …}]."""
        return cls(cls.parts_from(body))

    # How far the learner is

    def _stages_reached(self, response: Response) -> tuple[Part, ...]:
        """Return the stages up to the open one."""
        answers = answers_in(response)
        answered = (place for place, part in enumerate(self.parts) if part.id in answers)
        return self.parts[: max(answered, default=0) + 1]

    def is_all_shown(self, response: Response) -> bool:
        return len(self._stages_reached(response)) == len(self.parts)

    def is_complete(self, response: Response) -> bool:
        last = self.parts[-1]
        answer = answers_in(response).get(last.id)
        return self.is_all_shown(response) and last.question.is_complete(answer)

    # Asking

    def how(self) -> str:
        text = _(
            "A case in %d stages. A stage opens when you commit your answer to the one before."
        )
        return text % len(self.parts)

    def part_label(self, number: int) -> str:
        return _("Stage %(number)d of %(count)d") % {"number": number, "count": len(self.parts)}

    def response_from(
        self, posted: Posted, name: str, before: Response = None
    ) -> dict[str, Response] | None:
        *committed, stage = self._stages_reached(before)
        answers = answers_in(before)
        self._refuse_others(posted, name, before, stage)

        draft = stage.question.response_from(posted, f"{name}-{stage.id}", answers.get(stage.id))
        response = {part.id: answers.get(part.id) for part in committed}
        response[stage.id] = draft
        if self._commits(posted, name, stage, draft):
            next_stage = self.parts[len(committed) + 1]
            response[next_stage.id] = None
        is_untouched = draft is None and len(response) == 1
        return None if is_untouched else response

    def _commits(self, posted: Posted, name: str, stage: Part, draft: Response) -> bool:
        """Tell whether the form commits the open stage. Raises Unfinished if it may not yet."""
        presses_button = posted_text(posted, f"{name}--commit") == stage.id
        if not presses_button or stage.question.score(draft).status == INVALID:
            return False
        if not stage.question.is_complete(draft) and not posted.get(f"{name}--skip"):
            text = _("Answer this stage, or tick that you do not know.")
            raise Unfinished({_empty_field(stage, draft, name): text})
        return True

    def _refuse_others(self, posted: Posted, name: str, before: Response, stage: Part) -> None:
        """Refuse a form that changes a committed answer or holds a stage not open.

        Raises BadResponse.
        """
        reached = self._stages_reached(before)
        answers = answers_in(before)
        for part in self.parts:
            field = f"{name}-{part.id}"
            if part is stage or not fields_of(posted, field):
                continue
            if part not in reached:
                raise BadResponse(f"the stage {part.id} is not open")
            if part.question.response_from(posted, field) != answers.get(part.id):
                raise BadResponse(f"the stage {part.id} is committed")

        # A second click on a button that was already pressed is accepted.
        with_button = {part.id for part in reached if part is not self.parts[-1]}
        pressed = posted_text(posted, f"{name}--commit")
        if pressed and pressed not in with_button:
            raise BadResponse("this stage cannot be committed")

    def widget(
        self,
        html: Html,
        response: Response,
        order: Sequence[str],
        name: str,
        draft: Draft | None = None,
    ) -> CaseField:
        *committed, stage = self._stages_reached(response)
        answers = answers_in(response)
        field = stage.question.widget(
            html.of_part(f"{stage.id}."),
            answers.get(stage.id),
            self.order_of(stage, order),
            f"{name}-{stage.id}",
            draft,
        )
        shown_before = [
            self._committed_stage(number, part, html.of_part(f"{part.id}."), answers.get(part.id))
            for number, part in enumerate(committed, 1)
        ]
        skips = draft is not None and bool(draft.values(f"{name}--skip"))
        open_stage = self._open_stage(
            len(committed) + 1, html.of_part(f"{stage.id}."), field, skips
        )
        return CaseField(name, tuple(shown_before), open_stage, read_as=field.read_as)

    def _open_stage(self, number: int, html: Html, field: Widget, skips: bool) -> OpenStage:
        stage = self.parts[number - 1]
        return OpenStage(
            id=stage.id,
            name=field.name,
            label=self.part_label(number),
            vignette=html.of("vignette"),
            stem=html.of("stem"),
            how=stage.question.how(),
            shown=ShownForm(stage.question.template, field),
            is_last=number == len(self.parts),
            skips=skips,
        )

    def _committed_stage(
        self, number: int, part: Part, html: Html, answer: Response
    ) -> CommittedStage:
        return CommittedStage(
            label=self.part_label(number),
            vignette=html.of("vignette"),
            stem=html.of("stem"),
            answer=part.question.in_words(html, answer),
        )

    # Afterwards

    def result(
        self, html: Html, response: Response, order: Sequence[str], open_key: bool
    ) -> tuple[PartResult, ...]:
        """Return the stages. Without the key, a stage never reached stays closed."""
        # The case may be asked again, so such a stage is still secret.
        reached = {part.id for part in self._stages_reached(response)}
        return tuple(
            result if open_key or part.id in reached else _closed(result)
            for part, result in self.part_results(html, response, order, open_key)
        )


def _closed(result: PartResult) -> PartResult:
    """Return the result of a stage without anything that tells what it asks."""
    nothing = SafeString()
    return replace(result, vignette=nothing, stem=nothing, shown=None)


def _empty_field(stage: Part, draft: Response, name: str) -> str:
    """Return the name of the first field of a stage that is still empty."""
    field = f"{name}-{stage.id}"
    if not isinstance(stage.question, PartedQuestion):
        return field
    answers = answers_in(draft)
    parts = stage.question.parts
    first = next(part for part in parts if not part.question.is_complete(answers.get(part.id)))
    return f"{field}-{first.id}"
