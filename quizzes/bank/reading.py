"""Read a quiz from its folder: ``quiz.yaml`` and a file for each question.

docs/content-format.md describes them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from course.source import CourseSource, Fields, Report, SourceFolder, UnitSource
from course.source.fields import read_fields
from course.text.blocks import ParsedText
from quizzes.bank.formats import format_of
from quizzes.bank.question_source import QuestionSource
from quizzes.bank.written import WrittenQuestion

CERTIFYING, PRACTICE, PRETEST = PURPOSES = ("certifying", "practice", "pretest")
REVIEWS = ("after_pass", "after_submit", "score", "never")
KEEP_RULES = ("best", "last", "first")
MAX_COOLDOWN_MINUTES = 60 * 24 * 90
MAX_TIME_LIMIT_MINUTES = 60 * 24


@dataclass(frozen=True)
class RuleSource:
    """Hold one rule: where questions are drawn from, and how many.

    question, group, objective: exactly one of the three is set.
    line: where the rule stands in quiz.yaml.
    """

    question: str = ""
    group: str = ""
    objective: str = ""
    draw: int = 1
    line: int = field(default=1, compare=False)

    def canonical(self) -> dict[str, object]:
        """Return what of it counts as content."""
        return {
            "question": self.question,
            "group": self.group,
            "objective": self.objective,
            "draw": self.draw,
        }

    def takes(self, question: QuestionSource) -> bool:
        """Tell whether the rule may draw the question."""
        if self.question:
            return question.ref == self.question
        return question.group == self.group if self.group else self.objective in question.objectives


@dataclass(frozen=True)
class QuizSource:
    """Hold a quiz as it was read.

    file, source: its quiz.yaml, and what stands there; lines: the line of each field in it.
    """

    attempts: int | None
    cooldown_minutes: int
    review: str
    questions: tuple[QuestionSource, ...]
    rules: tuple[RuleSource, ...] = ()
    purpose: str = CERTIFYING
    time_limit_minutes: int | None = None
    keep: str = KEEP_RULES[0]
    shuffle: bool = False
    file: str = ""
    source: str = ""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def asked(self) -> int:
        """Return how many questions an attempt asks."""
        return sum(rule.draw for rule in self.rules)

    def texts(self) -> Iterator[ParsedText]:
        """Yield every text of its questions."""
        for question in self.questions:
            yield from question.texts.values()

    def canonical(self) -> dict[str, object]:
        """Return what of it counts as content: not where it lies, nor how its files are written."""
        return {
            "attempts": self.attempts,
            "cooldown_minutes": self.cooldown_minutes,
            "review": self.review,
            "purpose": self.purpose,
            "time_limit_minutes": self.time_limit_minutes,
            "keep": self.keep,
            "shuffle": self.shuffle,
            "questions": [question.canonical() for question in self.questions],
            "rules": [rule.canonical() for rule in self.rules],
        }


def all_questions(course: CourseSource) -> Iterator[QuestionSource]:
    """Yield the questions of every quiz of the course, in order."""
    for unit in course.units():
        if isinstance(unit.body, QuizSource):
            yield from unit.body.questions


def read_quiz(folder: SourceFolder, marker: str, kind: str, report: Report) -> UnitSource | None:
    """Return the quiz in ``folder``; report and return None if it is unreadable."""
    path = folder.folder(marker)
    fields = read_fields(path, folder.files[marker].text, report)
    if fields is None:
        return None
    questions = _read_questions(folder, path, report)
    quiz = _read_settings(fields, questions, path, folder.files[marker].raw)
    unit = _read_unit(fields, quiz, kind)
    fields.done()
    return unit


def _read_questions(folder: SourceFolder, path: str, report: Report) -> tuple[QuestionSource, ...]:
    questions: list[QuestionSource] = []
    has_files = False
    for name, file in folder.files.items():
        form = format_of(name)
        if form is not None:
            has_files = True
            questions += form.read(file, report)
    if not has_files:
        report.add(path, 1, "the quiz has no question; write a file such as 010-first-question.md")
    return tuple(questions)


def _read_settings(
    fields: Fields, questions: tuple[QuestionSource, ...], path: str, source: str
) -> QuizSource:
    purpose = fields.choice("purpose", PURPOSES, CERTIFYING)
    is_pretest = purpose == PRETEST
    return QuizSource(
        attempts=_read_attempts(fields, is_pretest=is_pretest),
        cooldown_minutes=fields.integer("cooldown_minutes", 0, 0, MAX_COOLDOWN_MINUTES),
        review=fields.choice("review", REVIEWS, "score" if is_pretest else REVIEWS[0]),
        questions=questions,
        rules=_read_rules(fields, questions),
        purpose=purpose,
        time_limit_minutes=fields.optional_integer(
            "time_limit_minutes", minimum=1, maximum=MAX_TIME_LIMIT_MINUTES
        ),
        keep=fields.choice("keep", KEEP_RULES, KEEP_RULES[0]),
        shuffle=fields.boolean("shuffle", False),
        file=path,
        source=source,
        lines=fields.lines(),
    )


def _read_attempts(fields: Fields, *, is_pretest: bool) -> int | None:
    """Return how many attempts a learner has; a pretest is taken once unless its file says more."""
    attempts = fields.optional_integer("attempts", minimum=1, maximum=1000)
    if is_pretest:
        return attempts or 1
    return attempts


def _read_unit(fields: Fields, quiz: QuizSource, kind: str) -> UnitSource:
    objectives = [key for question in quiz.questions for key in question.objectives]
    facts = [tag for question in quiz.questions for tag in question.facts]
    return UnitSource(
        kind=kind,
        key=fields.key("key"),
        title=fields.text("title", max_length=200),
        revision=fields.integer("revision", minimum=1, maximum=10_000),
        objectives=tuple(dict.fromkeys(objectives)),
        required=fields.boolean("required", quiz.purpose == CERTIFYING),
        is_final=fields.boolean("final", False),
        sample=False,
        file=quiz.file,
        line=fields.line("key"),
        body=quiz,
        items=0 if quiz.purpose == PRETEST else quiz.asked,  # a pretest takes no hours
        facts=tuple(dict.fromkeys(facts)),
        bank=Counter(_kind_as_counted(question) for question in quiz.questions),
        must_pass=sum(question.must_pass for question in quiz.questions),
        twins=sum(bool(question.twin_of) for question in quiz.questions),
    )


def _kind_as_counted(question: QuestionSource) -> str:
    """Return the kind; "truefalse" for options that are only true and false, or yes and no."""
    written = WrittenQuestion.of(question.kind, question.body)
    return "truefalse" if written.is_true_false else question.kind


def _read_rules(fields: Fields, questions: tuple[QuestionSource, ...]) -> tuple[RuleSource, ...]:
    """Return the rules as written; without rules, one for each question or group."""
    if not fields.has("draw"):
        return _default_rules(questions)
    rules = []
    for rule_fields in fields.mappings("draw"):
        rule = RuleSource(
            question=rule_fields.key("question", required=False),
            group=rule_fields.key("group", required=False),
            objective=rule_fields.key("objective", required=False),
            draw=rule_fields.integer("count", 1, 1, 1000),
            line=rule_fields.line(),
        )
        rule_fields.done()
        rules.append(rule)
    return tuple(rules)


def _default_rules(questions: tuple[QuestionSource, ...]) -> tuple[RuleSource, ...]:
    """Return a rule for each question or group, in the order of the questions."""
    rules: dict[str, RuleSource] = {}
    for question in questions:
        is_named = bool(question.ref or question.group)
        if is_named:  # else it is reported already
            rules.setdefault(question.family, _default_rule(question))
    return tuple(rules.values())


def _default_rule(question: QuestionSource) -> RuleSource:
    if question.group:
        return RuleSource(group=question.group)
    return RuleSource(question=question.ref)
