"""Read first attempts for statistics.

What counts is the first whole attempt of each enrolment at a certifying quiz, once it is handed
in, by its latest marking, in every edition whose quiz has the same revision. Later attempts do
not count: they measure what the learner remembers of the first.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, Exists, F, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.db.models.sql.compiler import SQLCompiler

from quizzes.grading import reaches
from quizzes.models import Attempt, BankItem, GradeRun, ItemGrade, Quiz
from quizzes.statistics.answers import Answer, AttemptScore, Column, FirstAttempts

CHUNK_ROWS = 500
SEPARATOR = "\t"
Sql = tuple[str, tuple[str | int, ...]]  # the statement and its parameters


class JoinLines(Aggregate):
    """Join the values of a text expression, one a line, in any order."""

    output_field = TextField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: str
    ) -> Sql:
        template = "GROUP_CONCAT(%(expressions)s, char(10))"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: str
    ) -> Sql:
        template = "STRING_AGG(%(expressions)s, chr(10))"
        return self.as_sql(compiler, connection, template=template, **context)


class QuizPlace(NamedTuple):
    """Hold what a quiz keeps from edition to edition."""

    course_id: int
    unit_key: str
    revision: int

    @classmethod
    def of(cls, quiz: Quiz) -> "QuizPlace":
        unit = quiz.unit
        return cls(unit.edition.course_id, unit.key, unit.revision)


class RunScore(NamedTuple):
    """Hold what is read of a marking: the fields of RUN_FIELDS, in their order."""

    pk: int
    quiz_id: int
    submitted_at: datetime | None
    earned: str
    possible: str
    passed: bool | None


RUN_FIELDS = (
    "pk",
    "attempt__quiz_id",
    "attempt__submitted_at",
    "earned",
    "possible",
    "passed",
)


@dataclass(frozen=True)
class QuizAnswers:
    """Hold the first attempts at one quiz while their answers are read.

    rows_by_line: for equal answers to one question, as a line, the rows of their attempts.
    """

    attempts: FirstAttempts
    rows_by_line: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add_score(self, score: AttemptScore, edition: int, submitted_at: datetime | None) -> int:
        """Add what an attempt earned; return its row number."""
        attempts = self.attempts
        attempts.scores.append(score)
        attempts.editions.add(edition)
        times = [attempts.last_at, submitted_at]
        attempts.last_at = max(filter(None, times))
        return len(attempts.scores) - 1

    def add_answers(self, row: int, lines: str) -> None:
        """Add the answers of an attempt, one a line."""
        rows_by_line = self.rows_by_line
        for line in lines.split("\n"):
            rows_by_line[line].append(row)

    def sort_into_columns(self) -> None:
        """Give the attempts the columns of all answers that were added."""
        for line, rows in self.rows_by_line.items():
            version, points, numerator, denominator, *words = line.split(SEPARATOR)
            key = int(version), int(points)
            column = self.attempts.columns.setdefault(key, Column())
            answer = Answer(int(numerator), int(denominator), *words)
            column.groups.append((answer, rows))


def first_attempts(
    quizzes: Sequence[Quiz], *, only: BankItem | None = None, with_responses: bool = False
) -> list[FirstAttempts]:
    """Return the first attempts at each of ``quizzes``, with their answers.

    only: read the answers to this question only. with_responses: read the responses too.
    Three queries, whatever the number of quizzes and learners, if ``unit__edition`` of the
    quizzes was read.
    """
    answers_by_place = {}
    for quiz in quizzes:
        answers_by_place[QuizPlace.of(quiz)] = QuizAnswers(FirstAttempts(quiz))
    quizzes_by_id = {}
    for quiz in _quizzes_of_all_editions(quizzes):
        if QuizPlace.of(quiz) in answers_by_place:
            quizzes_by_id[quiz.pk] = quiz

    runs = _first_runs(quizzes_by_id)
    rows_by_run = _read_scores(runs, quizzes_by_id, answers_by_place)
    for run_id, lines in _answer_lines(runs, only, with_responses):
        # A run saved since the runs were read has no row.
        if run_id in rows_by_run:
            answers, row = rows_by_run[run_id]
            answers.add_answers(row, lines)
    for answers in answers_by_place.values():
        answers.sort_into_columns()
    return [answers.attempts for answers in answers_by_place.values()]


def _read_scores(
    runs: QuerySet[GradeRun],
    quizzes_by_id: Mapping[int, Quiz],
    answers_by_place: Mapping[QuizPlace, QuizAnswers],
) -> dict[int, tuple[QuizAnswers, int]]:
    """Add the score of each run to the answers at its quiz.

    Return those answers and the attempt's row number, by the id of the run.
    """
    to_fraction = cache(Fraction)  # few different numbers, read very often
    rows_by_run = {}
    for values in runs.values_list(*RUN_FIELDS):
        run = RunScore(*values)
        quiz = quizzes_by_id[run.quiz_id]
        answers = answers_by_place[QuizPlace.of(quiz)]
        earned = to_fraction(run.earned)
        possible = to_fraction(run.possible)
        score = _score(quiz, earned, possible, run.passed)
        row = answers.add_score(score, quiz.unit.edition.number, run.submitted_at)
        rows_by_run[run.pk] = (answers, row)
    return rows_by_run


def _score(quiz: Quiz, earned: Fraction, possible: Fraction, passed: bool | None) -> AttemptScore:
    reached = reaches(earned, possible, quiz.pass_mark)
    return AttemptScore(
        earned=earned,
        possible=possible,
        passed=bool(passed),
        reached=bool(reached),
    )


def _quizzes_of_all_editions(quizzes: Sequence[Quiz]) -> QuerySet[Quiz]:
    """Return the certifying quizzes at the units of ``quizzes``, in all editions."""
    courses = {quiz.unit.edition.course_id for quiz in quizzes}
    unit_keys = {quiz.unit.key for quiz in quizzes}
    certifying = Quiz.objects.filter(purpose=Quiz.Purpose.CERTIFYING)
    at_units = certifying.filter(
        unit__edition__course__in=courses,
        unit__key__in=unit_keys,
    )
    return at_units.select_related("unit__edition").defer("source")


def _first_runs(quiz_ids: Iterable[int]) -> QuerySet[GradeRun]:
    """Return the latest marking of each enrolment's first whole attempt at these quizzes."""
    whole = Attempt.objects.whole().filter(quiz__in=quiz_ids)
    earlier = whole.filter(
        enrolment=OuterRef("attempt__enrolment"),
        unit_key=OuterRef("attempt__unit_key"),
        number__lt=OuterRef("attempt__number"),
    )
    latest = GradeRun.objects.latest_markings()
    return latest.filter(~Exists(earlier), attempt__in=whole).order_by()


def _answer_lines(
    runs: QuerySet[GradeRun], only: BankItem | None, with_responses: bool
) -> Iterable[tuple[int, str]]:
    """Return (run id, lines) of each run, one line for each answer."""
    in_score = ItemGrade.objects.in_score().filter(run__in=runs).order_by()
    grades = in_score.annotate(marked_by=Coalesce("version_id", "item__version_id"))
    if only is not None:
        grades = grades.filter(marked_by=only.version_id, item__points=only.points)

    # One row for each attempt, not for each answer, makes a million answers quick to read.
    line = _line(with_status=only is not None, with_response=with_responses)
    by_run = grades.values("run").annotate(lines=JoinLines(line))
    return by_run.values_list("run_id", "lines").iterator(chunk_size=CHUNK_ROWS)


def _line(with_status: bool, with_response: bool) -> Concat:
    """Return the SQL for one answer as a line.

    It holds the version, the points and the fields of ``Answer``, separated by tabs: serialised
    JSON escapes tab characters and line ends. The caller needs responses and statuses only for
    what it shows.
    """
    parts = [
        Cast("marked_by", TextField()),
        Cast("item__points", TextField()),
        Cast("numerator", TextField()),
        Cast("denominator", TextField()),
        F("state"),
        F("status") if with_status else Value(""),
        Cast("item__response", TextField()) if with_response else Value(""),
    ]
    separated = [parts[0]]
    for part in parts[1:]:
        separated += [Value(SEPARATOR), part]
    return Concat(*separated, output_field=TextField())
