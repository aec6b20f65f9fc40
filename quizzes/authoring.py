"""Quizzes as text files: a folder with ``quiz.yaml`` and one file a question (docs/content-format.md)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from course.source import (
    CourseSource,
    Fields,
    Report,
    SourceFile,
    SourceFolder,
    UnitSource,
    check_markdown,
    read_front_matter,
)
from course.yaml_files import read_fields
from quizzes.kinds import KINDS, question_from
from quizzes.kinds.multi import POLICIES
from quizzes.kinds.scoring import CORRECT

OPTION = re.compile(r"- \[(?P<mark>[ x])\] \((?P<id>[a-z0-9]{1,8})\) (?P<text>.+)$")
RATIONALE = re.compile(r"\s*Rationale:\s*(?P<text>.+)$")
CITED = re.compile(r"@([A-Z]{1,2}[0-9]{1,4})")
CATCH_ALL = re.compile(r"\b(all|none|both|neither) of the (above|others?)\b", re.IGNORECASE)
REVIEWS = ("after_pass", "after_submit")


@dataclass(frozen=True)
class QuestionSource:
    """A question as read: ``body`` is what is hashed and marked; ``lines`` says where its texts stand."""

    ref: str
    kind: str
    body: dict[str, Any]
    objectives: tuple[str, ...]
    remediation: str
    facts: tuple[str, ...]
    points: int
    file: str
    line: int

    def __repr__(self) -> str:
        # What a digest of the quiz covers: the same content is the same text wherever its file lies.
        return repr((self.ref, self.kind, self.body, self.objectives, self.remediation, self.facts, self.points))

    def texts(self) -> Iterator[tuple[str, bool]]:
        """Every Markdown text, and whether it is a rationale."""
        yield self.body["vignette"], False
        yield self.body["stem"], False
        yield self.body.get("rationale", ""), True
        for option in self.body.get("options", []):
            yield option["text"], False
            yield option["rationale"], True
        for slip in self.body.get("slips", []):
            yield slip["rationale"], False


@dataclass(frozen=True)
class QuizSource:
    attempts: int | None
    cooldown_minutes: int
    review: str
    pass_mark: int | None
    questions: tuple[QuestionSource, ...]


class QuizReader:
    """Reads and checks the quiz folders of a course; registered with ``course.source``."""

    kind = "quiz"
    marker = "quiz.yaml"

    def read(self, folder: SourceFolder, report: Report) -> UnitSource | None:
        path = folder.folder(self.marker)
        fields = read_fields(path, folder.files[self.marker].text, report)
        if fields is None:
            return None
        files = [file for name, file in folder.files.items() if name.endswith(".md")]
        questions = tuple(found for file in files if (found := read_question(file, report)) is not None)
        if not files:
            report.add(path, 1, "the quiz has no question; write a file such as 010-first-question.md")
        quiz = QuizSource(
            attempts=fields.optional_integer("attempts", minimum=1, maximum=1000),
            cooldown_minutes=fields.integer("cooldown_minutes", 0, 0, 60 * 24 * 90),
            review=fields.choice("review", REVIEWS, "after_pass"),
            pass_mark=fields.optional_integer("pass_mark", minimum=1, maximum=100),
            questions=questions,
        )
        unit = UnitSource(
            kind=self.kind,
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

    def check(self, unit: UnitSource, course: CourseSource, report: Report) -> None:
        quiz = unit.body
        assert isinstance(quiz, QuizSource)
        for question in quiz.questions:
            _check_question(question, course, report)
        seen: dict[str, str] = {}
        for question in _all_questions(course):
            here = seen.setdefault(question.ref, question.file)
            if here != question.file and question in quiz.questions:
                report.add(question.file, 2, f'the id "{question.ref}" stands in {here} already; choose another')


def _all_questions(course: CourseSource) -> Iterator[QuestionSource]:
    for unit in course.units():
        if isinstance(unit.body, QuizSource):
            yield from unit.body.questions


def read_question(file: SourceFile, report: Report) -> QuestionSource | None:
    """One question file; None (reported) if it is too broken to go on with."""
    found = read_front_matter(file, report)
    if found is None:
        return None
    fields, text, line = found
    kind = fields.choice("type", KINDS)
    body: dict[str, Any] = _read_body(text, file.path, line, report)
    if kind == "numeric":
        body |= _numeric_fields(fields)
    else:
        body["shuffle"] = fields.boolean("shuffle", True)
        if kind == "multi":
            body["policy"] = fields.choice("policy", POLICIES[:3], POLICIES[0])
        right = [option["id"] for option in body["options"] if option.pop("right")]
        body["key"] = (right[0] if len(right) == 1 else right) if kind == "single" else right
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
    )
    fields.done()
    return question if kind else None


def _read_body(text: str, file: str, line: int, report: Report) -> dict[str, Any]:
    """Vignette, stem, options with their rationales, or the rationale of a question without options."""
    paragraphs: list[str] = []
    options: list[dict[str, Any]] = []
    body: dict[str, Any] = {"rationale": ""}
    for number, row in enumerate(text.split("\n")):
        option, rationale = OPTION.match(row), RATIONALE.match(row)
        if option:
            options.append(
                {"id": option["id"], "text": option["text"], "rationale": "", "right": option["mark"] == "x"}
            )
        elif rationale and options:
            options[-1]["rationale"] = rationale["text"].strip()
        elif rationale:
            body["rationale"] = rationale["text"].strip()
        elif row.lstrip().startswith("- ["):
            report.add(file, line + number, 'an option is written "- [ ] (a) Text", the right one "- [x] (b) Text"')
        elif options and row.strip():
            last = options[-1]
            last["rationale" if last["rationale"] else "text"] += " " + row.strip()
        elif body["rationale"] and row.strip():
            body["rationale"] += " " + row.strip()
        else:
            paragraphs.append(row)
    parts = [part.strip() for part in re.split(r"\n\s*\n", "\n".join(paragraphs)) if part.strip()]
    if not parts:
        report.add(file, line, "the question is missing; write it under the fields")
    body["stem"] = parts[-1] if parts else ""
    body["vignette"] = "\n\n".join(parts[:-1])
    return body | ({"options": options} if options else {"options": []})


def _numeric_fields(fields: Fields) -> dict[str, Any]:
    answers = []
    for each in fields.mappings("answers"):
        if each.has("range"):
            answers.append({"range": each.texts("range")})
        else:
            tolerance = "rel" if each.has("rel") else "tol"
            answers.append({"value": each.text("value"), tolerance: each.text(tolerance, required=False) or "0"})
        if each.has("credit"):
            answers[-1]["credit"] = each.text("credit")
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


def _check_question(question: QuestionSource, course: CourseSource, report: Report) -> None:
    def mistake(text: str) -> None:
        report.add(question.file, question.line, text)

    for problem in _key_problems(question):
        mistake(problem)
    for text, is_rationale in question.texts():
        if text:
            check_markdown(text, question.file, question.line, course, report, needs_citations=is_rationale)
        elif is_rationale and (text is not question.body.get("rationale") or question.kind == "numeric"):
            mistake('every option has a reason, and so has a number; write "Rationale: …" under it')
    for option in question.body.get("options", []):
        if CATCH_ALL.search(option["text"]):
            mistake("an option that points at the others tests reading, not knowing; write what it would mean")
    for key in set(question.objectives) - course.objective_keys():
        mistake(f'there is no objective "{key}"; write one of the course or of a module')
    # A text of nothing but the link: the check of links then covers the remediation too.
    if question.remediation:
        link = f"[re-read](unit:{question.remediation})"
        check_markdown(link, question.file, question.line, course, report, needs_citations=False)
    _check_facts(question, course, mistake)


def _check_facts(question: QuestionSource, course: CourseSource, mistake: Any) -> None:
    for tag in question.facts:
        fact = course.facts.get(tag)
        if fact is None:
            mistake(f"there is no fact {tag}; add it to facts.yaml, or take it off the list")
        elif fact.confidence == "low":
            mistake(f"{tag} is of low confidence and may not be tested; ask about something else")
    cited = {tag for text, _rationale in question.texts() for tag in CITED.findall(text)} & set(course.facts)
    if missing := sorted(cited - set(question.facts)):
        mistake(f"the rationales cite {', '.join(missing)}; add them to facts")


def _key_problems(question: QuestionSource) -> Iterator[str]:
    """What is wrong with the key, asked of the marking itself."""
    ids = [option["id"] for option in question.body.get("options", [])]
    if len(ids) != len(set(ids)):
        yield "two options have the same id; the letters in brackets are unique in a question"
    try:
        data = question_from(question.kind, question.body)
    except (ValueError, KeyError, TypeError) as error:
        yield f"the answer cannot be read: {error}"
        return
    yield from data.check()
    if question.kind == "numeric":
        yield from _numeric_problems(question)


def _numeric_problems(question: QuestionSource) -> Iterator[str]:
    data = question_from("numeric", question.body)
    unit = next(iter(question.body["units"]), "")
    for answer in question.body["answers"]:
        value = answer.get("value") or answer["range"][0]
        if data.score(f"{value} {unit}".strip()).status != CORRECT and Fraction(str(answer.get("credit", 1))) == 1:
            yield f'the answer "{value}" does not score as right; write a plain number in the first unit'
    for slip in question.body["slips"]:
        if data.score(f"{slip['value']} {unit}".strip()).fraction == 1:
            yield f'the slip "{slip["value"]}" is a right answer; take it off the list'
