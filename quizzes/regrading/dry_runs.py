"""What a regrade order would change, and for whom: worked out from saved answers.

Nothing is saved here.
"""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from quizzes.marking.markings import compute_remarking
from quizzes.models import ItemGrade, RegradeOrder
from quizzes.regrading.consequences import ChangedAttempt, with_consequences
from quizzes.regrading.outcomes import RANK, AttemptChange, DryRun, outcome, outcome_of

FIELDS_TO_MARK = (
    "numerator",
    "denominator",
    "status",
    "state",
    "version",
    "run__run",
    "run__earned",
    "run__possible",
    "run__passed",
    "run__missed_must_pass",
    "run__attempt__number",
    "run__attempt__unit_key",
    "run__attempt__puts_right",
    "run__attempt__quiz__purpose",
    "run__attempt__quiz__pass_mark",
    "run__attempt__quiz__unit__key",
    "run__attempt__quiz__unit__revision",
    "run__attempt__quiz__unit__is_final",
    "run__attempt__enrolment__public_id",
    "run__attempt__enrolment__edition",
    "item__points",
    "item__response",
    "item__version",
    "item__bank_item__must_pass",
)


def dry_run(order: RegradeOrder) -> DryRun:
    """Return what ``order``, saved or not, would change today.

    The number of queries is the same whatever the number of attempts.
    """
    attempts = 0
    changes: list[ChangedAttempt] = []
    for grade in grades_to_mark(order):
        attempts += 1
        change = _change_of(grade, order)
        if change.before != change.after:
            changes.append((grade.run.attempt, change))
    changes.sort(key=_worst_first)
    return DryRun(timezone.now(), attempts, tuple(with_consequences(order.version, changes)))


def _change_of(grade: ItemGrade, order: RegradeOrder) -> AttemptChange:
    """Return the outcome of the attempt before and after the order, maybe the same."""
    attempt = grade.run.attempt
    marking = compute_remarking(grade, {order.version_id: order})
    return AttemptChange(
        enrolment=str(attempt.enrolment.public_id),
        unit=attempt.unit_key,
        attempt=attempt.number,
        before=outcome_of(grade.run),
        after=outcome(attempt, marking.total, marking.passed),
    )


def _worst_first(changed: ChangedAttempt) -> tuple[int, int]:
    """Return the key that sorts the attempts that lose most first."""
    attempt, change = changed
    return RANK[change.after.level] - RANK[change.before.level], attempt.pk


def grades_not_following(order: RegradeOrder) -> QuerySet[ItemGrade]:
    """Return the latest grades of the order's version that do not follow it yet."""
    return ItemGrade.objects.of_latest_markings().not_following(order)


def grades_to_mark(order: RegradeOrder, attempts: list[int] | None = None) -> Iterator[ItemGrade]:
    """Yield the grades of ``grades_not_following`` with all that marking reads.

    They come in the order of attempts.
    attempts: ids, to yield the grades of these attempts only.
    """
    grades = grades_not_following(order).select_related(
        "run__attempt__quiz__unit", "run__attempt__enrolment", "item__bank_item"
    )
    if attempts is not None:
        grades = grades.filter(run__attempt__in=attempts)
    for grade in grades.only(*FIELDS_TO_MARK).order_by("run__attempt").iterator(chunk_size=500):
        grade.item.version = order.version  # one object, so that its body is read once
        yield grade
