"""When the last whole backup was made: kept in one row, and found to be too long ago."""

from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.checks import Warning
from django.db import Error
from django.utils import timezone

from accounts.models import PeriodicRun
from config.site_checks import MANAGE, Findings, site_check

NAME = "backup"


def record_success() -> None:
    """Write down that a backup is whole."""
    # It has no beginning: that of timed work is read as a sign that run_periodic is called.
    values = {"finished_at": timezone.now(), "last_error": ""}
    PeriodicRun.objects.update_or_create(name=NAME, defaults=values)


def record_failure(error: Exception) -> None:
    """Write down that a backup failed; when the last one was whole stays."""
    values = {"last_error": type(error).__name__}
    with suppress(Error):  # the database may be why it failed
        PeriodicRun.objects.update_or_create(name=NAME, defaults=values)


@site_check
def last_backup() -> Findings:
    """Find that there is no whole backup of the last days, or that the last one failed."""
    problem = _problem()
    if problem:
        yield Warning(
            f"{problem}: if the disk fails, what was done since is lost.",
            hint=f"Run every night, as docs/backup.md says: {MANAGE} backup FOLDER",
            id="config.W020",
        )


def _problem() -> str:
    """Return what is wrong with the last backup; "" if nothing is."""
    if not settings.BACKUP_MAX_AGE_DAYS:
        return ""
    run = PeriodicRun.objects.filter(name=NAME).first()
    if run is None or run.finished_at is None:
        return "This site was never backed up"
    age = timezone.now() - run.finished_at
    if age > timedelta(days=settings.BACKUP_MAX_AGE_DAYS):
        return f"The last backup is {age.days} days old"
    return "The last backup failed" if run.last_error else ""
