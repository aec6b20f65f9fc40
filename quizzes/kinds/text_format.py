"""The text under a question's fields: vignette, stem, rows with their reasons. What a row means is up to the kind."""

import re
from dataclasses import dataclass, field
from typing import Any

from course.source import Report

ROW = re.compile(r"- (?:\[(?P<mark>[ x])\] )?\((?P<id>[a-z0-9]{1,8})(?: = (?P<key>[a-z0-9]{1,8}))?\) (?P<text>.+)$")
RATIONALE = re.compile(r"\s*Rationale:\s*(?P<text>.+)$")


@dataclass
class Row:
    """``- [x] (a) Text`` or ``- (a = b) Text``: ``mark`` is "x", " " or "" (no box), ``key`` what stands after "="."""

    id: str
    text: str
    mark: str = ""
    key: str = ""
    rationale: str = ""
    line: int = 0


@dataclass
class QuestionText:
    """The text as it was read. ``rationale`` is the reason that stands under no row; ``lines`` says where each text
    stands: "stem", "vignette", "rationale", "option.ID". ``parts`` are the texts under lines ``## ID``: id, text and
    first line."""

    file: str
    line: int
    report: Report
    needs_stem: bool = True
    paragraphs: list[tuple[int, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    rationale: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    parts: list[tuple[str, str, int]] = field(default_factory=list)

    def head(self) -> dict[str, str]:
        """Vignette and stem: the last paragraph is the question, what comes before it is the case."""
        if not self.paragraphs:
            if self.needs_stem:
                self.report.add(self.file, self.line, "the question is missing; write it under the fields")
            self.paragraphs.append((self.line, ""))
        *vignette, (self.lines["stem"], stem) = self.paragraphs
        self.lines["vignette"] = vignette[0][0] if vignette else self.line
        return {
            "vignette": "\n\n".join(paragraph for _line, paragraph in vignette),
            "stem": stem,
            "rationale": self.rationale,
        }

    def options(self, *, marks: bool, keys: bool = False) -> list[dict[str, str]]:
        """The rows as {id, text, rationale}; rows written in another form are reported."""
        example = "- [ ] (a) Text" if marks else "- (p1 = a) Text" if keys else "- (a) Text"
        for row in self.rows:
            if bool(row.mark) != marks or (row.key and not keys):
                self.report.add(self.file, row.line, f'a row of this kind of question is written "{example}"')
        return [{"id": row.id, "text": row.text, "rationale": row.rationale} for row in self.rows]

    def no_parts(self) -> None:
        """Report parts where the kind has none."""
        if self.parts:
            name, _text, line = self.parts[0]
            text = f'only a case or a text with gaps has parts such as "## {name}"; take the line away'
            self.report.add(self.file, line - 1, text)

    def no_rows(self, what: str) -> None:
        """Report rows where the kind has none."""
        if self.rows:
            self.report.add(
                self.file, self.rows[0].line, f"{what} has no options; write type: single, or take them away"
            )


def read_text(file: str, text: str, first_line: int, report: Report, *, needs_stem: bool = True) -> QuestionText:
    """Read ``text``, whose first line is ``first_line`` of ``file``. Mistakes are reported, and the reading goes on.
    A part of a question (a gap) may need no question of its own."""
    reading = QuestionText(file, first_line, report, needs_stem)
    text, reading.parts = parts_of(text, first_line)
    gap = True
    for number, line in enumerate(text.split("\n"), first_line):
        if not _begins(reading, line, number) and line.strip():
            _continues(reading, line, number, gap)
        gap = not line.strip()
    return reading


def parts_of(text: str, first_line: int) -> tuple[str, list[tuple[str, str, int]]]:
    """The text above the first line ``## id``, and (id, text, first line) of each part under such a line."""
    head: list[str] = []
    parts: list[tuple[str, list[str], int]] = []
    for number, line in enumerate(text.split("\n"), first_line):
        if found := re.fullmatch(r"## ([a-z0-9]{1,8})\s*", line):
            parts.append((found[1], [], number + 1))
        else:
            (parts[-1][1] if parts else head).append(line)
    return "\n".join(head), [(name, "\n".join(lines), number) for name, lines, number in parts]


def _begins(reading: QuestionText, line: str, number: int) -> bool:
    """Whether the line begins a row or a reason."""
    found, rationale = ROW.match(line), RATIONALE.match(line)
    if found:
        row = Row(found["id"], found["text"].strip(), found["mark"] or "", found["key"] or "", line=number)
        reading.rows.append(row)
        reading.lines.setdefault(f"option.{row.id}", number)
    elif line.lstrip().startswith(("- [", "- (")):
        text = 'an option is written "- [ ] (a) Text", the right one "- [x] (b) Text"'
        reading.report.add(reading.file, number, text)
        # It takes its place all the same, so that what follows is not called wrong for its sake.
        mark = "x" if "[x]" in line.lower() else " "
        reading.rows.append(Row(f"line {number}", line.strip(), mark, line=number))
        return True
    elif rationale:
        last: Any = reading.rows[-1] if reading.rows else reading
        if last.rationale:
            text = "a reason stands there already; write one Rationale, in one piece"
            reading.report.add(reading.file, number, text)
        last.rationale = rationale["text"].strip()
        if last is reading:
            reading.lines["rationale"] = number
    return bool(found or rationale)


def _continues(reading: QuestionText, line: str, number: int, gap: bool) -> None:
    """A line that goes on with what stands above it."""
    if reading.rows:
        last = reading.rows[-1]
        if last.rationale:
            last.rationale += " " + line.strip()
        else:
            last.text += " " + line.strip()
    elif reading.rationale:
        reading.rationale += " " + line.strip()
    elif gap:
        reading.paragraphs.append((number, line.rstrip()))
    else:
        first, paragraph = reading.paragraphs[-1]
        reading.paragraphs[-1] = (first, f"{paragraph}\n{line.rstrip()}")
