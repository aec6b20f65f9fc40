"""Recomputing what is stored: a marking is worth what its answers are worth, whoever asks, whenever."""

from collections.abc import Iterator

from django.db.models import Prefetch

from course.models import Completion, Enrolment, Unit
from quizzes.kinds.scoring import Score
from quizzes.marking import Marked, concluded, orders_in_force, ruling, run_of, scored
from quizzes.models import Attempt, AttemptItem, BankItem, GradeRun, ItemGrade, QuestionVersion, RegradeOrder
from quizzes.models.bank import body_digest
from quizzes.standing import Standing

CHUNK = 200


class Verification:
    """One pass over everything. ``attempts``, ``runs`` and ``versions`` count what was looked at so far."""

    def __init__(self) -> None:
        self.attempts = self.runs = self.versions = 0
        approved = RegradeOrder.objects.exclude(approved_at=None)
        self.orders = orders_in_force(approved.values_list("version", flat=True))

    def differences(self) -> Iterator[str]:
        """Every difference in a line, with ids and numbers, no names and no answers. Memory stays bounded."""
        yield from self._altered_versions()
        graded = Attempt.objects.filter(state=Attempt.SUBMITTED).select_related("quiz__unit").order_by("pk")
        light = BankItem.objects.only("must_pass")
        items = AttemptItem.objects.prefetch_related("version", Prefetch("bank_item", light))
        runs = GradeRun.objects.prefetch_related("grades__version").order_by("run")
        related = graded.prefetch_related(Prefetch("items", items), Prefetch("runs", runs))
        for attempt in related.iterator(chunk_size=CHUNK):
            self.attempts += 1
            where = f"attempt {attempt.pk} ({attempt.unit_key}, number {attempt.number})"
            yield from (f"{where}: {text}" for text in self._of_attempt(attempt))
        for open_one in GradeRun.objects.filter(attempt__state=Attempt.OPEN).values_list("attempt", flat=True):
            yield f"attempt {open_one} is open, and was marked"
        yield from _of_completions()

    def _altered_versions(self) -> Iterator[str]:
        for version in QuestionVersion.objects.select_related("question").iterator(chunk_size=CHUNK):
            self.versions += 1
            if version.sha256 != body_digest(version.kind, version.body):
                yield f"question {version} was altered: its text is not what its SHA-256 says"

    def _of_attempt(self, attempt: Attempt) -> Iterator[str]:
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
            found = [_as_marked(items[grade.item_id], grade) for grade in grades]
            yield from (f"marking {run.run}, question {text}" for each in found for text in _of_answer(each))
            yield from (f"marking {run.run}: {text}" for text in _of_total(run, found))
            if run is runs[-1]:
                yield from (f"question {text}" for each in found for text in self._of_orders(each))

    def _of_orders(self, stored: Marked) -> Iterator[str]:
        try:
            wanted = ruling(stored.item, self.orders)
        except (LookupError, TypeError, ValueError):
            return  # ``_of_answer`` says so
        if wanted != (stored.version, stored.state):
            is_so, should = (
                f"version {version.number}, {state}" for version, state in ((stored.version, stored.state), wanted)
            )
            yield f"{stored.item.position} was last marked by {is_so}; what is in force says {should}"
            return
        order = self.orders.get(stored.item.version_id)
        if order and order.to_version and stored.reading < order.reading:
            yield f"{stored.item.position} was last read as before the order in force; run mark_again"


def _as_marked(item: AttemptItem, grade: ItemGrade) -> Marked:
    score = Score(grade.fraction, grade.status)
    return Marked(item, score, grade.version or item.version, grade.state, grade.reading)


def _of_answer(stored: Marked) -> Iterator[str]:
    try:
        score = scored(stored.item, stored.version, stored.reading)
    except (LookupError, TypeError, ValueError) as error:  # what was altered may not even be readable
        yield f"{stored.item.position}: the answer cannot be marked any more ({type(error).__name__})"
        return
    if score != stored.score:
        was, now = (f"{each.fraction} ({each.status})" for each in (stored.score, score))
        yield f"{stored.item.position}: {was} is stored, and the answer is worth {now}"


def _of_total(run: GradeRun, found: list[Marked]) -> Iterator[str]:
    fresh = run_of(run.attempt, concluded(run.attempt, found), run.run, run.graded_at)
    for name in ("earned", "possible", "passed", "missed_must_pass"):
        if getattr(run, name) != getattr(fresh, name):
            yield f"{name} is {getattr(run, name)}, and its grades make {getattr(fresh, name)}"


def _of_completions() -> Iterator[str]:
    """A pass that is not written down, and what was written down without one."""
    attempts = (
        Attempt.objects.select_related("quiz__unit", "puts_right")
        .prefetch_related("runs", "puts_right__grades")
        .order_by("number")
    )
    completions = Completion.objects.filter(waived_because="", unit__kind=Unit.Kind.QUIZ)
    people = Enrolment.objects.order_by("pk").prefetch_related(
        Prefetch("attempts", attempts), Prefetch("completions", completions)
    )
    offered = set(Unit.objects.filter(kind=Unit.Kind.QUIZ).values_list("edition", "key", "revision"))
    waived = set(Completion.objects.exclude(waived_because="").values_list("enrolment", "unit_key", "revision"))
    for enrolment in people.iterator(chunk_size=CHUNK):
        stored = {(each.unit_key, each.revision): each for each in enrolment.completions.all()}
        sittings: list[Attempt] = list(enrolment.attempts.all())
        quizzes = {(each.unit_key, each.quiz.unit.revision): each.quiz for each in sittings}
        for sat in sorted({*stored, *quizzes}):
            where = f"enrolment {enrolment.public_id}, {sat[0]}"
            same = tuple(each for each in sittings if each.unit_key == sat[0])
            points = (
                _points(Standing(quizzes[sat], same, None, None, is_on_record=sat in stored))
                if sat in quizzes
                else set()
            )
            if sat in stored:
                completion = stored[sat]
                if (completion.earned, completion.possible) not in points:
                    yield f"{where}: completed with {completion.earned or 'no score'}, and no marking passed with that"
            elif points and (enrolment.edition_id, *sat) in offered and (enrolment.pk, *sat) not in waived:
                yield f"{where}: passed, and not written down as completed"


def _points(found: Standing) -> set[tuple[str, str]]:
    """(earned, possible) of the markings of the attempts that pass; of practice that was done, no points."""
    if found.quiz.is_practice:
        return {("", "")} if found.counted else set()
    passing = [attempt for attempt in found.counted if found.passes(attempt)] if found.passed_attempt else []
    return {(run.earned, run.possible) for attempt in passing for run in attempt.runs.all()}
