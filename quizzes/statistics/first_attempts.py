"""First attempts, read for statistics: what many learners answered and earned, never who.

What counts is the first whole attempt of each enrolment at a certifying quiz, once it is handed
in, by its latest marking, in every edition whose quiz has the same revision. Later attempts do
not count: they measure what the learner remembers of the first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cache, cached_property, partial
from itertools import repeat
from math import lcm
from typing import Any, NamedTuple, TypeVar

from django.db.models import Aggregate, Exists, F, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from quizzes.grading import DROPPED_FULL, reaches
from quizzes.models import Attempt, BankItem, GradeRun, ItemGrade, Quiz
from quizzes.statistics.psychometrics import Item, Matrix

CHUNK_ROWS = 500
T = TypeVar("T")
RowsByLine = dict[str, list[int]]  # equal answers to one question, as a line: rows of attempts
ColumnKey = tuple[int, int]  # the version that an answer was marked by, and the item's points


class Answer(NamedTuple):
    """Hold what one learner answered and what it earned.

    response: JSON as stored; "" if responses were not read.
    """

    numerator: int
    denominator: int
    state: str
    status: str
    response: str

    def worth(self, maximum: int) -> int:
        """Return what it earns of ``maximum``, which must be a multiple of its denominator."""
        return (
            maximum if self.state == DROPPED_FULL else maximum * self.numerator // self.denominator
        )


class AttemptScore(NamedTuple):
    """Hold the points of one attempt.

    reached: the points alone reach the pass mark, whatever must-pass question was missed.
    """

    earned: Fraction
    possible: Fraction
    passed: bool
    reached: bool


class JoinLines(Aggregate):
    """Join the values of a text expression, one a line, in any order."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="GROUP_CONCAT(%(expressions)s, char(10))", **more
        )

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="STRING_AGG(%(expressions)s, chr(10))", **more
        )


@dataclass(frozen=True)
class Column:
    """Hold the answers to one question.

    groups: (answer, rows) where rows are the numbers of the attempts that gave this answer.
    """

    groups: list[tuple[Answer, list[int]]] = field(default_factory=list)

    @property
    def rows(self) -> list[int]:
        return [row for _answer, rows in self.groups for row in rows]

    @property
    def n(self) -> int:
        return sum(len(rows) for _answer, rows in self.groups)

    @property
    def had_full_marks(self) -> bool:
        """Tell whether a later marking gave everybody full marks."""
        # Then what was earned says nothing about the question.
        return any(answer.state == DROPPED_FULL for answer, _rows in self.groups)

    def map_answers(self, value_of: Callable[[Answer], T]) -> list[T]:
        """Return ``value_of`` every answer, in the order of ``rows``."""
        return [
            value for answer, rows in self.groups for value in repeat(value_of(answer), len(rows))
        ]


@dataclass
class FirstAttempts:
    """Hold the first attempts at one quiz.

    scores: one for each attempt; its place in the list is the attempt's row number.
    columns: the answers to each question that was read.
    editions: the numbers of the editions they were made in. last_at: when the last was handed in.
    """

    quiz: Quiz
    scores: list[AttemptScore] = field(default_factory=list)
    columns: dict[ColumnKey, Column] = field(default_factory=dict)
    editions: set[int] = field(default_factory=set)
    last_at: datetime | None = None

    @cached_property
    def matrix(self) -> Matrix:
        """Return what each attempt earned in the questions that were read, and in all.

        A question that was taken out of the score is in neither.
        """
        denominators = {number.denominator for score in self.scores for number in score[:2]}
        denominators |= {
            answer.denominator
            for column in self.columns.values()
            for answer, _rows in column.groups
        }
        unit = lcm(*denominators)
        items = [
            Item(
                points * unit,
                column.rows,
                column.map_answers(partial(Answer.worth, maximum=points * unit)),
            )
            for (_version, points), column in self.columns.items()
        ]
        earned = [int(score.earned * unit) for score in self.scores]
        return Matrix(items, earned, [int(score.possible * unit) for score in self.scores], unit)


def first_attempts(
    quizzes: Sequence[Quiz], *, only: BankItem | None = None, with_responses: bool = False
) -> list[FirstAttempts]:
    """Return the first attempts at each of ``quizzes``, with their answers.

    only: read the answers to this question only. with_responses: read the responses too.
    Three queries, whatever the number of quizzes and learners, if ``unit__edition`` of the
    quizzes was read.
    """
    by_place = {_place(quiz): FirstAttempts(quiz) for quiz in quizzes}
    quizzes_by_id = {
        quiz.pk: quiz for quiz in _quizzes_of_all_editions(quizzes) if _place(quiz) in by_place
    }
    runs = _first_runs(quizzes_by_id)
    to_fraction = cache(Fraction)  # few different numbers, read very often
    answers: dict[tuple[int, str, int], RowsByLine] = {
        place: defaultdict(list) for place in by_place
    }
    # By the run's id: the answers of its quiz, and the row number of its attempt.
    targets: dict[int, tuple[RowsByLine, int]] = {}
    for pk, quiz_id, last_at, earned, possible, passed in runs.values_list(
        "pk", "attempt__quiz_id", "attempt__submitted_at", "earned", "possible", "passed"
    ):
        quiz = quizzes_by_id[quiz_id]
        first = by_place[_place(quiz)]
        targets[pk] = answers[_place(quiz)], len(first.scores)
        total = to_fraction(earned), to_fraction(possible)
        first.scores.append(
            AttemptScore(*total, bool(passed), bool(reaches(*total, quiz.pass_mark)))
        )
        first.editions.add(quiz.unit.edition.number)
        first.last_at = max(filter(None, (first.last_at, last_at)))
    for run, lines in _answer_lines(runs, only, with_responses):
        # A run saved since the runs were read has no target.
        if target := targets.get(run):
            rows_by_line, row = target
            for line in lines.split("\n"):
                rows_by_line[line].append(row)
    for place, rows_by_line in answers.items():
        for line, rows in rows_by_line.items():
            version, points, numerator, denominator, state, status, response = line.split("\t")
            column = by_place[place].columns.setdefault((int(version), int(points)), Column())
            answer = Answer(int(numerator), int(denominator), state, status, response)
            column.groups.append((answer, rows))
    return list(by_place.values())


def _place(quiz: Quiz) -> tuple[int, str, int]:
    """Return what a quiz keeps from edition to edition: course, unit key and revision."""
    return quiz.unit.edition.course_id, quiz.unit.key, quiz.unit.revision


def _quizzes_of_all_editions(quizzes: Sequence[Quiz]) -> Iterable[Quiz]:
    """Return the certifying quizzes at the units of ``quizzes``, in all editions."""
    return (
        Quiz.objects.filter(
            purpose=Quiz.Purpose.CERTIFYING,
            unit__edition__course__in={quiz.unit.edition.course_id for quiz in quizzes},
            unit__key__in={quiz.unit.key for quiz in quizzes},
        )
        .select_related("unit__edition")
        .defer("source")
    )


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
    """Return (run id, lines) of each run, one line for each answer.

    A line holds the version, the points and the fields of ``Answer``, separated by tabs:
    serialised JSON escapes tab characters and line ends.
    """
    # One row for each attempt, not for each answer, makes a million answers quick to read.
    in_score = ItemGrade.objects.in_score().filter(run__in=runs).order_by()
    grades = in_score.annotate(marked_by=Coalesce("version_id", "item__version_id"))
    if only is not None:
        grades = grades.filter(marked_by=only.version_id, item__points=only.points)
    # The caller needs responses and statuses only for what it shows.
    response = Cast("item__response", TextField()) if with_responses else Value("")
    status = F("status") if only is not None else Value("")
    numbers = [
        Cast(name, TextField())
        for name in ("marked_by", "item__points", "numerator", "denominator")
    ]
    tab, fields = Value("\t"), [*numbers, F("state"), status, response]
    line = Concat(
        *[part for value in fields for part in (tab, value)][1:], output_field=TextField()
    )
    by_run = grades.values("run").annotate(lines=JoinLines(line))
    return by_run.values_list("run_id", "lines").iterator(chunk_size=CHUNK_ROWS)
