"""Carrying an approved regrade order out: a new marking of every attempt that it holds for, in batches, once each."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import task

from quizzes.marking.markings import (
    Marking,
    compute_remarking,
    orders_in_force,
    unsaved_grade,
    unsaved_run,
    write_completion,
)
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade, QuestionVersion, RegradeOrder
from quizzes.regrading.dry_runs import RANK, grades_not_following, grades_to_mark, outcome_of

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
    versions = RegradeOrder.objects.in_force().values_list("version", flat=True)
    left = [
        order.pk
        for order in orders_in_force(versions).values()
        if grades_not_following(order).exists()
    ]
    for pk in left:
        carry_out.enqueue(pk)
    return len(left)


def lock_version(version_id: int) -> None:
    """Lock the question version, so that its regrade orders wait for each other."""
    # no_key: a learner who starts an attempt with this version does not wait.
    QuestionVersion.objects.select_for_update(no_key=True).get(pk=version_id)


def mark_batch(order: RegradeOrder, at: datetime) -> int:
    """Mark at most MAX_BATCH_ATTEMPTS attempts again in one transaction; return how many."""
    with transaction.atomic():
        lock_version(order.version_id)
        if orders_in_force([order.version_id]).get(order.version_id) != order:
            return 0
        # Open attempts too: one that is being handed in is waited for and then marked here,
        # or waits for this batch and is then marked by the order.
        _lock_attempts(Attempt.objects.open().filter(_asks_version_of(order)))
        attempt_ids = (
            grades_not_following(order)
            .order_by("run__attempt")
            .values_list("run__attempt", flat=True)
        )
        batch = list(attempt_ids[:MAX_BATCH_ATTEMPTS])
        _lock_attempts(Attempt.objects.filter(pk__in=batch))
        marked = [
            (grade, compute_remarking(grade, {order.version_id: order}))
            for grade in grades_to_mark(order, batch)
        ]
        _save_markings(order, marked, at)
    if marked:
        logger.info("attempts marked again order=%s count=%s", order.pk, len(marked))
    return len(marked)


def _asks_version_of(order: RegradeOrder) -> Q:
    return Q(pk__in=AttemptItem.objects.filter(version=order.version_id).values("attempt"))


def _lock_attempts(attempts: QuerySet[Attempt]) -> None:
    list(attempts.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _save_markings(
    order: RegradeOrder, marked: Sequence[tuple[ItemGrade, Marking]], at: datetime
) -> None:
    """Save a run for each marking, then the completions that follow, learner by learner.

    The grades of the other items are copied as they were.
    """
    runs = {
        grade.run_id: unsaved_run(grade.run.attempt, marking, grade.run.run + 1, at, order)
        for grade, marking in marked
    }
    GradeRun.objects.bulk_create(runs.values())
    others = ItemGrade.objects.filter(run__in=runs).exclude(
        pk__in=[grade.pk for grade, _marking in marked]
    )
    grades = [unsaved_grade(runs[grade.run_id], marking.items[0]) for grade, marking in marked]
    for other in others:
        other.pk, other.run, other._state.adding = None, runs[other.run_id], True
        grades.append(other)
    ItemGrade.objects.bulk_create(grades)
    better = [
        grade.run.attempt_id
        for grade, _marking in marked
        if _may_newly_pass(grade.run, runs[grade.run_id])
    ]
    related = "quiz__unit", "enrolment__edition", "enrolment__course", "enrolment__user"
    for attempt in (
        Attempt.objects.filter(pk__in=better).select_related(*related).order_by("enrolment", "pk")
    ):
        write_completion(attempt, at)


def _may_newly_pass(old: GradeRun, new: GradeRun) -> bool:
    """Tell whether the new marking may pass a learner whom the old one failed."""
    before, after = (RANK[outcome_of(run).level] for run in (old, new))
    return after > before or bool(after and new.missed_must_pass < old.missed_must_pass)
