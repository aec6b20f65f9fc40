"""A site that comes up to date from the database of a release, in one process.

``python -m tests.upgrade.walk`` takes the database as that release left it, stops where the sites
of days between two releases stood, to add what only they had, goes on to the newest migrations,
and prints what is there as JSON. Applying migrations is dear: one walk serves all these tests.
"""

import json
import os
import sys
from typing import Any

from tests import environment  # noqa: F401


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from certificates.records.verifying import verify_chain
    from tests.certificates import old_records
    from tests.course import old_lessons
    from tests.quizzes import old_site
    from tests.upgrade import old_rows, small_site

    small_site.put_files()
    kept = old_rows.kept_rows()
    stops = [stop for stop in (old_lessons, old_records) if not is_behind(stop.BEFORE)]
    for stop in stops:
        stop.fill(migrate_to(stop.BEFORE))
    mails = old_rows.mail_keys()
    upgrade()
    records_once = old_records.tell() if stops else {}
    upgrade()
    told: dict[str, Any] = {
        "changed": old_rows.changed_since(kept),
        "new mails": sorted(old_rows.mail_keys() - mails),
        "missing triggers": old_rows.missing_triggers(),
        "faults in records": verify_chain(),
        "small site": small_site.go_on(),
    }
    if stops:
        told |= {
            "records": [records_once, old_records.tell()],
            "lessons": old_lessons.tell(),
            "quizzes": old_site.tell(),
        }
    json.dump(told, sys.stdout, default=str)


def is_behind(state: list[tuple[str, str]]) -> bool:
    """Return whether the database has been at this state, or is at it."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return set(state) <= set(MigrationRecorder(connection).applied_migrations())


def migrate_to(state: list[tuple[str, str]]) -> Any:
    """Bring the database up to this state; return the models of that time."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate(state)
    return executor.loader.project_state(state).apps


def upgrade() -> None:
    """Bring the site up to date, and let all timed work run."""
    from django.core.management import call_command

    from accounts.models import PeriodicRun

    call_command("migrate", verbosity=0)
    PeriodicRun.objects.all().delete()
    call_command("run_periodic")
    call_command("issue_missing", stdout=sys.stderr)


if __name__ == "__main__":
    main()
