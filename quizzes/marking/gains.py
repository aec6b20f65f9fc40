"""What learners got right in the pretest and at the end, counted by objective, never who.

A pair is a counted first attempt at a final quiz and the pretest of the same enrolment, handed in
before that learner's first attempt at any certifying quiz. Only objectives of the course count.
A paper that was handed in blank counts not: it says nothing of what its learner knew.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from quizzes.grading import worth
from quizzes.models import Attempt, BankItem, GradeRun, ItemGrade, Quiz
from quizzes.question.scoring import OMITTED

ALL_OBJECTIVES = ""  # stands for all objectives together
MAX_FINALS_AT_ONCE = 500
GRADE_FIELDS = (
    "run",
    "item__bank_item",
    "item__points",
    "numerator",
    "denominator",
    "state",
    "status",
)

Runs = Mapping[int, int | None]  # the marking to read of an attempt, by its id; None for none


class GainKey(NamedTuple):
    """Hold what tells one GainCount from others, in the order of its unique fields."""

    quiz: int
    objective: str
    before: str
    after: str


Gains = Counter[GainKey]


class _Final(NamedTuple):
    """Hold an attempt at a final quiz; ids."""

    attempt: int
    enrolment: int
    quiz: int


class _Graded(NamedTuple):
    """Hold what was earned in a question; ``item`` is the id of its row in the bank."""

    run: int
    item: int
    points: int
    numerator: str
    denominator: str
    state: str
    status: str

    @property
    def worth(self) -> tuple[Fraction, Fraction]:
        """Return (earned, possible) points."""
        numerator = int(self.numerator)
        denominator = int(self.denominator)
        share = Fraction(numerator, denominator)
        points = Fraction(self.points)
        return worth(points, share, self.state)


@dataclass
class _Paper:
    """Hold the points of an attempt by the keys of the course's objectives."""

    earned: dict[str, Fraction] = field(default_factory=dict)
    possible: dict[str, Fraction] = field(default_factory=dict)
    is_blank: bool = True

    def add(self, grade: _Graded, objectives: Iterable[str]) -> None:
        """Add a question that asks about these objectives."""
        if grade.status != OMITTED:
            self.is_blank = False
        earned, possible = grade.worth
        for objective in objectives:
            earned_before = self.earned.get(objective, 0)
            possible_before = self.possible.get(objective, 0)
            self.earned[objective] = earned_before + earned
            self.possible[objective] = possible_before + possible

    def share(self, objective: str) -> str:
        """Return the share of the points, a rational as text."""
        earned = self.earned[objective]
        possible = self.possible[objective]
        return str(earned / possible)


def all_finals() -> QuerySet[Attempt]:
    """Return every counted attempt at a final quiz."""
    return Attempt.objects.counted().filter(quiz__unit__is_final=True)


def gains_of(finals: QuerySet[Attempt], runs: Runs | None = None) -> Gains:
    """Return the gains of those final attempts that have a pretest before them.

    finals: counted attempts at final quizzes.
    runs: markings to read in the place of the latest.
    Two queries where nobody has taken a pretest, else five; for each 500 attempts.
    """
    rows = finals.order_by("pk").values_list("pk", "enrolment", "quiz")
    in_order = [_Final(*row) for row in rows]
    gains: Gains = Counter()
    count = len(in_order)
    for first in range(0, count, MAX_FINALS_AT_ONCE):
        end = first + MAX_FINALS_AT_ONCE
        some = in_order[first:end]
        more = _gains_of(some, runs or {})
        gains.update(more)
    return gains


def gains_changed(old_runs: Collection[int], new_runs: Collection[int]) -> Gains:
    """Return how the gains change when new markings stand in the place of old ones."""
    new = _runs_by_attempt(new_runs)
    old = _runs_by_attempt(old_runs)
    before = {attempt: old.get(attempt) for attempt in new}

    marked = Attempt.objects.filter(pk__in=new)
    enrolments = marked.values("enrolment")
    finals = all_finals().filter(enrolment__in=enrolments)
    changed = gains_of(finals, new)
    as_before = gains_of(finals, before)
    changed.subtract(as_before)
    return changed


def _runs_by_attempt(runs: Collection[int]) -> dict[int, int]:
    """Return the ids of those markings, by their attempts, that are of a final quiz or pretest."""
    of_final = Q(attempt__quiz__unit__is_final=True)
    of_pretest = Q(attempt__quiz__purpose=Quiz.Purpose.PRETEST)
    markings = GradeRun.objects.filter(of_final | of_pretest, pk__in=runs)
    return dict(markings.values_list("attempt", "pk"))


def _gains_of(finals: Collection[_Final], runs: Runs) -> Iterator[GainKey]:
    enrolments = {final.enrolment for final in finals}
    pretests = _first_pretests(enrolments)
    if not pretests:
        return

    attempts = {final.attempt for final in finals}
    attempts.update(pretests.values())
    papers = _papers(attempts, runs)
    for final in finals:
        pretest = pretests.get(final.enrolment, 0)
        before = papers.get(pretest)
        after = papers.get(final.attempt)
        if before and after:
            yield from _gains_of_pair(final.quiz, before, after)


def _gains_of_pair(quiz: int, before: _Paper, after: _Paper) -> Iterator[GainKey]:
    in_both = before.possible.keys() & after.possible.keys()
    for objective in in_both:
        yield GainKey(
            quiz=quiz,
            objective=objective,
            before=before.share(objective),
            after=after.share(objective),
        )


def _first_pretests(enrolments: Collection[int]) -> dict[int, int]:
    """Return the id of the pretest of each enrolment that has taken one in time."""
    mine = Attempt.objects.whole().filter(enrolment=OuterRef("enrolment"))
    certifying = mine.filter(quiz__purpose=Quiz.Purpose.CERTIFYING)
    starts = certifying.order_by("started_at").values("started_at")

    pretests = (
        Attempt.objects.handed_in()
        .whole()
        .filter(
            enrolment__in=enrolments,
            quiz__purpose=Quiz.Purpose.PRETEST,
            by_staff=False,
        )
    )
    with_start = pretests.annotate(began_at=Subquery(starts[:1]))
    in_time = with_start.filter(submitted_at__lte=F("began_at"))
    # Of several with the same enrolment the last one stays, which here is the first attempt.
    newest_first = in_time.order_by("-number")
    return dict(newest_first.values_list("enrolment", "pk"))


def _papers(attempts: Collection[int], runs: Runs) -> dict[int, _Paper]:
    """Return the papers of the attempts, by their ids, without those that were left blank."""
    attempt_of_run = _attempts_by_run(attempts, runs)
    objectives_of_item = _objectives_by_item(attempts)
    papers: dict[int, _Paper] = defaultdict(_Paper)
    grades = ItemGrade.objects.in_score().filter(run__in=attempt_of_run)
    for row in grades.values_list(*GRADE_FIELDS):
        grade = _Graded(*row)
        attempt = attempt_of_run[grade.run]
        objectives = objectives_of_item.get(grade.item, ())
        papers[attempt].add(grade, objectives)
    return _without_blank(papers)


def _without_blank(papers: Mapping[int, _Paper]) -> dict[int, _Paper]:
    answered = {}
    for attempt, paper in papers.items():
        if not paper.is_blank:
            answered[attempt] = paper
    return answered


def _attempts_by_run(attempts: Collection[int], runs: Runs) -> dict[int, int]:
    """Return the attempt of each marking to read, by the marking's id."""
    latest = GradeRun.objects.latest_markings().filter(attempt__in=attempts)
    run_of: dict[int, int | None] = dict(latest.values_list("attempt", "pk"))
    for attempt in runs.keys() & attempts:
        run_of[attempt] = runs[attempt]

    attempt_of = {}
    for attempt, run in run_of.items():
        if run is not None:
            attempt_of[run] = attempt
    return attempt_of


def _objectives_by_item(attempts: Collection[int]) -> dict[int, set[str]]:
    """Return the keys of the course's objectives by bank item, with ALL_OBJECTIVES."""
    quizzes = Attempt.objects.filter(pk__in=attempts).values("quiz")
    links = BankItem.objectives.through.objects.filter(
        bankitem__quiz__in=quizzes,
        objective__module=None,
    )
    objectives: dict[int, set[str]] = {}
    for item, key in links.values_list("bankitem", "objective__key"):
        keys = objectives.setdefault(item, {ALL_OBJECTIVES})
        keys.add(key)
    return objectives
