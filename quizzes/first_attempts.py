"""First attempts, read for statistics: what many learners answered and earned, never who.

What counts is the first whole attempt of each enrolment at a certifying quiz, handed in, as its latest marking has it,
in every edition whose quiz has the same revision: later attempts measure the memory of the first.
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

from quizzes.grading import DROPPED_EXCLUDE, DROPPED_FULL, reaches
from quizzes.models import Attempt, BankItem, GradeRun, ItemGrade, Quiz
from quizzes.psychometrics import Item, Matrix

CHUNK = 500
T = TypeVar("T")
Groups = dict[str, list[int]]  # the attempts that gave the same answer to the same question
Key = tuple[int, int]  # the version that an answer was marked by, and the points of the item


class Answer(NamedTuple):
    """What one learner answered and what it was worth; ``response`` is JSON as stored, "" where it was not read."""

    numerator: int
    denominator: int
    state: str
    status: str
    response: str

    def worth(self, most: int) -> int:
        """Its part of ``most``, which its denominator divides."""
        return most if self.state == DROPPED_FULL else most * self.numerator // self.denominator


class Score(NamedTuple):
    """What one attempt came to; ``reached``: the points alone reached the pass mark."""

    earned: Fraction
    possible: Fraction
    passed: bool
    reached: bool


class Lines(Aggregate):
    """All values of a text, a line each, in any order."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(%(expressions)s, char(10))", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="STRING_AGG(%(expressions)s, chr(10))", **more)


@dataclass(frozen=True)
class Column:
    """The answers to one question, equal ones together: ``rows`` are the numbers of the attempts that gave them."""

    groups: list[tuple[Answer, list[int]]] = field(default_factory=list)

    @property
    def rows(self) -> list[int]:
        return [row for _answer, rows in self.groups for row in rows]

    @property
    def n(self) -> int:
        return sum(len(rows) for _answer, rows in self.groups)

    @property
    def had_full_marks(self) -> bool:
        """A later marking gave full marks to everybody: what was earned says nothing about the question."""
        return any(answer.state == DROPPED_FULL for answer, _rows in self.groups)

    def each(self, of: Callable[[Answer], T]) -> list[T]:
        """Something of every answer, in the order of ``rows``."""
        return [value for answer, rows in self.groups for value in repeat(of(answer), len(rows))]


@dataclass
class FirstAttempts:
    """The first attempts at ``quiz``; ``columns`` holds the questions that were read."""

    quiz: Quiz
    scores: list[Score] = field(default_factory=list)
    columns: dict[Key, Column] = field(default_factory=dict)
    editions: set[int] = field(default_factory=set)
    last_at: datetime | None = None

    @cached_property
    def matrix(self) -> Matrix:
        """What was earned in the questions that were read, and in all together. A question that was taken out of the
        score is in neither."""
        denominators = {number.denominator for score in self.scores for number in score[:2]}
        denominators |= {answer.denominator for column in self.columns.values() for answer, _rows in column.groups}
        unit = lcm(*denominators)
        items = [
            Item(points * unit, column.rows, column.each(partial(Answer.worth, most=points * unit)))
            for (_version, points), column in self.columns.items()
        ]
        earned = [int(score.earned * unit) for score in self.scores]
        return Matrix(items, earned, [int(score.possible * unit) for score in self.scores], unit)


def first_attempts(
    quizzes: Sequence[Quiz], *, only: BankItem | None = None, with_responses: bool = False
) -> list[FirstAttempts]:
    """The first attempts at each of ``quizzes``, with the answers in them, or the answers to one question only. Three
    queries, whatever the number of quizzes and learners, where ``unit__edition`` is at hand."""
    found = {_place(quiz): FirstAttempts(quiz) for quiz in quizzes}
    sat = {quiz.pk: quiz for quiz in _same_units(quizzes) if _place(quiz) in found}
    runs, number = _first_runs(sat), cache(Fraction)
    # By run: where the answers of its quiz go, and the number of the attempt.
    groups: dict[tuple[int, str, int], Groups] = {place: defaultdict(list) for place in found}
    at: dict[int, tuple[Groups, int]] = {}
    for pk, quiz_id, last_at, earned, possible, passed in runs.values_list(
        "pk", "attempt__quiz_id", "attempt__submitted_at", "earned", "possible", "passed"
    ):
        quiz = sat[quiz_id]
        mine = found[_place(quiz)]
        at[pk] = groups[_place(quiz)], len(mine.scores)
        total = number(earned), number(possible)
        mine.scores.append(Score(*total, bool(passed), bool(reaches(*total, quiz.pass_mark))))
        mine.editions.add(quiz.unit.edition.number)
        mine.last_at = max(filter(None, (mine.last_at, last_at)))
    for run, lines in _answers(runs, only, with_responses):
        if goes := at.get(run):
            for line in lines.split("\n"):
                goes[0][line].append(goes[1])
    for place, answers in groups.items():
        for line, rows in answers.items():
            version, points, numerator, denominator, state, status, response = line.split("\t")
            column = found[place].columns.setdefault((int(version), int(points)), Column())
            column.groups.append((Answer(int(numerator), int(denominator), state, status, response), rows))
    return list(found.values())


def _place(quiz: Quiz) -> tuple[int, str, int]:
    """What stays the same from edition to edition."""
    return quiz.unit.edition.course_id, quiz.unit.key, quiz.unit.revision


def _same_units(quizzes: Sequence[Quiz]) -> Iterable[Quiz]:
    """The certifying quizzes of all editions at these units."""
    return (
        Quiz.objects.filter(
            purpose=Quiz.Purpose.CERTIFYING,
            unit__edition__course__in={quiz.unit.edition.course_id for quiz in quizzes},
            unit__key__in={quiz.unit.key for quiz in quizzes},
        )
        .select_related("unit__edition")
        .defer("source")
    )


def _first_runs(sat: Iterable[int]) -> QuerySet[GradeRun]:
    """The latest marking of the first whole attempt of each enrolment at these quizzes."""
    whole = Attempt.objects.filter(quiz__in=sat, puts_right=None)
    earlier = whole.filter(
        enrolment=OuterRef("attempt__enrolment"),
        unit_key=OuterRef("attempt__unit_key"),
        number__lt=OuterRef("attempt__number"),
    )
    later = GradeRun.objects.filter(attempt=OuterRef("attempt"), run__gt=OuterRef("run"))
    return GradeRun.objects.filter(~Exists(earlier), ~Exists(later), attempt__in=whole).order_by()


def _answers(runs: QuerySet[GradeRun], only: BankItem | None, with_responses: bool) -> Iterable[tuple[int, str]]:
    """Each run with its answers, a line each: version, points and the fields of ``Answer`` between tabs, which JSON
    never holds. A million answers come in as many rows as there are attempts."""
    grades = ItemGrade.objects.filter(run__in=runs).exclude(state=DROPPED_EXCLUDE).order_by()
    grades = grades.annotate(marked_by=Coalesce("version_id", "item__version_id"))
    if only is not None:
        grades = grades.filter(marked_by=only.version_id, item__points=only.points)
    # What is not shown is not read.
    response = Cast("item__response", TextField()) if with_responses else Value("")
    status = F("status") if only is not None else Value("")
    numbers = [Cast(name, TextField()) for name in ("marked_by", "item__points", "numerator", "denominator")]
    tab, fields = Value("\t"), [*numbers, F("state"), status, response]
    line = Concat(*[part for each in fields for part in (tab, each)][1:], output_field=TextField())
    return grades.values("run").annotate(lines=Lines(line)).values_list("run_id", "lines").iterator(chunk_size=CHUNK)
