"""The quizzes that a learner has begun and not handed in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.compiled_queries import CompiledQuery
from accounts.models import User
from quizzes.models import Attempt, put_questions_on, with_quizzes
from quizzes.sitting.attempts import is_over
from quizzes.sitting.progress import Progress, progress_of


@dataclass(frozen=True)
class OpenQuiz:
    """Hold how far an attempt is that was not handed in.

    next_question: the first without an answer, None if each has one.
    saved_at: when the latest answer was saved, None before the first.
    is_over: its time is over; whoever opens it sees the result.
    """

    attempt: Attempt
    progress: Progress
    next_question: int | None
    saved_at: datetime | None
    is_over: bool

    @property
    def address(self) -> str:
        """Return where to go on: at the next question, else where answers are looked over."""
        if self.is_over:
            return self.attempt.get_absolute_url()
        if self.next_question is None:
            return self.attempt.url("review")
        return self.attempt.url("question", position=self.next_question)

    @property
    def state(self) -> str:
        """Name all that a row shows of it: equal states look the same."""
        return f"{self.address} {self.progress.answered} {self.is_over}"


@dataclass(frozen=True)
class OpenQuizzes:
    """Hold the open quizzes of one enrolment, the latest first."""

    quizzes: Sequence[OpenQuiz] = ()

    @property
    def latest(self) -> OpenQuiz | None:
        return self.quizzes[0] if self.quizzes else None

    @property
    def unit_keys(self) -> list[str]:
        return [quiz.attempt.unit_key for quiz in self.quizzes]

    @property
    def progress(self) -> dict[str, Progress]:
        """Return how far each is, by unit key."""
        return {quiz.attempt.unit_key: quiz.progress for quiz in self.quizzes}


_open_attempts = CompiledQuery(
    lambda user: (
        Attempt.objects.of_user_key(user)
        .open()
        .select_related("enrolment__course")
        .prefetch_related("items")
    )
)


def open_quizzes_of(user: User | AnonymousUser, now: datetime) -> dict[int, OpenQuizzes]:
    """Return a learner's open quizzes by the key of the enrolment; none for most.

    One query; another one with open quizzes.
    """
    if not user.is_authenticated:
        return {}
    by_enrolment: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in with_quizzes(_open_attempts.rows(user.pk)):
        by_enrolment[attempt.enrolment_id].append(attempt)
    return {key: open_among(attempts, now) for key, attempts in by_enrolment.items()}


def open_among(attempts: Iterable[Attempt], now: datetime) -> OpenQuizzes:
    """Return the open ones among attempts of one enrolment, whose items were prefetched."""
    still_open = [attempt for attempt in attempts if attempt.is_open]
    still_open.sort(key=lambda attempt: attempt.started_at, reverse=True)
    return OpenQuizzes([_open_quiz(attempt, now) for attempt in still_open])


def _open_quiz(attempt: Attempt, now: datetime) -> OpenQuiz:
    items = list(attempt.items.all())
    put_questions_on(items)
    answered = [item for item in items if item.is_answered]
    left = [item.position for item in items if not item.is_answered]
    saved = [item.saved_at for item in answered if item.saved_at]
    return OpenQuiz(
        attempt,
        progress_of(items),
        next_question=min(left, default=None),
        saved_at=max(saved, default=None),
        is_over=is_over(attempt.deadline_at, now),
    )
