"""Say that a newer version of this program has migrated the database."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from config.site_checks import SITE

MAX_NAMED = 3


def unknown_migrations(applied: Iterable[str]) -> list[str]:
    """Return those of these migrations that are of our apps, and that this program lacks.

    applied: to a database, as "app.name".
    """
    ours = {
        config.label
        for config in apps.get_app_configs()
        if Path(config.path).parent == settings.BASE_DIR
    }
    known = set()
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        known |= {f"{app}.{name}", *(".".join(replaced) for replaced in migration.replaces)}
    return sorted(name for name in applied if name.partition(".")[0] in ours and name not in known)


@checks.register(SITE)
def check_database_is_not_newer(**_: Any) -> list[checks.CheckMessage]:
    """Return a warning if the database is newer than this program."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
        unknown = unknown_migrations(".".join(key) for key in applied)
    except Error:  # no database: /readyz says so
        return []
    if not unknown:
        return []
    named = ", ".join(unknown[-MAX_NAMED:])
    return [
        checks.Warning(
            f"The database is newer than this program, which does not know {named}.",
            hint="Start the newer version, unless it is being installed just now. To go back for "
            "good, restore the backup from before the upgrade: docs/upgrading.md",
            id="config.W011",
        )
    ]
