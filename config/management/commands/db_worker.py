"""Run a worker that outlives a restart of the database, and that others can see."""

import logging
import signal
import time
from threading import Event, Thread
from typing import Any

from django.db import InterfaceError, OperationalError, connections
from django_tasks_db.management.commands import db_worker

from config import workers
from config.logs import NO_REQUEST, request_id
from config.missing_mail import refuse_missing_mail

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 2


class Command(db_worker.Command):
    """Go on where the worker of django-tasks-db would end: when the database is away."""

    def handle(self, *, batch: bool, **options: Any) -> None:
        refuse_missing_mail()  # else every mail would be put off, without a word
        if batch:  # whoever asked for one batch is told, and may ask again
            return super().handle(batch=batch, **options)
        is_over = Event()
        sign = Thread(target=workers.keep_seen, args=[is_over], daemon=True)
        sign.start()
        try:
            self._work_on(**options)
        finally:
            is_over.set()
            sign.join()

    def _work_on(self, **options: Any) -> None:
        """Do tasks until a signal ends it, or as many as were asked for."""
        while True:
            try:
                return super().handle(batch=False, **options)
            except (OperationalError, InterfaceError) as error:
                request_id.set(NO_REQUEST)  # nobody said that the task ended
                connections.close_all()
                if _was_told_to_stop():
                    return None
                logger.warning("worker waits for the database error=%s", type(error).__name__)
                time.sleep(PAUSE_SECONDS)


def _was_told_to_stop() -> bool:
    """Return whether a signal came to the last worker while it was in a task."""
    # The library lets a method of the worker answer signals.
    worker = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return isinstance(worker, db_worker.Worker) and not worker.running
