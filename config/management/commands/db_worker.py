"""Take the place of the library's command of this name: its worker ends with its database."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from config.missing_mail import refuse_missing_mail
from config.workers import SteadyWorker


class Command(db_worker.Command):  # type: ignore[misc]
    help = (
        "Do tasks after the response: mails, certificates, files. Runs until it is told to stop, "
        "and waits where the database is gone. Run two."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        refuse_missing_mail()  # else every mail would be put off, without a word
        self.configure_logging(verbosity)
        excluded = options["exclude_queues"]
        worker = SteadyWorker(
            queue_names=options["queue_name"].split(","),
            excluded_queue_names=excluded.split(",") if excluded else [],
            interval=options["interval"],
            batch=options["batch"],
            backend_name=options["backend_name"],
            startup_delay=options["startup_delay"],
            max_tasks=options["max_tasks"],
            worker_id=options["worker_id"],
        )
        worker.configure_signals()
        worker.run()
