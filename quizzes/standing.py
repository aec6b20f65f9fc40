"""Where a learner stands with a quiz: recomputed from the attempts and their latest markings, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from course.models import Completion, Enrolment
from quizzes.grading import COUNTED, reaches
from quizzes.models import Accommodation, Attempt, AttemptItem, GradeRun, Quiz


@dataclass(frozen=True)
class Standing:
    """All attempts of a learner at a quiz's unit, in any edition. ``attempts_left`` is None where there is no limit;
    ``opens_at`` is None where nobody has to wait. ``is_on_record``: something was marked again, and a pass had been
    written down, so that every marking is looked at for it."""

    quiz: Quiz
    attempts: tuple[Attempt, ...]
    attempts_left: int | None
    opens_at: datetime | None
    granted: Accommodation | None = None
    is_on_record: bool = False

    @property
    def open_attempt(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.is_open), None)

    @property
    def counted(self) -> tuple[Attempt, ...]:
        """The whole attempts at this revision of the quiz that were marked."""
        return tuple(
            attempt
            for attempt in self.attempts
            if attempt.is_whole and not attempt.is_open and attempt.quiz.unit.revision == self.quiz.unit.revision
        )

    @property
    def kept(self) -> Attempt | None:
        """The attempt whose score counts: the best, the last or the first, as the quiz says."""
        if not self.counted:
            return None
        if self.quiz.keep == Quiz.Keep.BEST:
            return max(self.counted, key=lambda attempt: (self.passes(attempt), _share(attempt), -attempt.number))
        return self.counted[-1 if self.quiz.keep == Quiz.Keep.LAST else 0]

    @property
    def passed_attempt(self) -> Attempt | None:
        """The first attempt that passed: the one that was written down. What was passed stays passed."""
        able = self.counted[:1] if self.quiz.keep == Quiz.Keep.FIRST else self.counted
        return next((attempt for attempt in able if self.passes(attempt)), None)

    def passes(self, attempt: Attempt) -> bool:
        """The pass mark was reached, and every must-pass item is right or was put right in an attempt of its own. No
        later marking takes a pass back that was written down."""
        return any(self._passes_by(run, attempt) for run in self._runs(attempt))

    def _runs(self, attempt: Attempt) -> list[GradeRun]:
        """The markings that count: the latest, or all where a pass is on record."""
        runs = sorted(attempt.runs.all(), key=lambda run: -run.run)
        return runs if self.is_on_record else runs[:1]

    def _passes_by(self, run: GradeRun, attempt: Attempt) -> bool:
        if run.passed is not False:
            return bool(run.passed)
        return _reached(run, attempt) and len(self._put_right(attempt, run)) >= run.missed_must_pass

    def has_reached(self, attempt: Attempt) -> bool:
        """The score alone reached the pass mark, by the latest marking."""
        return _reached(attempt.grade, attempt)

    def is_below(self, attempt: Attempt) -> bool:
        """It passed, and by the latest marking alone it would not."""
        return self.passes(attempt) and not self._passes_by(attempt.grade, attempt)

    def put_right(self, attempt: Attempt) -> set[int]:
        """The ids of the must-pass items that ``attempt`` missed, by its latest marking, and that were put right."""
        return self._put_right(attempt, attempt.grade)

    def _put_right(self, attempt: Attempt, run: GradeRun) -> set[int]:
        return {
            each.puts_right.pk
            for each in self.attempts
            if each.puts_right
            and each.puts_right.attempt_id == attempt.pk
            and any(marked.passed for marked in self._runs(each))
            and _missed(each.puts_right, run)
        }

    @property
    def waits_to_be_put_right(self) -> bool:
        """A must-pass question that was missed may still be put right for a pass, by a sibling that asks the same."""
        marked = (attempt for attempt in self.attempts if attempt.is_whole and not attempt.is_open)
        return any(self.has_reached(attempt) and not self.passes(attempt) for attempt in marked)

    @property
    def may_start(self) -> bool:
        return self.open_attempt is None and self.attempts_left != 0 and self.opens_at is None


def standing(enrolment: Enrolment, quiz: Quiz, now: datetime) -> Standing:
    """Read the standing at ``now``, in three queries; one more each where something was put right or marked again."""
    found = passing(enrolment, quiz)
    rows = found.attempts
    granted = granted_for(enrolment, quiz.unit.key)
    left = None
    if quiz.attempts_allowed is not None:
        allowed = quiz.attempts_allowed + (granted.extra_attempts if granted else 0)
        left = max(allowed - sum(attempt.is_whole for attempt in rows), 0)
    ready = max((attempt.ready_at for attempt in rows if attempt.ready_at), default=None)
    opens_at = ready if ready and ready > now else None
    return replace(found, attempts_left=left, opens_at=opens_at, granted=granted)


def passing(enrolment: Enrolment, quiz: Quiz) -> Standing:
    """The standing without limits and waits, in two queries: enough to say what passed."""
    attempts = Attempt.objects.filter(enrolment=enrolment, unit_key=quiz.unit.key)
    related = attempts.select_related("quiz__unit", "enrolment__course", "puts_right")
    rows = tuple(related.prefetch_related("runs", "puts_right__grades").order_by("number"))
    on_record = (quiz.unit.key, quiz.unit.revision) in passes_on_record(enrolment, rows)
    return Standing(quiz, rows, attempts_left=None, opens_at=None, is_on_record=on_record)


def granted_for(enrolment: Enrolment, unit_key: str) -> Accommodation | None:
    """What staff granted this learner at a quiz: the latest row counts."""
    return Accommodation.objects.filter(enrolment=enrolment, unit_key=unit_key).last()


def _missed(item: AttemptItem, run: GradeRun) -> bool:
    """Whether ``run`` marked the must-pass ``item`` as missed: an earlier marking may have, and it counts no more."""
    return any(grade.run_id == run.pk and grade.state == COUNTED and grade.fraction < 1 for grade in item.grades.all())


def passes_on_record(enrolment: Enrolment, attempts: Iterable[Attempt]) -> set[tuple[str, int]]:
    """(key, revision) of the units that this learner completed, by no waiver, among ``attempts``' if any of those was
    marked again; else nothing, without a query: then the latest marking is the only one."""
    keys = {attempt.unit_key for attempt in attempts if any(run.order_id for run in attempt.runs.all())}
    if not keys:
        return set()
    completions = Completion.objects.filter(enrolment=enrolment, unit_key__in=keys, waived_because="")
    return set(completions.values_list("unit_key", "revision"))


def _reached(run: GradeRun, attempt: Attempt) -> bool:
    total = run.total
    return bool(reaches(total.earned, total.possible, attempt.quiz.pass_mark))


def _share(attempt: Attempt) -> Fraction:
    total = attempt.grade.total
    return total.earned / total.possible if total.possible else Fraction(0)
