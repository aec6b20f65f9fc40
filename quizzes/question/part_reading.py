"""Read the parts of a question: each under a line "## ID", as fields, a line "---", and text."""

import re
from collections.abc import Mapping

from course.source.fields import read_fields
from quizzes.question.body import WrittenBody
from quizzes.question.contract import QuestionKind
from quizzes.question.text_format import PartText, QuestionText, read_text

RULE = re.compile(r"^---[^\S\n]*$", re.MULTILINE)  # between the fields and the text of a part
NESTED_HEADING = re.compile(r"^###(?= [a-z0-9])", re.MULTILINE)  # heading of a gap inside a stage

Kinds = Mapping[str, type[QuestionKind]]


def read_parts(text: QuestionText, kinds: Kinds, *, needs_stem: bool) -> list[WrittenBody]:
    """Return the bodies of the parts of a question.

    Adds the line of each part and of its texts to ``text.lines``.
    kinds: the kinds that a part may have.
    """
    bodies = [_read_part(text, part, kinds, needs_stem) for part in text.parts]
    return [body for body in bodies if body]


def _read_part(text: QuestionText, part: PartText, kinds: Kinds, needs_stem: bool) -> WrittenBody:
    """Return the body of a part; {} if its fields cannot be read."""
    fields_text, below, line_below = _split_at_rule(part)
    fields = read_fields(text.file, fields_text, text.report, part.line)
    if not fields:
        return {}
    kind = fields.choice("type", kinds)
    if not kind:
        return {}

    part_text = read_text(text.file, below, line_below, text.report, needs_stem=needs_stem)
    body = kinds[kind].read(part_text, fields)
    if not kinds[kind].has_parts:
        part_text.report_parts()
    _note_lines(text, part, part_text)

    weight = fields.text("weight", required=False)
    fields.done()
    head: WrittenBody = {"id": part.id, "type": kind}
    if weight:
        head["weight"] = weight
    return head | body


def _split_at_rule(part: PartText) -> tuple[str, str, int]:
    """Return the fields above the line "---", the text below, and that text's first line."""
    rule = RULE.search(part.text)
    if not rule:
        lines = part.text.count("\n") + 1
        return f"{part.text}\n", "", part.line + lines + 1

    above = part.text[: rule.start()]
    below = part.text[rule.end() + 1 :]
    first_line = part.line + above.count("\n") + 1
    return above or "\n", NESTED_HEADING.sub("##", below), first_line


def _note_lines(text: QuestionText, part: PartText, part_text: QuestionText) -> None:
    """Note in the whole text the lines of a part and of its texts."""
    lines = text.lines
    lines[part.id] = part.line - 1
    for name, line in part_text.lines.items():
        name_in_whole = f"{part.id}.{name}"
        lines[name_in_whole] = line
