"""Our own text format: a file for each question, fields above, Markdown below.

docs/content-format.md describes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from course.source import Report, SourceFile, read_front_matter
from course.text.blocks import ParsedText
from course.text.passages import parse
from quizzes.bank.question_source import QuestionSource
from quizzes.kinds import KINDS
from quizzes.question.text_format import read_text

if TYPE_CHECKING:
    from quizzes.models import BankItem, Quiz


class TextFormat:
    """Read and write question files.

    Publishing keeps each file as it was written, so writing gives the very bytes that were read.
    """

    suffix = ".md"

    def read(self, file: SourceFile, report: Report) -> Iterator[QuestionSource]:
        question = _read_question(file, report)
        if question is not None:
            yield question

    def write(self, quiz: Quiz) -> Iterator[tuple[str, bytes]]:
        rows: list[Quiz | BankItem] = [quiz, *quiz.bank.only("file", "source", "quiz")]
        for row in rows:
            yield row.file, row.source.encode()


def _read_question(file: SourceFile, report: Report) -> QuestionSource | None:
    """Return the question of a file; report and return None if it is unreadable."""
    front_matter = read_front_matter(file, report)
    if front_matter is None:
        return None
    fields, text, line = front_matter
    kind = fields.choice("type", KINDS)
    if not kind:
        fields.text("id")
        return None
    question_text = read_text(file.path, text, line, report)
    body = KINDS[kind].read(question_text, fields)
    if not KINDS[kind].has_parts:
        question_text.report_parts()
    question = QuestionSource(
        ref=fields.key("id"),
        kind=kind,
        body=body,
        objectives=tuple(fields.keys("objectives")),
        remediation=fields.text("remediation", max_length=200),
        facts=tuple(fields.tags("facts", required=False)),
        points=fields.integer("points", 1, 1, 100),
        file=file.path,
        line=line,
        lines=fields.lines() | question_text.lines,
        group=fields.key("group", required=False),
        must_pass=fields.boolean("must_pass", False),
        twin_of=fields.key("twin_of", required=False),
        cautious=fields.key("cautious", required=False),
        source=file.raw,
    )
    fields.done()
    return replace(question, texts=_parse_texts(question))


def _parse_texts(question: QuestionSource) -> dict[str, ParsedText]:
    """Return the texts of a question, parsed once for checks and publication, by name."""
    return {
        text.name: parse(text.markdown, question.line_of(text.name.removesuffix(".why")))
        for text in KINDS[question.kind].texts(question.body)
        if text.markdown
    }
