"""Read the text under a question's fields: vignette, stem, and rows with their reasons.

Each kind decides what its rows mean.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from course.source import Report
from quizzes.question.reasons import second_row

ROW_LINE = re.compile(
    r"- (?:\[(?P<tick>[ x])\] )?"
    r"\((?P<id>[a-z0-9]{1,8})(?: = (?P<key>[a-z0-9]{1,8}))?\) "
    r"(?P<text>.+)$"
)
RATIONALE_LINE = re.compile(r"\s*(?P<word>Rationale):\s*(?P<text>.+)$", re.IGNORECASE)
# Of what is meant as a row, in whatever form it is written.
ROW_BEGINNING = re.compile(r"\s*(?:[-*+] [\[(]|-[\[(]|[0-9]{1,2}[.)] \(|\[[ xX]?\] )")
BULLET = re.compile(r"[-*+] ")
PART_LINE = re.compile(r"## [a-z0-9]{1,8}\s*")


@dataclass
class TextRow:
    """Hold one row of a question: ``- [x] (a) Text`` or ``- (a = b) Text``.

    tick: "x", " ", or "" if there is no box.
    key: what stands after "=".
    misspelled: it is meant as a row, and written in no form of ours.
    """

    id: str
    text: str
    tick: str = ""
    key: str = ""
    rationale: str = ""
    line: int = 0
    misspelled: bool = False


class PartText(NamedTuple):
    """Hold what stands under a line ``## ID``.

    line: the line after that line.
    """

    id: str
    text: str
    line: int


@dataclass
class QuestionText:
    """Hold the text of a question as it was read.

    paragraphs: (first line, text) of what stands above the rows.
    rationale: the reason that stands under no row.
    lines: the line of each text: "stem", "vignette", "rationale", "option.ID"; and of the second
    row with the same id: "option.ID.again".
    parts: what stands under each line ``## ID``.
    """

    file: str
    line: int
    report: Report
    needs_stem: bool = True
    paragraphs: list[tuple[int, str]] = field(default_factory=list)
    rows: list[TextRow] = field(default_factory=list)
    rationale: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    parts: list[PartText] = field(default_factory=list)

    def head(self) -> dict[str, str]:
        """Return vignette, stem and rationale. Report a missing stem.

        The last paragraph is the stem; the paragraphs before it are the vignette.
        """
        if not self.paragraphs:
            self._report_missing_stem()
            self.paragraphs.append((self.line, ""))

        *vignette, (stem_line, stem) = self.paragraphs
        first_line, _paragraph = vignette[0] if vignette else (self.line, "")
        paragraphs = [paragraph for _line, paragraph in vignette]
        self.lines["stem"] = stem_line
        self.lines["vignette"] = first_line
        return {
            "vignette": "\n\n".join(paragraphs),
            "stem": stem,
            "rationale": self.rationale,
        }

    def _report_missing_stem(self) -> None:
        if self.needs_stem:
            text = "the question is missing; write it under the fields"
            self.report.add(self.file, self.line, text)

    def options(self, *, ticks: bool, keys: bool = False) -> list[dict[str, str]]:
        """Return the rows as {id, text, rationale}. Report rows written in another form."""
        options = []
        for row in self.rows:
            self._check_row(row, ticks, keys)
            option = {"id": row.id, "text": row.text, "rationale": row.rationale}
            options.append(option)
        return options

    def _check_row(self, row: TextRow, ticks: bool, keys: bool) -> None:
        has_box = bool(row.tick)
        has_key = bool(row.key)
        is_right = has_box == ticks and (keys or not has_key)
        if is_right and not row.misspelled:
            return
        text = f'a row of this kind of question is written "{_example_row(ticks, keys)}"'
        if ticks and row.misspelled:
            text = 'an option is written "- [ ] (a) Text", the right one "- [x] (b) Text"'
        self.report.add(self.file, row.line, text)

    def ticked_ids(self) -> list[str]:
        """Return the ids of the rows ticked [x]."""
        return [row.id for row in self.rows if row.tick == "x"]

    def report_parts(self) -> None:
        """Report parts, for a kind that has none."""
        if self.parts:
            first = self.parts[0]
            text = (
                "only a case or a text with gaps has parts "
                f'such as "## {first.id}"; take the line away'
            )
            self.report.add(self.file, first.line - 1, text)

    def report_rows(self, what: str) -> None:
        """Report rows, for a kind that has none.

        what: the kind in words.
        """
        if self.rows:
            text = f"{what} has no options; write type: single, or take them away"
            self.report.add(self.file, self.rows[0].line, text)


def _example_row(ticks: bool, keys: bool) -> str:
    if ticks:
        return "- [ ] (a) Text"
    return "- (p1 = a) Text" if keys else "- (a) Text"


def read_text(
    file: str, text: str, first_line: int, report: Report, *, needs_stem: bool = True
) -> QuestionText:
    """Read the text of a question. Mistakes are reported, and reading goes on.

    first_line: the line of ``file`` at which ``text`` begins.
    needs_stem: False for a part that needs no question of its own, such as a gap.
    """
    question_text = QuestionText(file, first_line, report, needs_stem)
    above_parts, question_text.parts = split_parts(text, first_line)

    after_blank_line = True
    for number, line in enumerate(above_parts.split("\n"), first_line):
        is_blank = not line.strip()
        is_start = _start_row_or_reason(question_text, line, number)
        if not is_start and not is_blank:
            _continue_text(question_text, line, number, after_blank_line)
        after_blank_line = is_blank
    return question_text


def split_parts(text: str, first_line: int) -> tuple[str, list[PartText]]:
    """Return the text above the first line ``## id``, and the parts below."""
    head, *sections = _sections(text.split("\n"))
    parts = []
    line = first_line + len(head)
    for heading, *lines in sections:
        part_id = heading.removeprefix("##").strip()
        line += 1
        part = PartText(part_id, "\n".join(lines), line)
        parts.append(part)
        line += len(lines)
    text_above = "\n".join(head)
    return text_above, parts


def _sections(lines: list[str]) -> list[list[str]]:
    """Return the lines above the first line ``## id``, then that line with those below, …"""
    sections: list[list[str]] = [[]]
    for line in lines:
        if PART_LINE.fullmatch(line):
            sections.append([])
        sections[-1].append(line)
    return sections


def _start_row_or_reason(question_text: QuestionText, line: str, number: int) -> bool:
    """Read a line that begins a row or a reason. Return False for other lines."""
    row_match = ROW_LINE.match(line)
    if row_match:
        _start_row(question_text, row_match, number)
        return True
    # Under a row, text has no points: each is a row, and would be lost in the text of the last.
    is_point_under_row = question_text.rows and BULLET.match(line)
    if ROW_BEGINNING.match(line) or is_point_under_row:
        _keep_misspelled_row(question_text, line, number)
        return True
    rationale = RATIONALE_LINE.match(line)
    if rationale:
        if rationale["word"] != "Rationale":
            text = 'a reason is written "Rationale: …", with a capital'
            question_text.report.add(question_text.file, number, text)
        _start_reason(question_text, rationale["text"].strip(), number)
        return True
    return False


def _start_row(question_text: QuestionText, match: re.Match[str], number: int) -> None:
    row = TextRow(
        id=match["id"],
        text=match["text"].strip(),
        tick=match["tick"] or "",
        key=match["key"] or "",
        line=number,
    )
    question_text.rows.append(row)
    name = f"option.{row.id}"
    if name in question_text.lines:
        name = second_row(row.id)
    question_text.lines.setdefault(name, number)


def _keep_misspelled_row(question_text: QuestionText, line: str, number: int) -> None:
    """Keep a row written in no form of ours; ``options`` reports it."""
    # A row all the same, so that the lines after it are not reported because of it.
    tick = "x" if "[x]" in line.lower() else " "
    row = TextRow(f"line {number}", line.strip(), tick, line=number, misspelled=True)
    question_text.rows.append(row)


def _start_reason(question_text: QuestionText, reason: str, number: int) -> None:
    """Give a reason to the last row, or to the whole question if no row stands above it."""
    last = question_text.rows[-1] if question_text.rows else question_text
    if last.rationale:
        text = "a reason stands there already; write one Rationale, in one piece"
        question_text.report.add(question_text.file, number, text)
    last.rationale = reason
    if last is question_text:
        question_text.lines["rationale"] = number


def _continue_row(row: TextRow, text: str) -> None:
    """Add a text to the reason of a row, or to the row while it has none."""
    if row.rationale:
        row.rationale += f" {text}"
    else:
        row.text += f" {text}"


def _continue_text(
    question_text: QuestionText, line: str, number: int, after_blank_line: bool
) -> None:
    """Add a line to the row, reason or paragraph above it, or begin a paragraph."""
    if question_text.rows:
        _continue_row(question_text.rows[-1], line.strip())
    elif question_text.rationale:
        question_text.rationale += " " + line.strip()
    elif after_blank_line:
        question_text.paragraphs.append((number, line.rstrip()))
    else:
        first, paragraph = question_text.paragraphs[-1]
        longer = f"{paragraph}\n{line.rstrip()}"
        question_text.paragraphs[-1] = (first, longer)
