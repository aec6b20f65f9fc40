"""Read the kept counts of first attempts for statistics.

What counts is the first whole attempt of each enrolment at a certifying quiz, once it is handed
in, by its latest marking, in every edition whose quiz has the same revision. Later attempts do
not count: they measure what the learner remembers of the first. Nor do those of staff.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet, Sum

from quizzes.grading import reaches
from quizzes.models import AnswerCount, BankItem, Quiz, ScoreCount
from quizzes.statistics.answers import (
    Answer,
    AttemptScore,
    Column,
    ColumnKey,
    Counted,
    FirstAttempts,
)

PLACE_FIELDS = (
    "quiz__unit__edition__number",
    "quiz__unit__edition__course",
    "quiz__unit__key",
    "quiz__unit__revision",
)
SCORE_FIELDS = ("earned", "possible", "passed", "n")
# What was earned in each item, and, in detail, by which answers in attempts with which scores.
ITEM_FIELDS = ("version", "points", "state", "numerator", "denominator")
DETAIL_FIELDS = ("status", "chosen", "earned", "possible")
NO_DETAIL = ("", "", "0", "0")
# Quizzes whose figures are kept in memory until their counts change.
MAX_KEPT = 200

ToFraction = Callable[[str], Fraction]
Row = tuple[Any, ...]  # of the database, with SCORE_FIELDS or ITEM_FIELDS, n and DETAIL_FIELDS


class QuizPlace(NamedTuple):
    """Hold what a quiz keeps from edition to edition."""

    course_id: int
    unit_key: str
    revision: int

    @classmethod
    def of(cls, quiz: Quiz) -> "QuizPlace":
        unit = quiz.unit
        return cls(unit.edition.course_id, unit.key, unit.revision)


@dataclass
class RowsOfQuiz:
    """Collect the kept counts of one quiz, of all its editions."""

    quiz: Quiz
    scores: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    editions: set[int] = field(default_factory=set)
    last_at: datetime | None = None

    def add_score(self, edition_number: int, last_at: datetime, score: Row) -> None:
        """Add how many attempts had a score in an edition, with the time of the last of them."""
        if self.last_at is None or self.last_at < last_at:
            self.last_at = last_at
        *_score, n = score
        if n > 0:
            self.editions.add(edition_number)
            self.scores.append(score)


def first_attempts(
    quizzes: Sequence[Quiz],
    *,
    only: BankItem | None = None,
    in_detail: bool = False,
) -> list[FirstAttempts]:
    """Return the first attempts at each of ``quizzes``, with their answers.

    only: read the answers to this question only. in_detail: read what each answer was, and the
    score of the attempts that gave it; otherwise only what was earned in each question.
    Two queries, whatever the number of quizzes and learners, if ``unit__edition`` of the
    quizzes was read.
    """
    rows_by_place = {QuizPlace.of(quiz): RowsOfQuiz(quiz) for quiz in quizzes}
    rows_by_quiz = _read_scores(rows_by_place)
    for quiz_id, *row in _answers(rows_by_quiz, only, in_detail).iterator():
        rows_by_quiz[quiz_id].answers.append(tuple(row))
    # In detail there are too many rows to keep.
    count = _counted if in_detail else _kept_counted
    return [
        FirstAttempts(
            quiz=rows.quiz,
            counted=count(rows.quiz.pass_mark, tuple(rows.scores), tuple(rows.answers)),
            editions=rows.editions,
            last_at=rows.last_at,
        )
        for rows in rows_by_place.values()
    ]


def _read_scores(rows_by_place: Mapping[QuizPlace, RowsOfQuiz]) -> dict[int, RowsOfQuiz]:
    """Add the scores, the editions and the time of the last attempt.

    Returns what is counted at each quiz, of all editions, by the quiz's id.
    """
    counts = ScoreCount.objects.filter(
        quiz__purpose=Quiz.Purpose.CERTIFYING,
        quiz__unit__edition__course__in={place.course_id for place in rows_by_place},
        quiz__unit__key__in={place.unit_key for place in rows_by_place},
    )
    rows_by_quiz = {}
    listed = counts.values_list("quiz", *PLACE_FIELDS, "last_at", *SCORE_FIELDS)
    for quiz_id, number, course_id, unit_key, revision, last_at, *row in listed:
        rows = rows_by_place.get(QuizPlace(course_id, unit_key, revision))
        if rows is None:  # a quiz that was revised since
            continue
        rows.add_score(number, last_at, tuple(row))
        rows_by_quiz[quiz_id] = rows
    return rows_by_quiz


def _counted(pass_mark: int, scores: Iterable[Row], answers: Iterable[Row]) -> Counted:
    """Return the scores and the answers in ``scores`` and ``answers``."""
    to_fraction = cache(Fraction)  # few different numbers, read often
    attempt_scores = _attempt_scores(pass_mark, scores, to_fraction)
    columns = _columns(answers, to_fraction)
    return Counted(attempt_scores, columns)


def _attempt_scores(
    pass_mark: int, scores: Iterable[Row], to_fraction: ToFraction
) -> list[AttemptScore]:
    """Return the scores, each with how many attempts have it."""
    attempt_scores = []
    for earned, possible, passed, n in scores:
        points = to_fraction(earned), to_fraction(possible)
        reached = bool(reaches(*points, pass_mark))
        score = AttemptScore(*points, passed, reached, n)
        attempt_scores.append(score)
    return attempt_scores


def _columns(answers: Iterable[Row], to_fraction: ToFraction) -> dict[ColumnKey, Column]:
    """Return the answers to each question, by its version and what it was worth."""
    columns: dict[ColumnKey, Column] = defaultdict(Column)
    for version, points, *row in answers:
        answer = _answer(row, to_fraction)
        columns[version, points].answers.append(answer)
    return dict(columns)


def _answer(row: Sequence[Any], to_fraction: ToFraction) -> Answer:
    """Return the answer of a row, without the version and the points of its question."""
    state, numerator, denominator, n, *details = row
    status, chosen, earned, possible = details or NO_DETAIL
    return Answer(
        numerator=int(numerator),
        denominator=int(denominator),
        state=state,
        status=status,
        chosen=tuple(chosen.split()),
        total=to_fraction(earned),
        possible=to_fraction(possible),
        n=n,
    )


# A list of quizzes is read often, and the counts of most of its quizzes have not changed since.
_kept_counted = lru_cache(maxsize=MAX_KEPT)(_counted)


def _answers(
    quiz_ids: Iterable[int], only: BankItem | None, in_detail: bool
) -> QuerySet[AnswerCount, Row]:
    """Return the rows of each answer, after its quiz."""
    counts = AnswerCount.objects.occurring().filter(quiz__in=list(quiz_ids))
    if only is not None:
        counts = counts.filter(version=only.version_id, points=only.points)
    if in_detail:
        return counts.values_list("quiz", *ITEM_FIELDS, "n", *DETAIL_FIELDS)
    return counts.values_list("quiz", *ITEM_FIELDS).annotate(total=Sum("n"))
