"""The quizzes that a learner has begun and not handed in."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from quizzes.models import Attempt
from quizzes.sitting.attempts import is_over


@dataclass(frozen=True)
class OpenQuiz:
    """Hold how far an attempt is that was not handed in.

    next_question: the first without an answer, None if each has one.
    saved_at: when the latest answer was saved, None before the first.
    is_over: its time is over; whoever opens it sees the result.
    """

    attempt: Attempt
    answered: int
    questions: int
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
        return f"{self.address} {self.answered} {self.is_over}"


def open_quizzes_of(user: User | AnonymousUser, now: datetime) -> dict[int, list[OpenQuiz]]:
    """Return a learner's open quizzes by the key of the enrolment, the latest first. One query."""
    mine = Attempt.objects.of_user(user).open().with_progress()
    attempts = mine.select_related("enrolment__course").order_by("-started_at").with_quizzes()
    quizzes = defaultdict(list)
    for attempt in attempts:
        quizzes[attempt.enrolment_id].append(_open_quiz(attempt, now))
    return quizzes


def _open_quiz(attempt: Attempt, now: datetime) -> OpenQuiz:
    return OpenQuiz(
        attempt,
        answered=attempt.answered_count,
        questions=attempt.question_count,
        next_question=attempt.next_position,
        saved_at=attempt.last_saved_at,
        is_over=is_over(attempt.deadline_at, now),
    )
