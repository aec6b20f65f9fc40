"""Questions in lessons: read as those of a quiz file, asked by a plain form, and never kept.

A form carries its question, signed: what answers it needs no row and knows nobody.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from django.core import signing
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from course.source import Fields, Report
from course.source.fields import read_fields
from course.text.questions import AskedText, Problem
from quizzes.draws import shuffled
from quizzes.kinds import KINDS, Draft, Html, QuestionKind, Response, question_from
from quizzes.question.body import WrittenBody
from quizzes.question.part_reading import RULE
from quizzes.question.text_format import read_text
from quizzes.question.texts import Text

# Kinds that need more than one page, and the kind that is written as answers with reasons.
KINDS_ELSEWHERE = {"case", "single"}
SALT = "quizzes.lesson_questions"
MAX_SHUFFLES = 30
FILE = "check"  # messages name the file of the lesson


class LessonQuestionReader:
    """Read the question of a check. Registered with ``course.text``."""

    def read(self, kind: str, text: str, line: int) -> "LessonQuestion":
        known = KINDS.keys() - KINDS_ELSEWHERE
        if kind not in known:
            choices = ", ".join(sorted(known))
            problem = f'a check asks no "{kind[:40]}"; write one of {choices}'
            return LessonQuestion(kind, problems=[(line, problem)])

        report = Report()
        written = _read_written(kind, text, line, report)
        problems = [(mistake.line, mistake.text) for mistake in report.errors]
        return LessonQuestion(
            kind=kind,
            problems=problems or _problems(kind, written),
            body=written.body,
            texts=_texts(kind, written),
        )


class _Written(NamedTuple):
    """Hold a question as it was written; lines: of its texts, by their names."""

    body: WrittenBody
    lines: Mapping[str, int]
    first_line: int

    def line_of(self, name: str) -> int:
        """Return the line of a text or a field, the first one where it has none."""
        return self.lines.get(name, self.first_line)


def _read_written(kind: str, text: str, line: int, report: Report) -> _Written:
    """Return the body of a question and where its texts stand; empty if it has no fields."""
    fields, below, text_line = _split(text, line, report)
    if fields is None:
        return _Written({}, {}, line)
    question_text = read_text(FILE, below, text_line, report)
    body = KINDS[kind].read(question_text, fields)
    if not KINDS[kind].has_parts:
        question_text.report_parts()
    fields.done()
    lines = fields.lines() | question_text.lines
    return _Written(body, lines, line)


def _split(text: str, line: int, report: Report) -> tuple[Fields | None, str, int]:
    """Return the fields above the first line "---", the text below it, and its first line."""
    rule = RULE.search(text)
    if rule is None or _is_in_part(rule, text):
        return read_fields(FILE, "{}", report, line), text, line
    above = text[: rule.start()]
    below = text[rule.end() :].removeprefix("\n")
    text_line = line + above.count("\n") + 1
    fields = read_fields(FILE, above, report, line)
    return fields, below, text_line


def _is_in_part(rule: re.Match[str], text: str) -> bool:
    """Tell whether a line "---" stands under a line "## …", as that of a gap does."""
    first_part = text.find("\n## ")
    return 0 <= first_part < rule.start()


def _problems(kind: str, written: _Written) -> list[Problem]:
    """Return what is wrong with a question that could be read."""
    problems = []
    for name, problem in KINDS[kind].problems(written.body):
        here = written.line_of(name)
        problems.append((here, problem))
    return problems


def _texts(kind: str, written: _Written) -> list[AskedText]:
    """Return the texts of the body that are not empty; none if there is no body."""
    texts = []
    for text in KINDS[kind].texts(written.body) if written.body else ():
        if not text.markdown:
            continue
        asked = AskedText(
            name=text.name,
            markdown=text.markdown,
            line=written.line_of(text.name.removesuffix(".why")),
            must_cite=text.must_cite,
            may_be_wrong=_is_option(text),
        )
        texts.append(asked)
    return texts


def _is_option(text: Text) -> bool:
    """Tell whether a text is an option, in the question itself or in a part of it."""
    names = text.name.split(".")
    return "option" in names[:-1] and not text.must_cite


@dataclass(frozen=True)
class LessonQuestion:
    """Hold a question of a lesson as it was read."""

    kind: str
    problems: Sequence[Problem]
    body: dict[str, Any] = field(default_factory=dict)
    texts: Sequence[AskedText] = ()

    def form(self, name: str, html: Mapping[str, str], lesson: str) -> str:
        asked = SignedQuestion(self.kind, self.body, Html(html), name, lesson)
        return _rendered("quizzes/sitting/check_in_lesson.html", asked)

    def on_paper(self, html: Mapping[str, str]) -> str:
        asked = SignedQuestion(self.kind, self.body, Html(html), name="", lesson="")
        return _rendered("quizzes/sitting/check_on_paper.html", asked)


def _rendered(template: str, asked: "SignedQuestion") -> str:
    """Return a question with its best answer, in the words for an answer that nobody gave."""
    html = render_to_string(template, asked.shown())
    return html.replace(_("Your answer, correct"), _("Right answer"))


@dataclass(frozen=True)
class SignedQuestion:
    """Hold a question as its form carries it.

    name: of the form's field. lesson: the address of the lesson that asks it.
    """

    kind: str
    body: dict[str, Any]
    html: Html
    name: str
    lesson: str

    @classmethod
    def of(cls, signed: str) -> Self:
        """Return the question that a form carried. Raises signing.BadSignature."""
        kind, body, html, name, lesson = _signer().unsign_object(signed)
        return cls(kind, body, Html(html), name, lesson)

    @property
    def signed(self) -> str:
        parts = [
            self.kind,
            self.body,
            self.html,
            self.name,
            self.lesson,
        ]
        return _signer().sign_object(parts, compress=True)

    @property
    def data(self) -> QuestionKind:
        return question_from(self.kind, self.body)

    @property
    def order(self) -> Sequence[str]:
        """Return the ids of its options in an order that gives nothing away."""
        options = self.data.options
        if not options.is_shuffled:
            return options.ids
        seed = self.name.encode()
        for again in range(MAX_SHUFFLES):
            order = shuffled(options.ids, seed, f"check{again}")
            if options.is_allowed_initial_order(order):
                return order
        return options.ids

    def shown(self, draft: Draft | None = None) -> dict[str, object]:
        """Return what the templates show: the form, and the answer that is right."""
        data = self.data
        best_response = data.best_response() if data.is_scored else None
        return {
            "asked": self,
            "vignette": self.html.of("vignette"),
            "stem": self.html.of("stem"),
            "how": data.how(),
            "template": data.template,
            "field": data.widget(self.html, None, self.order, self.name, draft),
            "result_template": data.result_template,
            "right": self.result(best_response),
        }

    def result(self, response: Response) -> object:
        """Return what the template of the result shows of a response, with the key."""
        return self.data.result(self.html, response, self.order, open_key=True)


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)
