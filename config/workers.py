"""The process that does tasks after the response: it outlives its database, and says it is there.

``manage.py db_worker`` runs it.
"""

import logging
import time
from datetime import datetime, timedelta
from threading import Thread

from django.db import Error, InterfaceError, OperationalError, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from accounts.models import PeriodicRun
from config.logs import request_id

logger = logging.getLogger(__name__)
NAME = "db_worker"
SEEN_EVERY_SECONDS = 15
# Of four signs, three may be late, such as where SQLite waits for another writer.
SILENT_AFTER = timedelta(minutes=1)
RETRY_SECONDS = 1


class SteadyWorker(Worker):  # type: ignore[misc]
    """Do tasks until it is told to stop, whatever happens to the database."""

    def run(self) -> None:
        """Do tasks; where the database is gone, wait until it is back."""
        if not self.batch:
            Thread(target=keep_seen, name="worker-seen", daemon=True).start()
        while self.running:
            try:
                super().run()
                return
            # The library ends the process here, and tasks would wait for whoever starts it again.
            except (OperationalError, InterfaceError) as error:
                if self.batch:  # whoever asked for one batch is told, and may ask again
                    raise
                logger.warning("worker waits for the database error=%s", type(error).__name__)
                connection.close()
                time.sleep(RETRY_SECONDS)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Do one task; its log lines bear its id in the place of a request's."""
        token = request_id.set(f"task-{db_task_result.pk}")
        try:
            super().run_task(db_task_result)
        finally:
            request_id.reset(token)


def keep_seen() -> None:
    """Write down every 15 seconds that a worker is there; never return."""
    # In a thread of its own, since one task may take minutes.
    while True:
        pause = SEEN_EVERY_SECONDS
        try:
            note_seen()
        except Error:  # the loop of tasks logs it
            connection.close()
            pause = RETRY_SECONDS
        time.sleep(pause)


def note_seen() -> None:
    """Write down that a worker is there now."""
    PeriodicRun.objects.update_or_create(name=NAME, defaults={"started_at": timezone.now()})


def last_seen() -> datetime | None:
    """Return when a worker was last there, None if never."""
    run = PeriodicRun.objects.filter(name=NAME).first()
    return run.started_at if run else None
