"""What workers leave for others: the sign that one is there, and log lines that name their task."""

from datetime import datetime, timedelta
from threading import Event
from typing import Any

from django.db import Error, connection
from django.dispatch import receiver
from django.utils import timezone
from django_tasks import TaskResult, task_backends
from django_tasks.signals import task_finished, task_started
from django_tasks_db import DatabaseBackend

from accounts.models import PeriodicRun
from config.logs import NO_REQUEST, request_id

NAME = "db_worker"  # of the row that holds when a worker was last there
SEEN_EVERY_SECONDS = 15
RETRY_SECONDS = 1
# Of four signs, three may be late, such as where SQLite waits for another writer.
SILENT_AFTER = timedelta(minutes=1)


def keep_seen(is_over: Event) -> None:
    """Write down every 15 seconds that a worker is there, until it is over."""
    # In a thread of its own, since one task may take minutes.
    pause = 0
    while not is_over.wait(pause):
        pause = SEEN_EVERY_SECONDS
        try:
            note_seen()
        except Error:  # the loop of tasks logs it
            connection.close()
            pause = RETRY_SECONDS
    connection.close()


def note_seen() -> None:
    """Write down that a worker is there now."""
    PeriodicRun.objects.update_or_create(name=NAME, defaults={"started_at": timezone.now()})


def last_seen() -> datetime | None:
    """Return when a worker was last there, None if never."""
    run = PeriodicRun.objects.filter(name=NAME).first()
    return run.started_at if run else None


def are_needed() -> bool:
    """Return whether tasks wait for a worker, and are not done at once."""
    return isinstance(task_backends["default"], DatabaseBackend)


@receiver(task_started)
def name_task_in_logs(task_result: TaskResult[Any], **_: object) -> None:
    """Let log lines bear the id of the task, where they belong to no request."""
    if request_id.get() == NO_REQUEST:
        request_id.set(f"task-{task_result.id}")


@receiver(task_finished)
def name_no_task_in_logs(task_result: TaskResult[Any], **_: object) -> None:
    """Let the log lines that follow belong to no task."""
    if request_id.get() == f"task-{task_result.id}":
        request_id.set(NO_REQUEST)
