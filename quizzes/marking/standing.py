"""Where a learner stands with a quiz: worked out from the attempts and their markings, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from course.models import Completion, Enrolment
from quizzes.grading import COUNTED, reaches
from quizzes.models import Accommodation, Attempt, AttemptItem, GradeRun, Quiz


@dataclass(frozen=True)
class QuizStanding:
    """Hold what one learner has reached at one quiz.

    attempts: every attempt at the quiz's unit, in any edition, oldest first.
    attempts_left: None if the quiz has no limit.
    opens_at: None if the learner need not wait.
    accommodation: what staff granted the learner here, or None.
    counts_all_markings: True if a pass was recorded and an attempt was marked again later.
    """

    quiz: Quiz
    attempts: tuple[Attempt, ...]
    attempts_left: int | None
    opens_at: datetime | None
    accommodation: Accommodation | None = None
    counts_all_markings: bool = False

    @property
    def open_attempt(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.is_open), None)

    @property
    def counted_attempts(self) -> tuple[Attempt, ...]:
        """Return the whole attempts at this revision of the quiz that were marked."""
        return tuple(
            attempt
            for attempt in self.attempts
            if attempt.is_whole
            and not attempt.is_open
            and attempt.quiz.unit.revision == self.quiz.unit.revision
        )

    @property
    def kept_attempt(self) -> Attempt | None:
        """Return the attempt whose score counts: best, last or first, as the quiz says."""
        if not self.counted_attempts:
            return None
        if self.quiz.keep == Quiz.Keep.BEST:
            return max(
                self.counted_attempts,
                key=lambda attempt: (
                    self.passes(attempt),
                    _share_of_points(attempt),
                    -attempt.number,
                ),
            )
        return self.counted_attempts[-1 if self.quiz.keep == Quiz.Keep.LAST else 0]

    @property
    def passed_attempt(self) -> Attempt | None:
        """Return the first attempt that passed, which is the one that is recorded."""
        candidates = (
            self.counted_attempts[:1]
            if self.quiz.keep == Quiz.Keep.FIRST
            else self.counted_attempts
        )
        return next((attempt for attempt in candidates if self.passes(attempt)), None)

    def passes(self, attempt: Attempt) -> bool:
        """Tell whether a marking that counts passes the attempt, missed must-pass items remedied."""
        return any(self._passes_by(run, attempt) for run in self._markings_that_count(attempt))

    def _markings_that_count(self, attempt: Attempt) -> list[GradeRun]:
        """Return the markings that may decide a pass, newest first."""
        newest_first = sorted(attempt.runs.all(), key=lambda run: run.run, reverse=True)
        if self.counts_all_markings:
            # A recorded pass is never taken away. A later marking may fail the learner,
            # so an earlier marking that passed still counts.
            return newest_first
        return newest_first[:1]

    def _passes_by(self, run: GradeRun, attempt: Attempt) -> bool:
        if run.passed is not False:
            return bool(run.passed)
        return (
            _reaches_pass_mark(run, attempt)
            and len(self._remedied_items(attempt, run)) >= run.missed_must_pass
        )

    def has_reached(self, attempt: Attempt) -> bool:
        """Tell whether the latest score, must-pass items aside, reaches the pass mark."""
        return _reaches_pass_mark(attempt.grade, attempt)

    def is_below(self, attempt: Attempt) -> bool:
        """Tell whether the attempt passes, and would fail by its latest marking alone."""
        return self.passes(attempt) and not self._passes_by(attempt.grade, attempt)

    def remedied_items(self, attempt: Attempt) -> set[int]:
        """Return the ids of must-pass items that the attempt missed and the learner remedied.

        What was missed is read from the attempt's latest marking.
        """
        return self._remedied_items(attempt, attempt.grade)

    def _remedied_items(self, attempt: Attempt, run: GradeRun) -> set[int]:
        return {
            remedial.puts_right.pk
            for remedial in self.attempts
            if remedial.puts_right
            and remedial.puts_right.attempt_id == attempt.pk
            and any(marking.passed for marking in self._markings_that_count(remedial))
            and _is_missed_in(remedial.puts_right, run)
        }

    @property
    def has_unremedied_miss(self) -> bool:
        """Tell whether only a missed must-pass question stands between an attempt and its pass."""
        marked = (attempt for attempt in self.attempts if attempt.is_whole and not attempt.is_open)
        return any(self.has_reached(attempt) and not self.passes(attempt) for attempt in marked)

    @property
    def may_start(self) -> bool:
        return self.open_attempt is None and self.attempts_left != 0 and self.opens_at is None


def standing(enrolment: Enrolment, quiz: Quiz, now: datetime) -> QuizStanding:
    """Return the learner's standing at ``now``, with limits and waits.

    Three queries; one more each where an item was remedied or an attempt was marked again.
    """
    without_limits = standing_without_limits(enrolment, quiz)
    attempts = without_limits.attempts
    accommodation = latest_accommodation(enrolment, quiz.unit.key)
    attempts_left = None
    if quiz.attempts_allowed is not None:
        allowed = quiz.attempts_allowed + (accommodation.extra_attempts if accommodation else 0)
        attempts_left = max(allowed - sum(attempt.is_whole for attempt in attempts), 0)
    ready_at = max((attempt.ready_at for attempt in attempts if attempt.ready_at), default=None)
    opens_at = ready_at if ready_at and ready_at > now else None
    return replace(
        without_limits, attempts_left=attempts_left, opens_at=opens_at, accommodation=accommodation
    )


def standing_without_limits(enrolment: Enrolment, quiz: Quiz) -> QuizStanding:
    """Return the standing without limits and waits, in two queries: enough to decide a pass."""
    attempts = Attempt.objects.of(enrolment).at(quiz.unit.key)
    related = attempts.select_related("quiz__unit", "enrolment__course", "puts_right")
    rows = tuple(related.prefetch_related("runs", "puts_right__grades").order_by("number"))
    was_passed = (quiz.unit.key, quiz.unit.revision) in recorded_passes(enrolment, rows)
    return QuizStanding(
        quiz, rows, attempts_left=None, opens_at=None, counts_all_markings=was_passed
    )


def latest_accommodation(enrolment: Enrolment, unit_key: str) -> Accommodation | None:
    """Return what staff granted this learner at a quiz: the latest row counts."""
    return Accommodation.objects.filter(enrolment=enrolment, unit_key=unit_key).last()


def _is_missed_in(item: AttemptItem, run: GradeRun) -> bool:
    # The grades of an item come from all markings of its attempt; only those of this one count.
    return any(
        grade.run_id == run.pk and grade.state == COUNTED and grade.fraction < 1
        for grade in item.grades.all()
    )


def recorded_passes(enrolment: Enrolment, attempts: Iterable[Attempt]) -> set[tuple[str, int]]:
    """Return (key, revision) of the passed units where an attempt was marked again.

    A waived unit is not among them. Without an attempt that was marked again: empty, no query.
    """
    # Where nothing was marked again, the latest marking is the only one.
    marked_again = [
        attempt for attempt in attempts if any(run.order_id for run in attempt.runs.all())
    ]
    keys = {attempt.unit_key for attempt in marked_again}
    if not keys:
        return set()
    completions = Completion.objects.filter(
        enrolment=enrolment, unit_key__in=keys, waived_because=""
    )
    return set(completions.values_list("unit_key", "revision"))


def _reaches_pass_mark(run: GradeRun, attempt: Attempt) -> bool:
    total = run.total
    return bool(reaches(total.earned, total.possible, attempt.quiz.pass_mark))


def _share_of_points(attempt: Attempt) -> Fraction:
    total = attempt.grade.total
    return total.earned / total.possible if total.possible else Fraction(0)
