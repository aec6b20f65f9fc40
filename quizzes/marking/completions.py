"""Compare the recorded completions of quizzes with the attempts that pass."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, QuerySet

from course.models import Completion, Enrolment, Unit
from quizzes.marking.standing import standing_of
from quizzes.models import Attempt, Quiz

CHUNK_ROWS = 200
UnitRevision = tuple[str, int]  # unit key, revision
Points = tuple[str, str]  # (earned, possible), rationals as text


def completion_differences() -> Iterator[str]:
    """Yield passes without a completion, and completions without a passing attempt.

    Each as a line with ids and numbers, without names.
    """
    duties = _Duties()
    for enrolment in _enrolments_with_records().iterator(chunk_size=CHUNK_ROWS):
        completions = _completions(enrolment)
        quizzes = _attempted_quizzes(enrolment)
        for place in sorted({*completions, *quizzes}):
            completion = completions.get(place)
            quiz = quizzes.get(place)
            points = _passing_points(enrolment, quiz, completion is not None)
            must_exist = duties.has(enrolment, place)
            problem = _problem(completion, points, must_exist=must_exist)
            if problem:
                key, _revision = place
                yield f"enrolment {enrolment.public_id}, {key}: {problem}"


class _Duties:
    """Know where a pass must be recorded, in two queries."""

    def __init__(self) -> None:
        quiz_units = Unit.objects.filter(kind=Unit.Kind.QUIZ)
        self.offered = set(quiz_units.values_list("edition", "key", "revision"))
        waivers = Completion.objects.exclude(waived_because="")
        self.waived = set(waivers.values_list("enrolment", "unit_key", "revision"))

    def has(self, enrolment: Enrolment, place: UnitRevision) -> bool:
        """Tell whether the learner's edition has the quiz at this revision, not waived."""
        is_offered = (enrolment.edition_id, *place) in self.offered
        is_waived = (enrolment.pk, *place) in self.waived
        return is_offered and not is_waived


def _enrolments_with_records() -> QuerySet[Enrolment]:
    """Return all enrolments with their attempts and the completions that were not waived."""
    attempts = (
        Attempt.objects.select_related("quiz__unit", "puts_right")
        .prefetch_related("runs", "puts_right__grades")
        .order_by("number")
    )
    completions = Completion.objects.filter(waived_because="", unit__kind=Unit.Kind.QUIZ)
    return Enrolment.objects.order_by("pk").prefetch_related(
        Prefetch("attempts", attempts),
        Prefetch("completions", completions),
    )


def _completions(enrolment: Enrolment) -> dict[UnitRevision, Completion]:
    """Return the completions of quizzes that were not waived."""
    completions = {}
    for completion in enrolment.completions.all():
        place = completion.unit_key, completion.revision
        completions[place] = completion
    return completions


def _attempted_quizzes(enrolment: Enrolment) -> dict[UnitRevision, Quiz]:
    """Return the quizzes that the learner attempted; of one unit and revision the latest."""
    quizzes = {}
    for attempt in enrolment.attempts.all():
        place = attempt.unit_key, attempt.quiz.unit.revision
        quizzes[place] = attempt.quiz
    return quizzes


def _passing_points(enrolment: Enrolment, quiz: Quiz | None, is_recorded: bool) -> set[Points]:
    """Return the points that the markings of passing attempts gave; none without a quiz.

    Practice or a pretest that was done gives ("", "").
    """
    if quiz is None:
        return set()
    attempts = enrolment.attempts.all()
    at_unit = [attempt for attempt in attempts if attempt.unit_key == quiz.unit.key]
    standing = standing_of(quiz, at_unit, is_recorded=is_recorded)
    if not standing.counted_attempts:
        return set()
    if not quiz.is_certifying:
        return {("", "")}
    if not standing.passed_attempt:
        return set()
    passed = [attempt for attempt in standing.counted_attempts if standing.passes(attempt)]
    return _points_of(passed)


def _points_of(attempts: Iterable[Attempt]) -> set[Points]:
    """Return the points that any marking of these attempts gave."""
    points = set()
    for attempt in attempts:
        for run in attempt.runs.all():
            points.add((run.earned, run.possible))
    return points


def _problem(completion: Completion | None, points: set[Points], *, must_exist: bool) -> str:
    """Return what is wrong with a completion, or with its absence; "" if nothing is.

    points: what passing attempts earned; empty if none passed.
    """
    if completion is None:
        if points and must_exist:
            return "passed, and not written down as completed"
        return ""

    recorded = completion.earned, completion.possible
    if recorded in points:
        return ""
    score = completion.earned or "no score"
    return f"completed with {score}, and no marking passed with that"
