"""Tasks outlive the database's restart and the worker's death."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, connections
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from config.lost_tasks import MAX_TASK_TIME, take_up_again

TEN = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
DATABASE_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@task
def do_nothing() -> None:
    """Stand for any task."""


def go_away_until(is_noticed: Callable[[], bool], backend_pid: int) -> None:
    """Do what a restart of PostgreSQL does to a waiting worker; then there is a task again."""
    give_up_at = time.monotonic() + 30
    with connection.cursor() as cursor:
        cursor.execute("ALTER ROLE CURRENT_USER NOLOGIN")
        try:
            cursor.execute("SELECT pg_terminate_backend(%s)", [backend_pid])
            while not is_noticed() and time.monotonic() < give_up_at:
                time.sleep(0.1)
        finally:
            cursor.execute("ALTER ROLE CURRENT_USER LOGIN")
    do_nothing.enqueue()
    connections.close_all()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_database_goes_on_when_it_is_back(settings, caplog):
    settings.TASKS = DATABASE_QUEUE
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend_pid,) = cursor.fetchone()

    def is_noticed() -> bool:
        return "worker waits for the database error=OperationalError" in caplog.text

    restart = threading.Thread(target=go_away_until, args=[is_noticed, backend_pid])
    restart.start()
    with caplog.at_level(logging.WARNING):
        call_command("db_worker", max_tasks=1, verbosity=0, interval=0.1, startup_delay=False)
    restart.join()
    assert is_noticed()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def begun_task(name: str, began_at: datetime, workers: int) -> None:
    DBTaskResult.objects.create(
        task_path=name,
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=began_at,
        status="RUNNING",
        started_at=began_at,
        worker_ids=[f"worker-{number}" for number in range(workers)],
    )


@pytest.mark.django_db
def test_a_task_whose_worker_died_is_begun_again_but_not_for_ever():
    begun_task("still running", TEN - MAX_TASK_TIME, workers=1)
    begun_task("lost", TEN - MAX_TASK_TIME - timedelta(seconds=1), workers=2)
    begun_task("deadly", TEN - timedelta(days=1), workers=3)
    begun_task("ahead", TEN + timedelta(days=1), workers=1)
    with time_machine.travel(TEN, tick=False):
        for _time in range(2):
            take_up_again()
    assert dict(DBTaskResult.objects.values_list("task_path", "status")) == {
        "still running": "RUNNING",
        "lost": "READY",
        "ahead": "READY",
        "deadly": "FAILED",
    }
