"""Comparing every stored marking and completion with what the saved answers are worth."""

from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet

from quizzes.marking.completions import completion_differences
from quizzes.marking.kept_counts import count_differences
from quizzes.marking.markings import (
    MarkedItem,
    marking_of,
    orders_in_force,
    score_answer,
    unsaved_run,
    version_and_state,
)
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
STORED_TOTALS = ("earned", "possible", "passed", "missed_must_pass")
# What scoring raises for an answer or a key that was altered in the database.
UNREADABLE = (LookupError, TypeError, ValueError)


class Verification:
    """Check all that is stored, once.

    attempts, runs, versions: how many were checked so far.
    """

    def __init__(self) -> None:
        self.attempts = 0
        self.runs = 0
        self.versions = 0
        regraded_versions = RegradeOrder.objects.in_force().values_list("version", flat=True)
        self.orders = orders_in_force(regraded_versions)

    def differences(self) -> Iterator[str]:
        """Yield a line for each difference, with ids and numbers, no names and no answers.

        Memory stays bounded.
        """
        yield from self._version_differences()
        for attempt in _handed_in_with_markings().iterator(chunk_size=CHUNK_ROWS):
            self.attempts += 1
            where = f"attempt {attempt.pk} ({attempt.unit_key}, number {attempt.number})"
            for problem in self._attempt_differences(attempt):
                yield f"{where}: {problem}"
        wrong_runs = GradeRun.objects.of_open_attempts()
        for attempt_id in wrong_runs.values_list("attempt", flat=True):
            yield f"attempt {attempt_id} is open, and was marked"
        yield from completion_differences()
        yield from count_differences()

    def _version_differences(self) -> Iterator[str]:
        versions = QuestionVersion.objects.select_related("question")
        for version in versions.iterator(chunk_size=CHUNK_ROWS):
            self.versions += 1
            if version.sha256 != body_digest(version.kind, version.body):
                yield f"question {version} was altered: its text is not what its SHA-256 says"

    def _attempt_differences(self, attempt: Attempt) -> Iterator[str]:
        runs = list(attempt.runs.all())
        numbers = [run.run for run in runs]
        numbers_from_1 = list(range(1, len(runs) + 1))
        if not runs or numbers != numbers_from_1:
            yield f"its markings should be numbered from 1, and are {numbers}"
            return

        for run in runs:
            self.runs += 1
            marked_items = _stored_items(attempt, run)
            if marked_items is None:
                yield f"marking {run.run} does not grade every question once"
                continue
            for problem in _run_differences(run, marked_items):
                yield f"marking {run.run}{problem}"
            if run is runs[-1]:
                for marked in marked_items:
                    yield from self._order_differences(marked)

    def _order_differences(self, stored: MarkedItem) -> Iterator[str]:
        """Yield how the latest marking of an item differs from the regrade orders in force."""
        position = stored.item.position
        try:
            version, state = version_and_state(stored.item, self.orders)
        except UNREADABLE:
            return  # ``_answer_difference`` reports an answer that cannot be read
        if (version, state) != (stored.version, stored.state):
            was = f"version {stored.version.number}, {stored.state}"
            wanted = f"version {version.number}, {state}"
            yield (f"question {position} was last marked by {was}; what is in force says {wanted}")
            return

        order = self.orders.get(stored.item.version_id)
        if order and order.to_version and stored.reading < order.reading:
            yield (
                f"question {position} was last read as before the order in force; run mark_again"
            )


def _handed_in_with_markings() -> QuerySet[Attempt]:
    """Return the attempts that were handed in, with their items, markings and grades."""
    bank_items = BankItem.objects.only("must_pass")
    items = AttemptItem.objects.prefetch_related(
        "version",
        Prefetch("bank_item", bank_items),
    )
    runs = GradeRun.objects.prefetch_related("grades__version").order_by("run")
    attempts = Attempt.objects.handed_in().select_related("quiz__unit")
    related = attempts.prefetch_related(
        Prefetch("items", items),
        Prefetch("runs", runs),
    )
    return related.order_by("pk")


def _stored_items(attempt: Attempt, run: GradeRun) -> list[MarkedItem] | None:
    """Return the items as ``run`` marked them; None if it does not grade each of them once."""
    items = {item.pk: item for item in attempt.items.all()}
    grades = list(run.grades.all())
    graded = sorted(grade.item_id for grade in grades)
    if graded != sorted(items):
        return None
    return [_as_marked(items[grade.item_id], grade) for grade in grades]


def _as_marked(item: AttemptItem, grade: ItemGrade) -> MarkedItem:
    score = Score(grade.fraction, grade.status)
    return MarkedItem(
        item,
        score,
        version=grade.version or item.version,
        state=grade.state,
        reading=grade.reading,
    )


def _run_differences(run: GradeRun, marked_items: list[MarkedItem]) -> Iterator[str]:
    """Yield what is wrong with a marking: first with its items, then with its totals."""
    for marked in marked_items:
        if problem := _answer_difference(marked):
            yield f", question {marked.item.position}: {problem}"
    marking = marking_of(run.attempt, marked_items)
    fresh = unsaved_run(run.attempt, marking, run.run, run.graded_at)
    for name in STORED_TOTALS:
        stored = getattr(run, name)
        recomputed = getattr(fresh, name)
        if stored != recomputed:
            yield f": {name} is {stored}, and its grades make {recomputed}"


def _answer_difference(stored: MarkedItem) -> str:
    """Return how the stored score differs from what the answer is worth; "" if it does not."""
    try:
        score = score_answer(stored.item, stored.version, stored.reading)
    except UNREADABLE as error:  # what was altered may not even be readable
        return f"the answer cannot be marked anymore ({type(error).__name__})"
    if score == stored.score:
        return ""
    was = _in_words(stored.score)
    wanted = _in_words(score)
    return f"{was} is stored, and the answer is worth {wanted}"


def _in_words(score: Score) -> str:
    return f"{score.fraction} ({score.status})"
