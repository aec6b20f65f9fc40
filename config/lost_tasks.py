"""Take up tasks again whose worker died."""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)
# The longest task, the file of a guide, takes about a minute. One that still runs does no harm if
# it is begun twice: every task is safe to repeat.
MAX_TASK_TIME = timedelta(hours=1)
MAX_STARTS = 3


class LostWorkersError(Exception):
    """The workers died that had begun this task: it may have ended them, and is given up."""


def take_up_again() -> None:
    """Let another worker begin the tasks of dead ones; give up a task that lost three."""
    now = timezone.now()
    is_old = Q(started_at__lt=now - MAX_TASK_TIME)
    is_ahead = Q(started_at__gt=now + MAX_TASK_TIME)  # the clock was put back since
    for task in DBTaskResult.objects.running().filter(is_old | is_ahead):
        # Only as it was read: it may have ended, or been begun anew, meanwhile.
        unchanged = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if len(task.worker_ids) >= MAX_STARTS:
            _give_up(unchanged)
        # It waits from now on: how long it ran is not how long nobody took it.
        elif unchanged.update(status=TaskResultStatus.READY, enqueued_at=now):
            logger.warning("task taken up again id=%s task=%s", task.pk, task.task_path)


def _give_up(tasks: QuerySet[Any]) -> None:
    """Let a task end as failed."""
    with transaction.atomic():
        for task in tasks.select_for_update():
            task.set_failed(LostWorkersError(f"{len(task.worker_ids)} workers died"))
            logger.error("task given up id=%s task=%s", task.pk, task.task_path)
