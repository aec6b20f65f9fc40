"""What learners got right in the pretest and at the end, counted by objective, never who.

A pair is a counted first attempt at a final quiz and the pretest of the same enrolment, handed in
before that learner's first attempt at any certifying quiz. Only objectives of the course count.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from quizzes.grading import worth
from quizzes.models import Attempt, BankItem, GradeRun, ItemGrade, Quiz

ALL_OBJECTIVES = ""  # stands for all objectives together
MAX_FINALS_AT_ONCE = 500

Runs = Mapping[int, int | None]  # the marking to read of an attempt, by its id; None for none
Points = tuple[Fraction, Fraction]  # earned, possible
PointsByObjective = dict[str, Points]
GRADE_FIELDS = ("run", "item__bank_item", "item__points", "numerator", "denominator", "state")


class GainKey(NamedTuple):
    """Hold what tells one GainCount from others, in the order of its unique fields."""

    quiz: int
    objective: str
    before: str
    after: str


Gains = Counter[GainKey]


@dataclass(frozen=True)
class _Pair:
    """Hold a learner's pretest and attempt at a final quiz, by their ids."""

    quiz: int
    pretest: int
    final: int


def gains_of(finals: QuerySet[Attempt], runs: Runs | None = None) -> Gains:
    """Return the gains of those final attempts that have a pretest before them.

    finals: counted attempts at final quizzes.
    runs: markings to read in the place of the latest.
    One query where nobody has taken a pretest, else five; for each 500 attempts.
    """
    gains: Gains = Counter()
    rows = list(finals.order_by("pk").values_list("pk", "enrolment", "quiz"))
    for first in range(0, len(rows), MAX_FINALS_AT_ONCE):
        pairs = list(_pairs(rows[first : first + MAX_FINALS_AT_ONCE]))
        if pairs:
            gains.update(_gains_of_pairs(pairs, runs or {}))
    return gains


def all_finals() -> QuerySet[Attempt]:
    """Return every counted attempt at a final quiz."""
    return Attempt.objects.counted().filter(quiz__unit__is_final=True)


def gains_changed(old_runs: Collection[int], new_runs: Collection[int]) -> Gains:
    """Return how the gains change when new markings stand in the place of old ones."""
    decides = Q(attempt__quiz__unit__is_final=True) | Q(attempt__quiz__purpose=Quiz.Purpose.PRETEST)
    marked = GradeRun.objects.filter(decides)
    new = dict(marked.filter(pk__in=new_runs).values_list("attempt", "pk"))
    if not new:
        return Counter()
    old = dict(marked.filter(pk__in=old_runs).values_list("attempt", "pk"))
    enrolments = Attempt.objects.filter(pk__in=new).values("enrolment")
    finals = all_finals().filter(enrolment__in=enrolments)
    changed = gains_of(finals, new)
    changed.subtract(gains_of(finals, {attempt: old.get(attempt) for attempt in new}))
    return changed


def _pairs(finals: Iterable[tuple[int, int, int]]) -> Iterator[_Pair]:
    """Yield a pair for each (attempt, enrolment, quiz) with a pretest."""
    finals = list(finals)
    mine = Attempt.objects.whole().filter(enrolment=OuterRef("enrolment"))
    certifying = mine.filter(quiz__purpose=Quiz.Purpose.CERTIFYING).order_by("started_at")
    handed_in = (
        Attempt.objects.handed_in()
        .whole()
        .filter(
            enrolment__in={enrolment for _attempt, enrolment, _quiz in finals},
            quiz__purpose=Quiz.Purpose.PRETEST,
            by_staff=False,
        )
    )
    began = Subquery(certifying.values("started_at")[:1])
    before = handed_in.annotate(began_at=began).filter(submitted_at__lte=F("began_at"))
    newest_first = before.order_by("-number").values_list("enrolment", "pk")
    first_pretests = dict(newest_first)  # of several rows the last stays, which is the first
    for attempt, enrolment, quiz in finals:
        if enrolment in first_pretests:
            yield _Pair(quiz, first_pretests[enrolment], attempt)


def _gains_of_pairs(pairs: Collection[_Pair], runs: Runs) -> Iterator[GainKey]:
    attempts = {pair.pretest for pair in pairs} | {pair.final for pair in pairs}
    points = _points_of_attempts(attempts, runs)
    for pair in pairs:
        before = points.get(pair.pretest, {})
        after = points.get(pair.final, {})
        for objective in before.keys() & after.keys():
            shares = _share(before[objective]), _share(after[objective])
            yield GainKey(pair.quiz, objective, *shares)


def _share(points: Points) -> str:
    earned, possible = points
    return str(earned / possible)


def _points_of_attempts(attempts: Collection[int], runs: Runs) -> Mapping[int, PointsByObjective]:
    """Return the points of each attempt by the keys of the course's objectives."""
    latest = GradeRun.objects.latest_markings().filter(attempt__in=attempts)
    run_of: dict[int, int | None] = dict(latest.values_list("attempt", "pk"))
    run_of |= {attempt: run for attempt, run in runs.items() if attempt in attempts}
    attempt_of = {run: attempt for attempt, run in run_of.items() if run}

    objectives = _objectives_of_items(attempts)
    points: dict[int, PointsByObjective] = defaultdict(dict)
    grades = ItemGrade.objects.in_score().filter(run__in=attempt_of)
    for run, item, worth_of_item, numerator, denominator, state in grades.values_list(
        *GRADE_FIELDS
    ):
        fraction = Fraction(int(numerator), int(denominator))
        earned, possible = worth(Fraction(worth_of_item), fraction, state)
        for objective in objectives.get(item, ()):
            by_objective = points[attempt_of[run]]
            had = by_objective.get(objective, (Fraction(0), Fraction(0)))
            by_objective[objective] = had[0] + earned, had[1] + possible
    return points


def _objectives_of_items(attempts: Collection[int]) -> dict[int, set[str]]:
    """Return the keys of the course's objectives by bank item, with ALL_OBJECTIVES."""
    quizzes = Attempt.objects.filter(pk__in=attempts).values("quiz")
    links = BankItem.objectives.through.objects.filter(
        bankitem__quiz__in=quizzes, objective__module=None
    )
    objectives: dict[int, set[str]] = defaultdict(lambda: {ALL_OBJECTIVES})
    for item, key in links.values_list("bankitem", "objective__key"):
        objectives[item].add(key)
    return dict(objectives)
