"""What the desk of an administrator says of the site: a silent worker, and failed checks."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.desk.waiting import DeskRow, Section
from accounts.models import PeriodicRun, User

SILENT_AFTER = timedelta(minutes=15)  # timed work is due every minute
MAX_NAMED = 3


def site_rows(reader: User) -> Iterator[DeskRow]:
    """Yield what an administrator has to see to. One query, and none for anybody else."""
    if not reader.is_administrator:
        return
    runs = list(PeriodicRun.objects.exclude(started_at=None))
    yield from _silence(runs)
    yield from _failures(runs)
    yield from _failed_checks()


def _silence(runs: list[PeriodicRun]) -> Iterator[DeskRow]:
    """Yield that no timed work has begun for a while, or that none ever began."""
    latest = max((run.started_at for run in runs if run.started_at), default=None)
    if latest and latest > timezone.now() - SILENT_AFTER:
        return
    if latest is None and settings.DEBUG:  # a demo has no timed work, and does the rest at once
        return
    yield DeskRow(
        section=Section.STOPPED,
        count=1,
        title=_("The worker is silent"),
        why=_(
            "Nothing is lost. Mails, certificates and marks wait until it is started again"
            " (docs/operating.md says how)."
        ),
        since=latest,
        act="",
    )


def _failures(runs: list[PeriodicRun]) -> Iterator[DeskRow]:
    """Yield that pieces of timed work ended with an error, with their names."""
    failed = sorted(run.name for run in runs if run.last_error)
    if failed:
        text = ngettext(
            "The log says why. It is tried again: %(names)s.",
            "The log says why. They are tried again: %(names)s.",
            len(failed),
        )
        yield DeskRow(
            section=Section.SITE,
            count=len(failed),
            title=_("Timed work that failed"),
            why=text % {"names": _named(failed)},
            since=None,
            act=_("See when it ran"),
            url_name="admin:accounts_periodicrun_changelist",
        )


def _failed_checks() -> Iterator[DeskRow]:
    """Yield that checks for a site in use have failed."""
    failed = _checks()
    if failed:
        yield DeskRow(
            section=Section.SITE,
            count=len(failed),
            title=_("Checks that this site does not pass"),
            why=_("“manage.py check --deploy” says how to mend them: %(names)s.")
            % {"names": _named([str(check.id) for check in failed])},
            since=None,
            act="",
        )


@cache
def _checks() -> list[CheckMessage]:
    """Return what the checks of a site in use say; settings change only with a new process."""
    return [check for check in run_checks(include_deployment_checks=True) if check.is_serious()]


def _named(names: list[str]) -> str:
    """Return the first names in one line; an ellipsis stands for those that are too many."""
    named = ", ".join(names[:MAX_NAMED])
    return named if len(names) <= MAX_NAMED else f"{named} …"
