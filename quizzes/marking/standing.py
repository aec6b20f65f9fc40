"""Where a learner stands with a quiz.

It is worked out from the attempts and their markings, and never stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from accounts.compiled_queries import CompiledQuery
from course.models import Completion, Enrolment
from quizzes.grading import COUNTED, reaches
from quizzes.models import Accommodation, Attempt, AttemptItem, GradeRun, Quiz, with_quizzes


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
        open_attempts = [attempt for attempt in self.attempts if attempt.is_open]
        return open_attempts[0] if open_attempts else None

    @property
    def counted_attempts(self) -> tuple[Attempt, ...]:
        """Return the whole attempts at this revision of the quiz that were marked."""
        revision = self.quiz.unit.revision
        whole = [attempt for attempt in self.attempts if _is_whole_and_marked(attempt)]
        counted = [attempt for attempt in whole if attempt.quiz.unit.revision == revision]
        return tuple(counted)

    @property
    def kept_attempt(self) -> Attempt | None:
        """Return the attempt whose score counts: best, last or first, as the quiz says."""
        if not self.counted_attempts:
            return None
        if self.quiz.keep == Quiz.Keep.BEST:
            return max(self.counted_attempts, key=self._rank)
        if self.quiz.keep == Quiz.Keep.LAST:
            return self.counted_attempts[-1]
        return self.counted_attempts[0]

    def _rank(self, attempt: Attempt) -> tuple[bool, Fraction, int]:
        """Return what is greatest for the best attempt; of equal ones the first is best."""
        is_passed = self.passes(attempt)
        share = _share_of_points(attempt)
        return is_passed, share, -attempt.number

    @property
    def passed_attempt(self) -> Attempt | None:
        """Return the first attempt that passed, which is the one that is recorded."""
        candidates = self.counted_attempts
        if self.quiz.keep == Quiz.Keep.FIRST:
            candidates = candidates[:1]
        passed = (attempt for attempt in candidates if self.passes(attempt))
        return next(passed, None)

    def passes(self, attempt: Attempt) -> bool:
        """Tell whether a marking that counts passes the attempt, also by remedied items."""
        markings = self._markings_that_count(attempt)
        return any(self._passes_by(run, attempt) for run in markings)

    def _markings_that_count(self, attempt: Attempt) -> list[GradeRun]:
        """Return the markings that may decide a pass, newest first."""
        newest_first = list(attempt.runs.all())
        newest_first.sort(key=lambda run: run.run, reverse=True)
        if self.counts_all_markings:
            # A recorded pass is never taken away. A later marking may fail the learner,
            # so an earlier marking that passed still counts.
            return newest_first
        return newest_first[:1]

    def _passes_by(self, run: GradeRun, attempt: Attempt) -> bool:
        if run.passed is not False:
            return bool(run.passed)
        if not _reaches_pass_mark(run, attempt):
            return False
        remedied = self._remedied_items(attempt, run)
        return len(remedied) >= run.missed_must_pass

    def has_reached(self, attempt: Attempt) -> bool:
        """Tell whether the latest score, must-pass items aside, reaches the pass mark."""
        return _reaches_pass_mark(attempt.grade, attempt)

    def is_below(self, attempt: Attempt) -> bool:
        """Tell whether the attempt passes, and would fail by its latest marking alone."""
        if not self.passes(attempt):
            return False
        return not self._passes_by(attempt.grade, attempt)

    def remedied_items(self, attempt: Attempt) -> set[int]:
        """Return the ids of must-pass items that the attempt missed and the learner remedied.

        What was missed is read from the attempt's latest marking.
        """
        return self._remedied_items(attempt, attempt.grade)

    def _remedied_items(self, attempt: Attempt, run: GradeRun) -> set[int]:
        """Return the ids of items that ``run`` missed and a remedial attempt answered right."""
        remedied = set()
        for remedial in self.attempts:
            item = remedial.puts_right
            if item is None or item.attempt_id != attempt.pk:
                continue
            markings = self._markings_that_count(remedial)
            is_right = any(marking.passed for marking in markings)
            if is_right and _is_missed_in(item, run):
                remedied.add(item.pk)
        return remedied

    @property
    def has_unremedied_miss(self) -> bool:
        """Tell whether only a missed must-pass question stands between an attempt and its pass."""
        for attempt in self.attempts:
            if not _is_whole_and_marked(attempt):
                continue
            if self.has_reached(attempt) and not self.passes(attempt):
                return True
        return False

    @property
    def is_out_of_tries(self) -> bool:
        """Tell whether a pass is missing and only staff can grant what may reach it."""
        if self.passed_attempt or self.open_attempt or self.has_unremedied_miss:
            return False
        return self.quiz.is_certifying and self.attempts_left == 0

    @property
    def may_start(self) -> bool:
        if self.open_attempt is not None:
            return False
        return self.attempts_left != 0 and self.opens_at is None


def standing(enrolment: Enrolment, quiz: Quiz, now: datetime) -> QuizStanding:
    """Return the learner's standing at ``now``, with limits and waits.

    Three queries; two more where an item was remedied, one where an attempt was marked again.
    """
    without_limits = standing_without_limits(enrolment, quiz)
    accommodation = latest_accommodation(enrolment, quiz.unit.key)
    return replace(
        without_limits,
        attempts_left=_attempts_left(quiz, without_limits.attempts, accommodation),
        opens_at=_opens_at(without_limits.attempts, now),
        accommodation=accommodation,
    )


def _attempts_left(
    quiz: Quiz, attempts: Iterable[Attempt], accommodation: Accommodation | None
) -> int | None:
    """Return how many whole attempts are left; None if the quiz has no limit.

    Attempts at an edition without a limit use up none.
    """
    if quiz.attempts_allowed is None:
        return None
    allowed = quiz.attempts_allowed
    if accommodation:
        allowed += accommodation.extra_attempts
    return max(allowed - sum(_uses_a_try(attempt) for attempt in attempts), 0)


def _uses_a_try(attempt: Attempt) -> bool:
    # Who sat an edition without a limit was not told of one, so those attempts use up none.
    return attempt.is_whole and attempt.quiz.attempts_allowed is not None


def _opens_at(attempts: Iterable[Attempt], now: datetime) -> datetime | None:
    """Return when the wait after the latest attempt ends; None if it has ended."""
    waits = [attempt.ready_at for attempt in attempts if attempt.ready_at]
    if not waits:
        return None
    opens_at = max(waits)
    if opens_at <= now:
        return None
    return opens_at


def standing_without_limits(enrolment: Enrolment, quiz: Quiz) -> QuizStanding:
    """Return the standing without limits and waits, in two queries: enough to decide a pass."""
    attempts = with_quizzes(_attempts_at_unit.rows(enrolment.pk, quiz.unit.key))
    for attempt in attempts:
        attempt.enrolment = enrolment

    place = quiz.unit.key, quiz.unit.revision
    is_recorded = place in recorded_passes(enrolment, attempts)
    return standing_of(quiz, attempts, is_recorded=is_recorded)


_attempts_at_unit = CompiledQuery(
    lambda enrolment, unit_key: (
        Attempt.objects.of(enrolment)
        .at(unit_key)
        .prefetch_related("runs", "puts_right__grades")
        .order_by("number")
    )
)


def standing_of(quiz: Quiz, attempts: Iterable[Attempt], *, is_recorded: bool) -> QuizStanding:
    """Return the standing that these attempts make, without limits and waits.

    attempts: all of one learner at the quiz's unit, oldest first.
    is_recorded: the learner's pass was recorded, so that earlier markings count too.
    """
    return QuizStanding(
        quiz,
        tuple(attempts),
        attempts_left=None,
        opens_at=None,
        counts_all_markings=is_recorded,
    )


def latest_accommodation(enrolment: Enrolment, unit_key: str) -> Accommodation | None:
    """Return what staff granted this learner at a quiz: the latest row counts."""
    return _latest_accommodation.first(enrolment.pk, unit_key)


_latest_accommodation = CompiledQuery(
    lambda enrolment, unit_key: Accommodation.objects.filter(
        enrolment=enrolment, unit_key=unit_key
    ).reverse()[:1]
)


def _is_missed_in(item: AttemptItem, run: GradeRun) -> bool:
    # The grades of an item come from all markings of its attempt; only those of this one count.
    for grade in item.grades.all():
        is_of_run = grade.run_id == run.pk
        if is_of_run and grade.state == COUNTED and grade.fraction < 1:
            return True
    return False


def recorded_passes(enrolment: Enrolment, attempts: Iterable[Attempt]) -> set[tuple[str, int]]:
    """Return (key, revision) of the passed units where an attempt was marked again.

    A waived unit is not among them. Without an attempt that was marked again: empty, no query.
    """
    keys = {attempt.unit_key for attempt in attempts if attempt.was_marked_again}
    if not keys:
        return set()  # the latest marking of each attempt is its only one
    completions = Completion.objects.filter(
        enrolment=enrolment,
        unit_key__in=keys,
        waived_because="",
    )
    return set(completions.values_list("unit_key", "revision"))


def _reaches_pass_mark(run: GradeRun, attempt: Attempt) -> bool:
    total = run.total
    return bool(reaches(total.earned, total.possible, attempt.quiz.pass_mark))


def _share_of_points(attempt: Attempt) -> Fraction:
    total = attempt.grade.total
    if not total.possible:
        return Fraction(0)
    share: Fraction = total.earned / total.possible
    return share


def _is_whole_and_marked(attempt: Attempt) -> bool:
    return attempt.is_whole and not attempt.is_open
