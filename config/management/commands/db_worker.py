"""Run a worker that outlives a restart of the database."""

import logging
import time

from django.db import InterfaceError, OperationalError, connections
from django_tasks_db.management.commands import db_worker

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 2


class Command(db_worker.Command):
    """Go on where the worker of django-tasks-db would end: when the database is away."""

    def handle(self, *, batch: bool, **options: object) -> None:
        while True:
            try:
                return super().handle(batch=batch, **options)
            except (OperationalError, InterfaceError) as error:
                # Whoever asked for one batch is told, and may ask again.
                if batch:
                    raise
                logger.warning("worker waits for the database error=%s", type(error).__name__)
                connections.close_all()
                time.sleep(PAUSE_SECONDS)
