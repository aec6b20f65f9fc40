"""Quizzes as text files: a folder with ``quiz.yaml`` and one file a question (docs/content-format.md)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from course.source import CourseSource, Fields, Report, SourceFile, SourceFolder, UnitSource, read_front_matter
from course.yaml_files import read_fields
from quizzes.kinds import KINDS
from quizzes.kinds.multi import ALL_OR_NOTHING, EVERY_DECISION, PLUS_MINUS

OPTION = re.compile(r"- \[(?P<mark>[ x])\] \((?P<id>[a-z0-9]{1,8})\) (?P<text>.+)$")
RATIONALE = re.compile(r"\s*Rationale:\s*(?P<text>.+)$")
REVIEWS = ("after_pass", "after_submit")
NINETY_DAYS = 60 * 24 * 90


@dataclass(frozen=True)
class QuestionSource:
    """A question as read: ``body`` is what is hashed and marked; ``lines`` says where its texts stand in ``file``:
    "vignette", "stem", "rationale", an option's id."""

    ref: str
    kind: str
    body: dict[str, Any]
    objectives: tuple[str, ...]
    remediation: str
    facts: tuple[str, ...]
    points: int
    file: str
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        # What a digest of the quiz covers: the same content is the same text wherever its file lies.
        return repr((self.ref, self.kind, self.body, self.objectives, self.remediation, self.facts, self.points))

    def line_of(self, name: str) -> int:
        return self.lines.get(name, self.line)


@dataclass(frozen=True)
class QuizSource:
    attempts: int | None
    cooldown_minutes: int
    review: str
    questions: tuple[QuestionSource, ...]


def all_questions(course: CourseSource) -> Iterator[QuestionSource]:
    """The questions of every quiz of the course, in order."""
    for unit in course.units():
        if isinstance(unit.body, QuizSource):
            yield from unit.body.questions


def read_quiz(folder: SourceFolder, marker: str, kind: str, report: Report) -> UnitSource | None:
    """The quiz in ``folder``; None (reported) if it is too broken to go on with."""
    path = folder.folder(marker)
    fields = read_fields(path, folder.files[marker].text, report)
    if fields is None:
        return None
    files = [file for name, file in folder.files.items() if name.endswith(".md")]
    questions = tuple(found for file in files if (found := read_question(file, report)) is not None)
    if not files:
        report.add(path, 1, "the quiz has no question; write a file such as 010-first-question.md")
    quiz = QuizSource(
        attempts=fields.optional_integer("attempts", minimum=1, maximum=1000),
        cooldown_minutes=fields.integer("cooldown_minutes", 0, 0, NINETY_DAYS),
        review=fields.choice("review", REVIEWS, REVIEWS[0]),
        questions=questions,
    )
    unit = UnitSource(
        kind=kind,
        key=fields.key("key"),
        title=fields.text("title", max_length=200),
        revision=fields.integer("revision", minimum=1, maximum=10_000),
        objectives=tuple(dict.fromkeys(key for question in questions for key in question.objectives)),
        required=fields.boolean("required", True),
        sample=False,
        file=path,
        line=fields.line("key"),
        body=quiz,
        items=len(questions),
        facts=tuple(dict.fromkeys(tag for question in questions for tag in question.facts)),
    )
    fields.done()
    return unit


def read_question(file: SourceFile, report: Report) -> QuestionSource | None:
    """One question file; None (reported) if it is too broken to go on with."""
    found = read_front_matter(file, report)
    if found is None:
        return None
    fields, text, line = found
    kind = fields.choice("type", KINDS)
    reading = _Reading(file.path, line, report)
    body = reading.body(text)
    if kind == "numeric":
        body |= _numeric_fields(fields)
    else:
        body["shuffle"] = fields.boolean("shuffle", True)
        if kind == "multi":
            body["policy"] = fields.choice("policy", (ALL_OR_NOTHING, PLUS_MINUS, EVERY_DECISION), ALL_OR_NOTHING)
        body["key"] = reading.right[0] if kind == "single" and len(reading.right) == 1 else reading.right
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
        lines=reading.lines,
    )
    fields.done()
    return question if kind else None


class _Reading:
    """One pass over the text under a question's fields. ``right`` collects the ids of the options marked [x]."""

    def __init__(self, file: str, first_line: int, report: Report) -> None:
        self.file, self.first_line, self.report = file, first_line, report
        self.options: list[dict[str, str]] = []
        self.right: list[str] = []
        self.rationale = ""
        self.paragraphs: list[tuple[int, str]] = []
        self.lines: dict[str, int] = {}

    def body(self, text: str) -> dict[str, Any]:
        """Vignette, stem, options with their rationales, and the rationale of a question without options."""
        gap = True
        for number, row in enumerate(text.split("\n"), self.first_line):
            if not self.option(row, number) and row.strip():
                self.words(row, number, gap)
            gap = not row.strip()
        if not self.paragraphs:
            self.report.add(self.file, self.first_line, "the question is missing; write it under the fields")
            self.paragraphs.append((self.first_line, ""))
        *vignette, (self.lines["stem"], stem) = self.paragraphs
        self.lines["vignette"] = vignette[0][0] if vignette else self.first_line
        return {
            "vignette": "\n\n".join(paragraph for _line, paragraph in vignette),
            "stem": stem,
            "rationale": self.rationale,
            "options": self.options,
        }

    def option(self, row: str, number: int) -> bool:
        """Whether the row begins an option or a rationale."""
        option, rationale = OPTION.match(row), RATIONALE.match(row)
        if option:
            self.options.append({"id": option["id"], "text": option["text"].strip(), "rationale": ""})
            self.lines.setdefault(option["id"], number)
            if option["mark"] == "x":
                self.right.append(option["id"])
        elif row.lstrip().startswith("- ["):
            text = 'an option is written "- [ ] (a) Text", the right one "- [x] (b) Text"'
            self.report.add(self.file, number, text)
            # It takes its place all the same, so that what follows is not called wrong for its sake.
            self.options.append({"id": f"line {number}", "text": row.strip(), "rationale": ""})
            if "[x]" in row.lower():
                self.right.append(f"line {number}")
        elif rationale:
            if self.options[-1]["rationale"] if self.options else self.rationale:
                self.report.add(self.file, number, "a reason stands there already; write one Rationale, in one piece")
            if self.options:
                self.options[-1]["rationale"] = rationale["text"].strip()
            else:
                self.rationale = rationale["text"].strip()
                self.lines["rationale"] = number
        return bool(option or rationale or row.lstrip().startswith("- ["))

    def words(self, row: str, number: int, gap: bool) -> None:
        """A row that goes on with what stands above it."""
        if self.options:
            last = self.options[-1]
            last["rationale" if last["rationale"] else "text"] += " " + row.strip()
        elif self.rationale:
            self.rationale += " " + row.strip()
        elif gap:
            self.paragraphs.append((number, row.rstrip()))
        else:
            line, paragraph = self.paragraphs[-1]
            self.paragraphs[-1] = (line, f"{paragraph}\n{row.rstrip()}")


def _numeric_fields(fields: Fields) -> dict[str, Any]:
    answers: list[dict[str, Any]] = []
    for each in fields.mappings("answers"):
        if each.has("range"):
            answer: dict[str, Any] = {"range": each.texts("range")}
        else:
            tolerance = "rel" if each.has("rel") else "tol"
            answer = {"value": each.text("value"), tolerance: each.text(tolerance, required=False) or "0"}
        if each.has("credit"):
            answer["credit"] = each.text("credit")
        answers.append(answer)
        each.done()
    units = fields.mapping("units", required=False)
    slips = []
    for slip in fields.mappings("slips", required=False):
        slips.append({"value": slip.text("value"), "rationale": slip.text("rationale")})
        slip.done()
    return {
        "answers": answers,
        "units": {name: units.text(name) for name in units.names()} if units else {},
        "unit_required": fields.boolean("unit_required", True),
        "slips": slips,
    }
