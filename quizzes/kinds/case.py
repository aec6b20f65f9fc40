"""Case in stages: committing an answer opens the next stage; a committed answer never changes.

A response has an entry for every stage reached, in order. All but the last are committed (None:
left empty); the last is a draft. No page holds a stage that the learner has not reached.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.kinds.cloze import Cloze
from quizzes.kinds.simple import SIMPLE
from quizzes.question.body import Body, WrittenBody
from quizzes.question.forms import (
    Draft,
    FormFields,
    Posted,
    ShownForm,
    Widget,
    fields_of,
    posted_text,
)
from quizzes.question.part_reading import read_parts
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

    def fields(self) -> FormFields:
        return self.stage.shown.field.fields()

    def anchor_after(self, posted: Posted) -> str:
        """Return the HTML id of the stage that was opened, or of a row moved in it."""
        if posted_text(posted, f"{self.name}--commit"):
            return f"{self.stage.name}-stage"
        return self.stage.shown.field.anchor_after(posted)


@dataclass(frozen=True)
class Progress:
    """Hold how far a learner is in a case.

    stage: the open one.
    answers: by the id of the stage, of the committed stages and the open one.
    """

    committed: tuple[Part, ...]
    stage: Part
    answers: Mapping[str, Response]

    def answer_to(self, part: Part) -> Response:
        """Return the stored answer to a stage; None if it was left empty."""
        return self.answers.get(part.id)

    def has_reached(self, part: Part) -> bool:
        """Tell whether the learner has seen the stage."""
        return part is self.stage or part in self.committed

    def with_draft(self, draft: Response) -> dict[str, Response]:
        """Return the response that holds another answer to the open stage."""
        response: dict[str, Response] = {}
        for part in self.committed:
            response[part.id] = self.answer_to(part)
        response[self.stage.id] = draft
        return response


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
    def read(cls, text: QuestionText, fields: Fields) -> WrittenBody:
        text.report_rows("a case")
        return text.head() | {"stages": read_parts(text, cls.kinds, needs_stem=cls.needs_stem)}

    @classmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question from ``stages`` [{id, type, weight, …}]."""
        return cls(cls.parts_from(body))

    # How far the learner is

    def _progress(self, response: Response) -> Progress:
        answers = answers_in(response)
        open_place = 0
        for place, part in enumerate(self.parts):
            if part.id in answers:
                open_place = place
        stage = self.parts[open_place]
        return Progress(self.parts[:open_place], stage, answers)

    def is_all_shown(self, response: Response) -> bool:
        return self._progress(response).stage is self.parts[-1]

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
        progress = self._progress(before)
        self._refuse_other_stages(posted, name, progress)
        self._refuse_other_buttons(posted, name, progress)

        draft = _draft_from(posted, name, progress)
        response = progress.with_draft(draft)
        if _commits(posted, name, progress.stage, draft):
            response[self._stage_after(progress).id] = None
        is_untouched = draft is None and len(response) == 1
        return None if is_untouched else response

    def _stage_after(self, progress: Progress) -> Part:
        """Return the stage that opens when the open one is committed."""
        place = len(progress.committed) + 1
        return self.parts[place]

    def _refuse_other_stages(self, posted: Posted, name: str, progress: Progress) -> None:
        """Raise BadResponse for a form that changes a committed answer or fills a closed stage."""
        for part in self.parts:
            field = part.field_in(name)
            is_sent = bool(fields_of(posted, field))
            if part is progress.stage or not is_sent:
                continue
            if part not in progress.committed:
                raise BadResponse(f"the stage {part.id} is not open")
            answer = part.question.response_from(posted, field)
            if answer != progress.answer_to(part):
                raise BadResponse(f"the stage {part.id} is committed")

    def _refuse_other_buttons(self, posted: Posted, name: str, progress: Progress) -> None:
        """Raise BadResponse for a button that no page has shown yet."""
        # A second click on a button that was already pressed is accepted.
        with_button = [part.id for part in progress.committed]
        if progress.stage is not self.parts[-1]:
            with_button.append(progress.stage.id)
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
        progress = self._progress(response)
        field = self.part_widget(progress.stage, html, response, order, name, draft)
        skips = bool(draft and draft.values(f"{name}--skip"))
        return CaseField(
            name=name,
            committed=self._committed_stages(html, progress),
            stage=self._open_stage(html, progress, field, skips),
            read_as=field.read_as,
        )

    def _committed_stages(self, html: Html, progress: Progress) -> tuple[CommittedStage, ...]:
        count = len(progress.committed)
        answered = self.answered_parts(html, progress.answers)
        stages = []
        for part, label, part_html, answer in answered[:count]:
            stage = CommittedStage(
                label=label,
                vignette=part_html.of("vignette"),
                stem=part_html.of("stem"),
                answer=part.question.in_words(part_html, answer),
            )
            stages.append(stage)
        return tuple(stages)

    def _open_stage(self, html: Html, progress: Progress, field: Widget, skips: bool) -> OpenStage:
        stage = progress.stage
        part_html = html.of_part(stage.id)
        number = len(progress.committed) + 1
        return OpenStage(
            id=stage.id,
            name=field.name,
            label=self.part_label(number),
            vignette=part_html.of("vignette"),
            stem=part_html.of("stem"),
            how=stage.question.how(),
            shown=ShownForm(stage.question.template, field),
            is_last=number == len(self.parts),
            skips=skips,
        )

    # Afterwards

    def result(
        self, html: Html, response: Response, order: Sequence[str], open_key: bool
    ) -> tuple[PartResult, ...]:
        """Return the stages. Without the key, a stage never reached stays closed."""
        # The case may be asked again, so such a stage is still secret.
        progress = self._progress(response)
        results = []
        for answered, result in self.part_results(html, response, order, open_key):
            if open_key or progress.has_reached(answered.part):
                results.append(result)
            else:
                results.append(_closed(result))
        return tuple(results)


def _draft_from(posted: Posted, name: str, progress: Progress) -> Response:
    """Return the answer to the open stage in a posted form. Raises BadResponse."""
    stage = progress.stage
    before = progress.answer_to(stage)
    return stage.question.response_from(posted, stage.field_in(name), before)


def _commits(posted: Posted, name: str, stage: Part, draft: Response) -> bool:
    """Tell whether the form commits the open stage. Raises Unfinished if it may not yet."""
    pressed = posted_text(posted, f"{name}--commit")
    if pressed != stage.id:
        return False
    score = stage.question.score(draft)
    if score.status == INVALID:
        return False

    may_be_empty = bool(posted.get(f"{name}--skip"))
    if not may_be_empty and not stage.question.is_complete(draft):
        field = _empty_field(stage, draft, name)
        text = _("Answer this stage, or check “I do not know.”")
        raise Unfinished({field: text})
    return True


def _closed(result: PartResult) -> PartResult:
    """Return the result of a stage without anything that tells what it asks."""
    nothing = SafeString()
    return replace(result, vignette=nothing, stem=nothing, shown=None)


def _empty_field(stage: Part, draft: Response, name: str) -> str:
    """Return the name of the first field of a stage that is still empty."""
    field = stage.field_in(name)
    if isinstance(stage.question, PartedQuestion):
        answers = answers_in(draft)
        for part in stage.question.parts:
            if not part.question.is_complete(answers.get(part.id)):
                return part.field_in(field)
    return field
