"""Comparing every stored marking and completion with what the saved answers are worth."""

from collections.abc import Iterator

from django.db.models import Prefetch

from course.models import Completion, Enrolment, Unit
from quizzes.marking.markings import (
    MarkedItem,
    marking_of,
    orders_in_force,
    score_answer,
    unsaved_run,
    version_and_state,
)
from quizzes.marking.standing import QuizStanding
from quizzes.models import (
    Attempt,
    AttemptItem,
    BankItem,
    GradeRun,
    ItemGrade,
    QuestionVersion,
    RegradeOrder,
)
from quizzes.models.bank import body_digest
from quizzes.question.scoring import Score

CHUNK_ROWS = 200


class Verification:
    """Check all that is stored, once.

    attempts, runs, versions: how many were checked so far.
    """

    def __init__(self) -> None:
        self.attempts = self.runs = self.versions = 0
        regraded_versions = RegradeOrder.objects.in_force().values_list("version", flat=True)
        self.orders = orders_in_force(regraded_versions)

    def differences(self) -> Iterator[str]:
        """Yield a line for each difference, with ids and numbers, no names and no answers.

        Memory stays bounded.
        """
        yield from self._version_differences()
        graded = Attempt.objects.handed_in().select_related("quiz__unit").order_by("pk")
        light = BankItem.objects.only("must_pass")
        items = AttemptItem.objects.prefetch_related("version", Prefetch("bank_item", light))
        runs = GradeRun.objects.prefetch_related("grades__version").order_by("run")
        related = graded.prefetch_related(Prefetch("items", items), Prefetch("runs", runs))
        for attempt in related.iterator(chunk_size=CHUNK_ROWS):
            self.attempts += 1
            where = f"attempt {attempt.pk} ({attempt.unit_key}, number {attempt.number})"
            yield from (f"{where}: {text}" for text in self._attempt_differences(attempt))
        for attempt_id in GradeRun.objects.of_open_attempts().values_list("attempt", flat=True):
            yield f"attempt {attempt_id} is open, and was marked"
        yield from _completion_differences()

    def _version_differences(self) -> Iterator[str]:
        for version in QuestionVersion.objects.select_related("question").iterator(
            chunk_size=CHUNK_ROWS
        ):
            self.versions += 1
            if version.sha256 != body_digest(version.kind, version.body):
                yield f"question {version} was altered: its text is not what its SHA-256 says"

    def _attempt_differences(self, attempt: Attempt) -> Iterator[str]:
        items = {item.pk: item for item in attempt.items.all()}
        runs = list(attempt.runs.all())
        if [run.run for run in runs] != list(range(1, len(runs) + 1)) or not runs:
            yield f"its markings should be numbered from 1, and are {[run.run for run in runs]}"
            return
        for run in runs:
            self.runs += 1
            grades = list(run.grades.all())
            if sorted(grade.item_id for grade in grades) != sorted(items):
                yield f"marking {run.run} does not grade every question once"
                continue
            marked = [_as_marked(items[grade.item_id], grade) for grade in grades]
            yield from (
                f"marking {run.run}, question {text}"
                for item in marked
                for text in _answer_differences(item)
            )
            yield from (f"marking {run.run}: {text}" for text in _total_differences(run, marked))
            if run is runs[-1]:
                yield from (
                    f"question {text}" for item in marked for text in self._order_differences(item)
                )

    def _order_differences(self, stored: MarkedItem) -> Iterator[str]:
        try:
            wanted = version_and_state(stored.item, self.orders)
        except (LookupError, TypeError, ValueError):
            return  # ``_answer_differences`` reports an answer that cannot be read
        if wanted != (stored.version, stored.state):
            is_so, should = (
                f"version {version.number}, {state}"
                for version, state in ((stored.version, stored.state), wanted)
            )
            yield f"{stored.item.position} was last marked by {is_so}; what is in force says {should}"
            return
        order = self.orders.get(stored.item.version_id)
        if order and order.to_version and stored.reading < order.reading:
            yield f"{stored.item.position} was last read as before the order in force; run mark_again"


def _as_marked(item: AttemptItem, grade: ItemGrade) -> MarkedItem:
    score = Score(grade.fraction, grade.status)
    return MarkedItem(item, score, grade.version or item.version, grade.state, grade.reading)


def _answer_differences(stored: MarkedItem) -> Iterator[str]:
    try:
        score = score_answer(stored.item, stored.version, stored.reading)
    except (
        LookupError,
        TypeError,
        ValueError,
    ) as error:  # what was altered may not even be readable
        yield f"{stored.item.position}: the answer cannot be marked any more ({type(error).__name__})"
        return
    if score != stored.score:
        was, now = (f"{either.fraction} ({either.status})" for either in (stored.score, score))
        yield f"{stored.item.position}: {was} is stored, and the answer is worth {now}"


def _total_differences(run: GradeRun, marked: list[MarkedItem]) -> Iterator[str]:
    fresh = unsaved_run(run.attempt, marking_of(run.attempt, marked), run.run, run.graded_at)
    for name in ("earned", "possible", "passed", "missed_must_pass"):
        if getattr(run, name) != getattr(fresh, name):
            yield f"{name} is {getattr(run, name)}, and its grades make {getattr(fresh, name)}"


def _completion_differences() -> Iterator[str]:
    """Yield passes without a completion, and completions without a passing attempt."""
    attempts = (
        Attempt.objects.select_related("quiz__unit", "puts_right")
        .prefetch_related("runs", "puts_right__grades")
        .order_by("number")
    )
    completions = Completion.objects.filter(waived_because="", unit__kind=Unit.Kind.QUIZ)
    people = Enrolment.objects.order_by("pk").prefetch_related(
        Prefetch("attempts", attempts), Prefetch("completions", completions)
    )
    offered = set(
        Unit.objects.filter(kind=Unit.Kind.QUIZ).values_list("edition", "key", "revision")
    )
    waived = set(
        Completion.objects.exclude(waived_because="").values_list(
            "enrolment", "unit_key", "revision"
        )
    )
    for enrolment in people.iterator(chunk_size=CHUNK_ROWS):
        stored = {(row.unit_key, row.revision): row for row in enrolment.completions.all()}
        attempted: list[Attempt] = list(enrolment.attempts.all())
        quizzes = {
            (attempt.unit_key, attempt.quiz.unit.revision): attempt.quiz for attempt in attempted
        }
        for place in sorted({*stored, *quizzes}):
            where = f"enrolment {enrolment.public_id}, {place[0]}"
            at_unit = tuple(attempt for attempt in attempted if attempt.unit_key == place[0])
            points = set()
            if place in quizzes:
                standing = QuizStanding(
                    quizzes[place], at_unit, None, None, counts_all_markings=place in stored
                )
                points = _points(standing)
            if place in stored:
                completion = stored[place]
                if (completion.earned, completion.possible) not in points:
                    yield f"{where}: completed with {completion.earned or 'no score'}, and no marking passed with that"
            elif (
                points
                and (enrolment.edition_id, *place) in offered
                and (enrolment.pk, *place) not in waived
            ):
                yield f"{where}: passed, and not written down as completed"


def _points(standing: QuizStanding) -> set[tuple[str, str]]:
    """Return the (earned, possible) that markings of passing attempts gave.

    Practice that was done gives ("", "").
    """
    if standing.quiz.is_practice:
        return {("", "")} if standing.counted_attempts else set()
    if not standing.passed_attempt:
        return set()
    passing = [attempt for attempt in standing.counted_attempts if standing.passes(attempt)]
    return {(run.earned, run.possible) for attempt in passing for run in attempt.runs.all()}
