"""What the desk of an administrator says of the site: what it lacks, and what failed."""

from collections.abc import Iterator
from typing import cast

from django.core.cache import caches
from django.core.checks import CheckMessage, run_checks
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.desk.waiting import KEPT_SECONDS, DeskRow, Section
from accounts.models import PeriodicRun, User
from config.backups import age as backup_age
from config.site_checks import NO_MAIL, NO_PROVIDER, NO_TIMER, NO_WORKER, SITE

MAX_NAMED = 3
STOPPING = {NO_WORKER, NO_TIMER, NO_MAIL}
SHOWN_BESIDE = {NO_PROVIDER}  # the desk has a row of its own for it, with a link
KEPT_NAME = "site-checks"


def site_rows(reader: User) -> Iterator[DeskRow]:
    """Yield what an administrator has to see to; nothing, without a query, for anybody else."""
    if not reader.is_administrator:
        return
    yield from _failures()
    for finding in site_findings():
        if finding.id in SHOWN_BESIDE:
            continue
        yield DeskRow(
            section=Section.STOPPED if finding.id in STOPPING else Section.SITE,
            count=1,
            title=finding.msg,
            why=finding.hint,
            since=None,
            act="",
        )


def site_findings() -> list[CheckMessage]:
    """Return what ``manage.py check --deploy`` says of the site, at most a minute old."""
    kept = cast(list[CheckMessage] | None, caches["pieces"].get(KEPT_NAME))
    if kept is None:
        kept = run_checks(tags=[SITE], include_deployment_checks=True)
        caches["pieces"].set(KEPT_NAME, kept, KEPT_SECONDS)
    return kept


def _failures() -> Iterator[DeskRow]:
    """Yield that pieces of timed work ended with an error, with their names."""
    # What is wrong with backups is found by a check of its own.
    runs = PeriodicRun.objects.exclude(last_error="").exclude(name=backup_age.NAME)
    failed = list(runs.order_by("name").values_list("name", flat=True))
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


def _named(names: list[str]) -> str:
    """Return the first names in one line; an ellipsis stands for those that are too many."""
    named = ", ".join(names[:MAX_NAMED])
    return named if len(names) <= MAX_NAMED else f"{named} …"
