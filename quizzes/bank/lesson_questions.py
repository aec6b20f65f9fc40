"""Questions in lessons: read as those of a quiz file, asked by a plain form, and never kept.

A form carries its question, signed: what answers it needs no row and knows nobody.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.core import signing
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from course.source import Fields, Report
from course.source.fields import read_fields
from course.text.questions import AskedText, Problem
from quizzes.draws import shuffled
from quizzes.kinds import KINDS, Draft, Html, QuestionKind, Response, question_from
from quizzes.question.body import WrittenBody
from quizzes.question.text_format import read_text

# Kinds that need more than one page, and the kind that is written as answers with reasons.
KINDS_ELSEWHERE = {"case", "single"}
RULE = re.compile(r"^---[^\S\n]*$", re.MULTILINE)  # between the fields and the text
SALT = "quizzes.lesson_questions"
MAX_SHUFFLES = 30
FILE = "check"  # messages name the file of the lesson


class LessonQuestionReader:
    """Read the question of a check. Registered with ``course.text``."""

    def read(self, kind: str, text: str, line: int) -> "LessonQuestion":
        known = sorted(KINDS.keys() - KINDS_ELSEWHERE)
        if kind not in known:
            problem = f'a check asks no "{kind[:40]}"; write one of {", ".join(known)}'
            return LessonQuestion(kind, {}, (), ((line, problem),))
        report = Report()
        body, lines = _read_body(kind, text, line, report)
        problems = [(found.line, found.text) for found in report.errors]
        if not problems:
            for name, problem in KINDS[kind].problems(body):
                problems.append((lines.get(name, line), problem))
        return LessonQuestion(kind, body, _texts(kind, body, lines, line), tuple(problems))


def _read_body(
    kind: str, text: str, line: int, report: Report
) -> tuple[WrittenBody, Mapping[str, int]]:
    """Return the body of a question, and the line of each of its texts."""
    fields, below, text_line = _split(text, line, report)
    if fields is None:
        return {}, {}
    question_text = read_text(FILE, below, text_line, report)
    body = KINDS[kind].read(question_text, fields)
    if not KINDS[kind].has_parts:
        question_text.report_parts()
    fields.done()
    return body, fields.lines() | question_text.lines


def _split(text: str, line: int, report: Report) -> tuple[Fields | None, str, int]:
    """Return the fields above the first line "---", the text below it, and its first line."""
    rule = RULE.search(text)
    first_part = text.find("\n## ")
    if rule is None or 0 <= first_part < rule.start():  # the rule of a gap
        return read_fields(FILE, "{}", report, line), text, line
    below = text[rule.end() :].removeprefix("\n")
    lines_above = text.count("\n", 0, rule.end()) + 1
    fields = read_fields(FILE, text[: rule.start()], report, line)
    return fields, below, line + lines_above


def _texts(
    kind: str, body: WrittenBody, lines: Mapping[str, int], line: int
) -> tuple[AskedText, ...]:
    texts = []
    for text in KINDS[kind].texts(body) if body else ():
        if text.markdown:
            here = lines.get(text.name.removesuffix(".why"), line)
            is_option = ".option." in f".{text.name}" and not text.must_cite
            texts.append(AskedText(text.name, text.markdown, here, text.must_cite, is_option))
    return tuple(texts)


@dataclass(frozen=True)
class LessonQuestion:
    """Hold a question of a lesson as it was read."""

    kind: str
    body: dict[str, Any]
    texts: Sequence[AskedText]
    problems: Sequence[Problem]

    def form(self, name: str, html: Mapping[str, str], lesson: str) -> str:
        asked = SignedQuestion(self.kind, self.body, Html(html), name, lesson)
        shown = render_to_string("quizzes/sitting/check_in_lesson.html", asked.shown())
        return _of_nobody(shown)

    def on_paper(self, html: Mapping[str, str]) -> str:
        asked = SignedQuestion(self.kind, self.body, Html(html), "", "")
        shown = render_to_string("quizzes/sitting/check_on_paper.html", asked.shown())
        return _of_nobody(shown)


def _of_nobody(html: str) -> str:
    """Return a best answer, shown as a result, in the words for an answer that nobody gave."""
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
        kind, body, html, name, lesson = signing.Signer(salt=SALT).unsign_object(signed)
        return cls(kind, body, Html(html), name, lesson)

    @property
    def signed(self) -> str:
        parts = [self.kind, self.body, self.html, self.name, self.lesson]
        return signing.Signer(salt=SALT).sign_object(parts, compress=True)

    @property
    def data(self) -> QuestionKind:
        return question_from(self.kind, self.body)

    @property
    def order(self) -> Sequence[str]:
        """Return the ids of its options in an order that gives nothing away."""
        options = self.data.options
        if not options.is_shuffled:
            return options.ids
        for again in range(MAX_SHUFFLES):
            order = shuffled(options.ids, self.name.encode(), f"check{again}")
            if options.is_allowed_initial_order(order):
                return order
        return options.ids

    def shown(self, draft: Draft | None = None) -> dict[str, object]:
        """Return what the templates show: the form, and the answer that is right."""
        data = self.data
        return {
            "asked": self,
            "vignette": self.html.of("vignette"),
            "stem": self.html.of("stem"),
            "how": data.how(),
            "template": data.template,
            "field": data.widget(self.html, None, self.order, self.name, draft),
            "result_template": data.result_template,
            "right": self.result(data.best_response() if data.is_scored else None),
        }

    def result(self, response: Response) -> object:
        """Return what the template of the result shows of a response, with the key."""
        return self.data.result(self.html, response, self.order, open_key=True)
