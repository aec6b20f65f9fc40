"""Quizzes as text files: a folder with ``quiz.yaml`` and one file a question (docs/content-format.md)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from course.source import CourseSource, Fields, Report, SourceFolder, UnitSource
from course.yaml_files import read_fields
from quizzes.formats import format_of
from quizzes.item_rules import is_true_false
from quizzes.question_source import QuestionSource

PURPOSES = ("certifying", "practice")
REVIEWS = ("after_pass", "after_submit", "score", "never")
KEEPS = ("best", "last", "first")
NINETY_DAYS = 60 * 24 * 90
ONE_DAY = 60 * 24


@dataclass(frozen=True)
class RuleSource:
    """Where questions are drawn from: exactly one of ``question``, ``group``, ``objective``; ``line`` is where it
    stands in quiz.yaml."""

    question: str = ""
    group: str = ""
    objective: str = ""
    draw: int = 1
    line: int = field(default=1, compare=False, repr=False)

    def takes(self, question: QuestionSource) -> bool:
        """Whether the rule may draw the question."""
        if self.question:
            return question.ref == self.question
        return question.group == self.group if self.group else self.objective in question.objectives


@dataclass(frozen=True)
class QuizSource:
    attempts: int | None
    cooldown_minutes: int
    review: str
    questions: tuple[QuestionSource, ...]
    rules: tuple[RuleSource, ...] = ()
    purpose: str = PURPOSES[0]
    time_limit_minutes: int | None = None
    keep: str = KEEPS[0]
    shuffle: bool = False
    file: str = field(default="", repr=False)
    source: str = field(default="", repr=False)

    @property
    def asked(self) -> int:
        """How many questions an attempt asks."""
        return sum(rule.draw for rule in self.rules)


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
    files = [(found, file) for name, file in folder.files.items() if (found := format_of(name))]
    questions = tuple(question for found, file in files for question in found.read(file, report))
    if not files:
        report.add(path, 1, "the quiz has no question; write a file such as 010-first-question.md")
    quiz = QuizSource(
        attempts=fields.optional_integer("attempts", minimum=1, maximum=1000),
        cooldown_minutes=fields.integer("cooldown_minutes", 0, 0, NINETY_DAYS),
        review=fields.choice("review", REVIEWS, REVIEWS[0]),
        questions=questions,
        rules=_rules(fields, questions),
        purpose=fields.choice("purpose", PURPOSES, PURPOSES[0]),
        time_limit_minutes=fields.optional_integer("time_limit_minutes", minimum=1, maximum=ONE_DAY),
        keep=fields.choice("keep", KEEPS, KEEPS[0]),
        shuffle=fields.boolean("shuffle", False),
        file=path,
        source=folder.files[marker].raw,
    )
    unit = UnitSource(
        kind=kind,
        key=fields.key("key"),
        title=fields.text("title", max_length=200),
        revision=fields.integer("revision", minimum=1, maximum=10_000),
        objectives=tuple(dict.fromkeys(key for question in questions for key in question.objectives)),
        required=fields.boolean("required", quiz.purpose == PURPOSES[0]),
        is_final=fields.boolean("final", False),
        sample=False,
        file=path,
        line=fields.line("key"),
        body=quiz,
        items=quiz.asked,
        facts=tuple(dict.fromkeys(tag for question in questions for tag in question.facts)),
        bank=Counter("truefalse" if is_true_false(question.body) else question.kind for question in questions),
    )
    fields.done()
    return unit


def _rules(fields: Fields, questions: tuple[QuestionSource, ...]) -> tuple[RuleSource, ...]:
    """The rules as written; where none are, every question is asked, of siblings one."""
    if not fields.has("draw"):
        families = {question.family: question for question in reversed(questions)}
        ordered = sorted(families.values(), key=lambda question: questions.index(question))
        return tuple(RuleSource(group=each.group) if each.group else RuleSource(question=each.ref) for each in ordered)
    rules = []
    for each in fields.mappings("draw"):
        rules.append(
            RuleSource(
                question=each.key("question", required=False),
                group=each.key("group", required=False),
                objective=each.key("objective", required=False),
                draw=each.integer("count", 1, 1, 1000),
                line=each.line(),
            )
        )
        each.done()
    return tuple(rules)
