"""Say that a newer version of this program has migrated the database."""

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


def unknown_migrations() -> list[str]:
    """Return the migrations of our apps that the database has and this program does not."""
    ours = {
        config.label
        for config in apps.get_app_configs()
        if Path(config.path).parent == settings.BASE_DIR
    }
    applied = {key for key in MigrationRecorder(connection).applied_migrations() if key[0] in ours}
    if not applied:
        return []
    known = set(MigrationLoader(None).disk_migrations)
    return sorted(f"{app}.{name}" for app, name in applied - known)


@checks.register(SITE)
def check_database_is_not_newer(**_: Any) -> list[checks.CheckMessage]:
    """Return a warning if the database is newer than this program."""
    try:
        unknown = unknown_migrations()
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
