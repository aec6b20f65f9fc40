"""Carrying an approved regrade order out: every attempt that it holds for is marked again, once.

It is done in batches.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django_tasks import task

from quizzes.marking.kept_counts import count_again, count_gains_again
from quizzes.marking.markings import (
    Marking,
    compute_remarking,
    orders_in_force,
    unsaved_grade,
    unsaved_run,
    write_completion,
)
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade, QuestionVersion, RegradeOrder
from quizzes.regrading.dry_runs import grades_not_following, grades_to_mark
from quizzes.regrading.outcomes import RANK, outcome_of

logger = logging.getLogger(__name__)
MAX_BATCH_ATTEMPTS = 200  # a learner who hands in waits for the lock of one batch


@task
def carry_out(order_id: int) -> None:
    """Mark again, batch by batch, every attempt that the order has not reached yet.

    Safe to repeat; a later order for the same question version takes over.
    """
    order = (
        RegradeOrder.objects.select_related("version", "to_version")
        .defer("dry_run")
        .get(pk=order_id)
    )
    while mark_batch(order, timezone.now()):
        pass


def carry_out_missing() -> int:
    """Queue the orders in force that have not reached every attempt; return how many."""
    # A worker that died leaves such orders behind.
    orders = RegradeOrder.objects.in_force().defer("dry_run")
    unfinished = [order.pk for order in orders if grades_not_following(order).exists()]
    for order_id in unfinished:
        carry_out.enqueue(order_id)
    return len(unfinished)


def lock_version(version_id: int) -> None:
    """Lock the question version, so that its regrade orders wait for each other."""
    # no_key: a learner who starts an attempt with this version does not wait.
    QuestionVersion.objects.select_for_update(no_key=True).get(pk=version_id)


def is_in_force(order: RegradeOrder) -> bool:
    """Tell whether the order was approved and no later one replaced it."""
    return orders_in_force([order.version_id]).get(order.version_id) == order


def mark_batch(order: RegradeOrder, at: datetime) -> int:
    """Mark at most MAX_BATCH_ATTEMPTS attempts again in one transaction; return how many."""
    with transaction.atomic():
        lock_version(order.version_id)
        if not is_in_force(order):
            return 0
        marked = _mark_next_attempts(order)
        _save_markings(order, marked, at)
    if marked:
        logger.info("attempts marked again order=%s count=%s", order.pk, len(marked))
    return len(marked)


MarkedGrade = tuple[ItemGrade, Marking]  # the grade before, and the marking of its item today


def _mark_next_attempts(order: RegradeOrder) -> list[MarkedGrade]:
    """Lock the attempts of the next batch, and mark them without saving."""
    # Open attempts too: one that is being handed in is waited for and then marked here,
    # or waits for this batch and is then marked by the order.
    _lock_attempts(Attempt.objects.open().filter(_asks_version_of(order)))
    attempt_ids = _next_attempt_ids(order)
    _lock_attempts(Attempt.objects.filter(pk__in=attempt_ids))

    in_force = {order.version_id: order}
    grades = grades_to_mark(order, attempt_ids)
    return [(grade, compute_remarking(grade, in_force)) for grade in grades]


def _asks_version_of(order: RegradeOrder) -> Q:
    items = AttemptItem.objects.filter(version=order.version_id)
    return Q(pk__in=items.values("attempt"))


def _next_attempt_ids(order: RegradeOrder) -> list[int]:
    """Return the ids of the attempts of the next batch."""
    grades = grades_not_following(order).order_by("run__attempt")
    attempt_ids = grades.values_list("run__attempt", flat=True)
    return list(attempt_ids[:MAX_BATCH_ATTEMPTS])


def _lock_attempts(attempts: QuerySet[Attempt]) -> None:
    locked = attempts.select_for_update(no_key=True)
    # Always in the same order, so that two batches cannot wait for each other.
    list(locked.order_by("pk").values_list("pk"))


def _save_markings(order: RegradeOrder, marked: Sequence[MarkedGrade], at: datetime) -> None:
    """Save a run for each marking, then the completions that follow, learner by learner."""
    new_runs = _save_runs(order, marked, at)
    _save_grades(new_runs, marked)
    run_ids = [run.pk for run in new_runs.values()]
    count_again(old_runs=list(new_runs), new_runs=run_ids)

    old_runs = [grade.run for grade, _marking in marked]
    if any(old.attempt.quiz.decides_gains for old in old_runs):
        count_gains_again(old_runs=list(new_runs), new_runs=run_ids)
    better = [old.attempt_id for old in old_runs if _may_newly_pass(old, new_runs[old.pk])]
    _write_completions(better)


def _save_runs(
    order: RegradeOrder, marked: Sequence[MarkedGrade], at: datetime
) -> dict[int, GradeRun]:
    """Save a run for each marking; return them by the id of the run before."""
    runs = {}
    for grade, marking in marked:
        old = grade.run
        runs[old.pk] = unsaved_run(old.attempt, marking, old.run + 1, at, order)
    GradeRun.objects.bulk_create(runs.values())
    return runs


def _save_grades(new_runs: Mapping[int, GradeRun], marked: Sequence[MarkedGrade]) -> None:
    """Save the grades of the new runs: one that was marked again, the others as they were."""
    grades = []
    for grade, marking in marked:
        (marked_item,) = marking.items
        grades.append(unsaved_grade(new_runs[grade.run_id], marked_item))

    marked_ids = [grade.pk for grade, _marking in marked]
    grades += _copies_of_other_grades(new_runs, marked_ids)
    ItemGrade.objects.bulk_create(grades)


def _copies_of_other_grades(
    runs: Mapping[int, GradeRun], marked_ids: Sequence[int]
) -> list[ItemGrade]:
    """Return unsaved copies of the grades that the order leaves as they were.

    runs: the new run of each old run's id. marked_ids: the grades that were marked again.
    """
    others = list(ItemGrade.objects.filter(run__in=runs).exclude(pk__in=marked_ids))
    for other in others:
        other.pk = None
        other.run = runs[other.run_id]
        other._state.adding = True
    return others


def _write_completions(attempt_ids: Sequence[int]) -> None:
    """Write down the completions that follow from the newest markings of these attempts.

    They are of the day on which the learner last sat the quiz: a mistake of the issuer, found
    after credit has ended, takes no credit from anybody.
    """
    sat = Attempt.objects.filter(enrolment=OuterRef("enrolment"), unit_key=OuterRef("unit_key"))
    last_sat = sat.exclude(submitted_at=None).order_by("-submitted_at").values("submitted_at")
    attempts = Attempt.objects.filter(pk__in=attempt_ids).select_related(
        "quiz__unit",
        "enrolment__edition",
        "enrolment__course",
        "enrolment__user",
    )
    # The type checker takes the declared attribute and the annotation for two.
    with_times = attempts.annotate(last_sat_at=Subquery(last_sat[:1]))  # type: ignore[no-redef]
    for attempt in with_times.order_by("enrolment", "pk"):
        write_completion(attempt, attempt.last_sat_at)


def _may_newly_pass(old: GradeRun, new: GradeRun) -> bool:
    """Tell whether the new marking may pass a learner whom the old one failed."""
    rank_before = RANK[outcome_of(old).level]
    rank_after = RANK[outcome_of(new).level]
    if rank_after > rank_before:
        return True
    misses_less = new.missed_must_pass < old.missed_must_pass
    return rank_after > 0 and misses_less
