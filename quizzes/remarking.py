"""Carrying an approved regrade order out: a new marking of every attempt that it holds for, in batches, once each."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import task

from quizzes.dry_runs import RANK, grades_to_mark, outcome_of, unmarked
from quizzes.marking import Marking, grade_of, orders_in_force, remarking, run_of, write_completion
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade, QuestionVersion, RegradeOrder

logger = logging.getLogger(__name__)
BATCH = 200  # no longer than a learner may wait for the lock


@task
def carry_out(order_id: int) -> None:
    """Mark what is left, batch by batch. Safe to repeat; a later order for the same question version takes over."""
    order = RegradeOrder.objects.select_related("version", "to_version").defer("dry_run").get(pk=order_id)
    while mark_batch(order, timezone.now()):
        pass


def carry_out_missing() -> int:
    """Enqueue what a dead worker left: orders in force that have not reached every attempt. How many there were."""
    versions = RegradeOrder.objects.exclude(approved_at=None).values_list("version", flat=True)
    left = [order.pk for order in orders_in_force(versions).values() if unmarked(order).exists()]
    for pk in left:
        carry_out.enqueue(pk)
    return len(left)


def lock_version(version_id: int) -> None:
    """Orders for one question version wait for each other. Whoever starts an attempt does not wait."""
    QuestionVersion.objects.select_for_update(no_key=True).get(pk=version_id)


def mark_batch(order: RegradeOrder, at: datetime) -> int:
    """Mark at most ``BATCH`` attempts again, in one transaction; how many there were.

    The attempts still open are locked too: whoever is just handing one in either is waited for and then marked here,
    or waits and marks by ``order`` from the start.
    """
    with transaction.atomic():
        lock_version(order.version_id)
        if orders_in_force([order.version_id]).get(order.version_id) != order:
            return 0
        _lock(Attempt.objects.filter(_asked(order), state=Attempt.OPEN))
        batch = list(unmarked(order).order_by("run__attempt").values_list("run__attempt", flat=True)[:BATCH])
        _lock(Attempt.objects.filter(pk__in=batch))
        marked = [(grade, remarking(grade, {order.version_id: order})) for grade in grades_to_mark(order, batch)]
        _write(order, marked, at)
    if marked:
        logger.info("attempts marked again order=%s count=%s", order.pk, len(marked))
    return len(marked)


def _asked(order: RegradeOrder) -> Q:
    return Q(pk__in=AttemptItem.objects.filter(version=order.version_id).values("attempt"))


def _lock(attempts: QuerySet[Attempt]) -> None:
    list(attempts.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _write(order: RegradeOrder, marked: Sequence[tuple[ItemGrade, Marking]], at: datetime) -> None:
    """A run for each, with the other items' grades as they were; then completions, learner by learner."""
    runs = {grade.run_id: run_of(grade.run.attempt, found, grade.run.run + 1, at, order) for grade, found in marked}
    GradeRun.objects.bulk_create(runs.values())
    others = ItemGrade.objects.filter(run__in=runs).exclude(pk__in=[grade.pk for grade, _found in marked])
    grades = [grade_of(runs[grade.run_id], found.items[0]) for grade, found in marked]
    for other in others:
        other.pk, other.run, other._state.adding = None, runs[other.run_id], True
        grades.append(other)
    ItemGrade.objects.bulk_create(grades)
    better = [grade.run.attempt_id for grade, _found in marked if _is_better(grade.run, runs[grade.run_id])]
    related = "quiz__unit", "enrolment__edition", "enrolment__course", "enrolment__user"
    for attempt in Attempt.objects.filter(pk__in=better).select_related(*related).order_by("enrolment", "pk"):
        write_completion(attempt, at)


def _is_better(old: GradeRun, new: GradeRun) -> bool:
    """What may make a pass of what was none."""
    before, after = (RANK[outcome_of(run).level] for run in (old, new))
    return after > before or bool(after and new.missed_must_pass < old.missed_must_pass)
