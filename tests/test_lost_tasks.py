"""Tasks outlive their worker."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from config.lost_tasks import MAX_TASK_TIME, take_up_again

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


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


def test_a_task_whose_worker_died_is_begun_again_but_not_for_ever():
    begun_task("still running", TEN - MAX_TASK_TIME, workers=1)
    begun_task("lost", TEN - MAX_TASK_TIME - timedelta(seconds=1), workers=2)
    begun_task("ahead", TEN + timedelta(days=1), workers=1)
    begun_task("deadly", TEN - timedelta(days=1), workers=3)
    with time_machine.travel(TEN, tick=False):
        for _time in range(2):
            take_up_again()
    assert dict(DBTaskResult.objects.values_list("task_path", "status")) == {
        "still running": "RUNNING",
        "lost": "READY",
        "ahead": "READY",
        "deadly": "FAILED",
    }
