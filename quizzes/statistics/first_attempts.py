"""Read the kept counts of first attempts for statistics.

What counts is the first whole attempt of each enrolment at a certifying quiz, once it is handed
in, by its latest marking, in every edition whose quiz has the same revision. Later attempts do
not count: they measure what the learner remembers of the first. Nor do those of staff.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from quizzes.grading import reaches
from quizzes.models import AnswerCount, BankItem, Quiz, ScoreCount
from quizzes.statistics.answers import Answer, AttemptScore, FirstAttempts

SCORE_FIELDS = ("quiz", "earned", "possible", "passed", "n", "last_at")
# What was earned in each item, and, in detail, by which answers in attempts with which scores.
ITEM_FIELDS = ("quiz", "version", "points", "state", "numerator", "denominator")
DETAIL_FIELDS = ("status", "chosen", "earned", "possible")
NO_DETAIL = ("", "", "0", "0")


class QuizPlace(NamedTuple):
    """Hold what a quiz keeps from edition to edition."""

    course_id: int
    unit_key: str
    revision: int

    @classmethod
    def of(cls, quiz: Quiz) -> "QuizPlace":
        unit = quiz.unit
        return cls(unit.edition.course_id, unit.key, unit.revision)


AttemptsByQuiz = Mapping[int, FirstAttempts]


def first_attempts(
    quizzes: Sequence[Quiz],
    *,
    only: BankItem | None = None,
    in_detail: bool = False,
) -> list[FirstAttempts]:
    """Return the first attempts at each of ``quizzes``, with their answers.

    only: read the answers to this question only. in_detail: read what each answer was, and the
    score of the attempts that gave it; otherwise only what was earned in each question.
    Three queries, whatever the number of quizzes and learners, if ``unit__edition`` of the
    quizzes was read.
    """
    attempts_by_place = {QuizPlace.of(quiz): FirstAttempts(quiz) for quiz in quizzes}
    attempts_by_quiz = {}
    editions_by_quiz = {}
    for quiz in _quizzes_of_all_editions(quizzes):
        attempts = attempts_by_place.get(QuizPlace.of(quiz))
        if attempts is not None:
            attempts_by_quiz[quiz.pk] = attempts
            editions_by_quiz[quiz.pk] = quiz.unit.edition.number

    _read_scores(attempts_by_quiz, editions_by_quiz)
    for quiz_id, version_id, points, answer in _answers(attempts_by_quiz, only, in_detail):
        column = attempts_by_quiz[quiz_id].columns[version_id, points]
        column.answers.append(answer)
    return list(attempts_by_place.values())


def _read_scores(attempts_by_quiz: AttemptsByQuiz, editions_by_quiz: Mapping[int, int]) -> None:
    """Add the scores, the editions and the time of the last attempt."""
    to_fraction = cache(Fraction)  # few different numbers, read often
    counts = ScoreCount.objects.filter(quiz__in=attempts_by_quiz)
    for quiz_id, earned, possible, passed, n, last_at in counts.values_list(*SCORE_FIELDS):
        attempts = attempts_by_quiz[quiz_id]
        times = [attempts.last_at, last_at]
        attempts.last_at = max(filter(None, times))
        if n <= 0:
            continue

        edition = editions_by_quiz[quiz_id]
        attempts.editions.add(edition)
        points = to_fraction(earned), to_fraction(possible)
        reached = bool(reaches(*points, attempts.quiz.pass_mark))
        score = AttemptScore(*points, passed, reached, n)
        attempts.scores.append(score)


def _quizzes_of_all_editions(quizzes: Sequence[Quiz]) -> QuerySet[Quiz]:
    """Return the certifying quizzes at the units of ``quizzes``, in all editions."""
    courses = {quiz.unit.edition.course_id for quiz in quizzes}
    unit_keys = {quiz.unit.key for quiz in quizzes}
    certifying = Quiz.objects.filter(purpose=Quiz.Purpose.CERTIFYING)
    at_units = certifying.filter(
        unit__edition__course__in=courses,
        unit__key__in=unit_keys,
    )
    return at_units.select_related("unit__edition").only(
        "unit__key",
        "unit__revision",
        "unit__edition__number",
        "unit__edition__course",
    )


def _answers(
    quiz_ids: Iterable[int], only: BankItem | None, in_detail: bool
) -> Iterator[tuple[int, int, int, Answer]]:
    """Yield each answer, after its quiz, the version that marked it and the item's points."""
    counts = AnswerCount.objects.occurring().filter(quiz__in=list(quiz_ids))
    if only is not None:
        counts = counts.filter(version=only.version_id, points=only.points)
    if in_detail:
        rows = counts.values_list(*ITEM_FIELDS, "n", *DETAIL_FIELDS)
    else:
        rows = counts.values_list(*ITEM_FIELDS).annotate(total=Sum("n"))

    to_fraction = cache(Fraction)
    for quiz, version, points, state, numerator, denominator, n, *details in rows.iterator():
        status, chosen, earned, possible = details or NO_DETAIL
        answer = Answer(
            numerator=int(numerator),
            denominator=int(denominator),
            state=state,
            status=status,
            chosen=tuple(chosen.split()),
            total=to_fraction(earned),
            possible=to_fraction(possible),
            n=n,
        )
        yield quiz, version, points, answer
