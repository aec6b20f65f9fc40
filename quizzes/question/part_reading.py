"""Read the parts of a question: each under a line "## ID", as fields, a line "---", and text."""

import re
from collections.abc import Mapping

from course.source import Fields
from course.source.fields import read_fields
from quizzes.question.body import WrittenBody
from quizzes.question.contract import QuestionKind
from quizzes.question.text_format import PartText, QuestionText, read_text

RULE = re.compile(r"^---[^\S\n]*$", re.MULTILINE)  # between the fields and the text
NESTED_HEADING = re.compile(r"^###(?= [a-z0-9])", re.MULTILINE)  # heading of a gap inside a stage

Kinds = Mapping[str, type[QuestionKind]]


def read_parts(text: QuestionText, kinds: Kinds, *, needs_stem: bool) -> list[WrittenBody]:
    """Return the bodies of the parts of a question.

    Adds the line of each part and of its texts to ``text.lines``.
    kinds: the kinds that a part may have.
    """
    bodies = []
    for part in text.parts:
        body = _read_part(text, part, kinds, needs_stem)
        if body:
            bodies.append(body)
    return bodies


def _read_part(text: QuestionText, part: PartText, kinds: Kinds, needs_stem: bool) -> WrittenBody:
    """Return the body of a part; {} if its fields cannot be read."""
    above, below = _split_at_rule(part)
    fields = read_fields(text.file, above.text, text.report, above.line)
    if not fields:
        return {}
    kind_name = fields.choice("type", kinds)
    if not kind_name:
        return {}

    kind = kinds[kind_name]
    part_text = read_text(
        text.file,
        below.text,
        below.line,
        text.report,
        needs_stem=needs_stem,
    )
    body = _read_body(kind, part_text, fields)
    part_text.lines = fields.lines() | part_text.lines
    _record_lines(text, part, part_text)
    head = _read_head(part, kind_name, fields)
    fields.done()
    return head | body


def _read_body(kind: type[QuestionKind], part_text: QuestionText, fields: Fields) -> WrittenBody:
    """Return what the kind reads of a part; report parts inside it if it has none."""
    body = kind.read(part_text, fields)
    if not kind.has_parts:
        part_text.report_parts()
    return body


def _read_head(part: PartText, kind: str, fields: Fields) -> WrittenBody:
    """Return {id, type, weight}, without a weight if none is written."""
    head: WrittenBody = {"id": part.id, "type": kind}
    weight = fields.text("weight", required=False)
    if weight:
        head["weight"] = weight
    return head


def _split_at_rule(part: PartText) -> tuple[PartText, PartText]:
    """Return the fields above the line "---", and the text below, each with its first line."""
    has_rule = RULE.search(part.text) is not None
    whole = part.text if has_rule else f"{part.text}\n---"
    above, below = RULE.split(whole, maxsplit=1)
    fields = part._replace(text=above or "\n")

    lines_above = above.count("\n") + 1
    text = below.removeprefix("\n")
    below_part = part._replace(
        text=NESTED_HEADING.sub("##", text),
        line=part.line + lines_above,
    )
    return fields, below_part


def _record_lines(text: QuestionText, part: PartText, part_text: QuestionText) -> None:
    """Record in the whole text the lines of a part and of its texts."""
    text.lines[part.id] = part.line - 1
    for name, line in part_text.lines.items():
        name_in_whole = f"{part.id}.{name}"
        text.lines[name_in_whole] = line
