"""What is counted of markings: how many attempts earned a score and gave an answer, never who."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Count, Max, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from quizzes.grading import DROPPED_EXCLUDE
from quizzes.kinds import KINDS
from quizzes.models import Attempt, GradeRun, ItemGrade
from quizzes.question.options import OptionQuestion
from quizzes.question.responses import Response, ids_in, text_in

OPTION_KINDS = [name for name, kind in KINDS.items() if issubclass(kind, OptionQuestion)]


class ScoreKey(NamedTuple):
    """Hold what tells one ScoreCount from others, in the order of its unique fields."""

    quiz: int
    earned: str
    possible: str
    passed: bool


class AnswerKey(NamedTuple):
    """Hold what tells one AnswerCount from others, in the order of its unique fields."""

    quiz: int
    version: int
    points: int
    state: str
    numerator: str
    denominator: str
    status: str
    chosen: str
    earned: str
    possible: str


# How an answer is read: as its key, but for ``chosen``, which is the response to a question with
# options as JSON, or "".
ANSWER_COLUMNS = (
    "run__attempt__quiz",
    "marked_by",
    "item__points",
    "state",
    "numerator",
    "denominator",
    "status",
    "response_to_options",
    "run__earned",
    "run__possible",
)


@dataclass
class Counts:
    """Hold counts of scores and answers, or how they change.

    last_at: when the last attempt with a score was handed in.
    """

    scores: Counter[ScoreKey] = field(default_factory=Counter)
    answers: Counter[AnswerKey] = field(default_factory=Counter)
    last_at: dict[ScoreKey, datetime] = field(default_factory=dict)

    def add_score(self, key: ScoreKey, n: int, last_at: datetime) -> None:
        latest = self.last_at.get(key, last_at)
        self.scores[key] += n
        self.last_at[key] = max(last_at, latest)

    def subtract(self, others: "Counts") -> None:
        """Take the others off; what is not here yet becomes negative."""
        self.scores.subtract(others.scores)
        self.answers.subtract(others.answers)
        self.last_at = others.last_at | self.last_at


def counts_of_marking(run: GradeRun, grades: Iterable[ItemGrade]) -> Counts:
    """Return what one marking adds to the counts, without a query if all is at hand.

    grades: all of the run, with their items and versions.
    """
    attempt = run.attempt
    assert attempt.submitted_at is not None, "an attempt is handed in before it is marked"
    counts = Counts()
    score = ScoreKey(attempt.quiz_id, run.earned, run.possible, bool(run.passed))
    counts.add_score(score, 1, attempt.submitted_at)
    for grade in grades:
        if grade.state != DROPPED_EXCLUDE:
            key = _answer_key(run, grade)
            counts.answers[key] += 1
    return counts


def _answer_key(run: GradeRun, grade: ItemGrade) -> AnswerKey:
    item = grade.item
    has_options = item.version.kind in OPTION_KINDS
    return AnswerKey(
        quiz=run.attempt.quiz_id,
        version=grade.version_id or item.version_id,
        points=item.points,
        state=grade.state,
        numerator=grade.numerator,
        denominator=grade.denominator,
        status=grade.status,
        chosen=_chosen(item.response) if has_options else "",
        earned=run.earned,
        possible=run.possible,
    )


def _chosen(response: Response) -> str:
    """Return the ids of the chosen options, sorted, with spaces between them."""
    ids = ids_in(response) or [text_in(response)]
    return " ".join(sorted(ids))


def counts_of_markings(runs: QuerySet[GradeRun]) -> Counts:
    """Return the counts of those of ``runs`` whose attempts count, in two queries."""
    counts = Counts()
    counted = runs.filter(attempt__in=Attempt.objects.counted()).order_by()
    for score, n, last_at in _read_scores(counted):
        counts.add_score(score, n, last_at)
    for answer, n in _read_answers(counted):
        counts.answers[answer] += n
    return counts


def _read_scores(runs: QuerySet[GradeRun]) -> Iterator[tuple[ScoreKey, int, datetime]]:
    scores = runs.values_list("attempt__quiz", "earned", "possible", "passed")
    counted = scores.annotate(n=Count("pk"), last_at=Max("attempt__submitted_at"))
    for quiz, earned, possible, passed, n, last_at in counted:
        # Practice has no pass, and is not counted; a quiz of which nothing counts is not passed.
        key = ScoreKey(quiz, earned, possible, bool(passed))
        yield key, n, last_at


def _read_answers(runs: QuerySet[GradeRun]) -> Iterator[tuple[AnswerKey, int]]:
    grades = ItemGrade.objects.in_score().filter(run__in=runs)
    as_text = Cast("item__response", TextField())
    response = Case(
        When(item__version__kind__in=OPTION_KINDS, then=as_text),
        default=Value(""),
        output_field=TextField(),
    )
    answers = grades.annotate(
        marked_by=Coalesce("version_id", "item__version_id"),
        response_to_options=response,
    )
    rows = answers.order_by().values_list(*ANSWER_COLUMNS)
    counted = rows.annotate(n=Count("pk"))
    for *values, n in counted.iterator():
        key = AnswerKey(*values)
        # None of an unanswered question.
        chosen = _chosen(json.loads(key.chosen)) if key.chosen else ""
        yield key._replace(chosen=chosen), n
