"""Timed work: each piece, and how often it is due. ``manage.py run_periodic`` does what is due."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO

from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import changes, mail, signups
from accounts.data_files import making as data_files
from accounts.groups import carrying_out, invitations
from accounts.inbox import messages
from accounts.models import PeriodicRun
from accounts.moving import addresses, moved_rows
from accounts.roles import acts as roles
from accounts.roles import mails as role_mails
from accounts.security import events
from certificates import bulk, file_checks, guide_orders, issuing, notes_files, reminders
from certificates.records import head_mails
from config import lost_tasks, shared_cache, stray_files
from config.logs import request_id
from course.assignments import reminders as group_reminders
from course.corrections import notices
from course.staff.reports import usual
from course.uploads import kept_files, unfinished
from quizzes.regrading import batches

logger = logging.getLogger(__name__)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# Timers are not exact: without this, work of every minute could miss every second call.
TIMER_TOLERANCE = timedelta(seconds=15)
# A machine has ten minutes for a piece of work; after that another machine may start it.
MAX_RUN_TIME = timedelta(minutes=10)
MAX_CHECK_TIME = timedelta(minutes=8)


@dataclass(frozen=True)
class PeriodicWork:
    """Hold a piece of timed work.

    every: how often it is due.
    act: does the work; safe to repeat.
    """

    name: str
    every: timedelta
    act: Callable[[], object]


class CertificatesFailedError(Exception):
    """Some certificates failed; the log says why, and the next run tries again."""


class DamagedFilesError(Exception):
    """Some files need somebody to see to them; ``manage.py check_files`` says which ones."""


def command(name: str) -> Callable[[], object]:
    """Return a function that runs a management command without output and raises its errors."""
    return lambda: call_command(name, stdout=StringIO())


def issue_certificates() -> None:
    """Issue missing certificates; raise CertificatesFailedError if one failed."""
    tally = issuing.issue_missing()
    if tally.failed:
        raise CertificatesFailedError(tally.failed)


def check_files() -> None:
    """Compare stored certificates with their records; raise DamagedFilesError if one is amiss."""
    if not file_checks.check_for(MAX_CHECK_TIME).is_fine:
        raise DamagedFilesError


def forget_tasks() -> None:
    """Delete the records of tasks that ended two weeks ago."""
    ended = DBTaskResult.objects.finished()
    ended.filter(finished_at__lte=timezone.now() - 14 * DAY).delete()


WORK = (
    PeriodicWork("expire_attempts", MINUTE, command("expire_attempts")),
    PeriodicWork("tell_corrections", MINUTE, notices.queue_mails),
    PeriodicWork("send_mail", MINUTE, mail.deliver_due),
    PeriodicWork("keep_reports", MINUTE, usual.keep_usual),
    PeriodicWork("change_addresses", 5 * MINUTE, addresses.carry_out_due),
    PeriodicWork("move_late_rows", 5 * MINUTE, moved_rows.move_late_rows),
    PeriodicWork("issue_certificates", 5 * MINUTE, issue_certificates),
    PeriodicWork("make_guides", 5 * MINUTE, guide_orders.make_missing),
    PeriodicWork("make_notes_files", 5 * MINUTE, notes_files.make_missing),
    PeriodicWork("make_data_files", 5 * MINUTE, data_files.make_missing),
    PeriodicWork("carry_out_bulk_acts", 5 * MINUTE, bulk.carry_out_unfinished),
    PeriodicWork("mark_again", 5 * MINUTE, batches.carry_out_missing),
    PeriodicWork("check_uploads", 5 * MINUTE, unfinished.queue_again),
    PeriodicWork("carry_out_rosters", 5 * MINUTE, carrying_out.carry_out_unfinished),
    PeriodicWork("take_up_lost_tasks", 5 * MINUTE, lost_tasks.take_up_again),
    PeriodicWork("forget_limits", 5 * MINUTE, shared_cache.forget_expired),
    PeriodicWork("end_roles", 5 * MINUTE, roles.end_all_lapsed),
    PeriodicWork("tell_ends_of_roles", DAY, role_mails.tell_before_the_end),
    PeriodicWork("remind_groups", DAY, group_reminders.remind_all),
    PeriodicWork("forget_invitations", DAY, invitations.forget_ended),
    PeriodicWork("forget_rosters", DAY, carrying_out.forget_rosters),
    PeriodicWork("check_files", DAY, check_files),
    PeriodicWork("delete_stray_files", DAY, stray_files.delete_stray),
    PeriodicWork("remind_holders", DAY, reminders.remind_holders),
    PeriodicWork("mail_chain_head", DAY, head_mails.mail_head),
    PeriodicWork("forget_sureness", DAY, command("forget_sureness")),
    PeriodicWork("forget_account_events", DAY, events.forget_old_events),
    PeriodicWork("forget_unproven_signups", DAY, signups.forget_unproven_signups),
    PeriodicWork("forget_old_changes", DAY, changes.forget_old_changes),
    PeriodicWork("forget_address_changes", DAY, addresses.forget_ended),
    PeriodicWork("forget_messages", DAY, messages.forget_ended),
    PeriodicWork("forget_uploads", DAY, kept_files.forget_outlived),
    PeriodicWork("forget_notes_files", DAY, notes_files.forget_old),
    PeriodicWork("forget_data_files", DAY, data_files.forget_old),
    PeriodicWork("end_retention", DAY, command("end_retention")),
    PeriodicWork("forget_tasks", DAY, forget_tasks),
    PeriodicWork("clear_sessions", DAY, command("clearsessions")),
)


def run_due(work: tuple[PeriodicWork, ...] = WORK) -> list[str]:
    """Do each piece of work that is due; return the names of those that failed."""
    return [piece.name for piece in work if not _run_if_due(piece)]


def _run_if_due(piece: PeriodicWork) -> bool:
    """Do one piece of work if it is due; return False if it failed."""
    started_at = timezone.now()
    if not _claim(piece, started_at):
        return True
    error_name = ""
    token = request_id.set(f"periodic-{piece.name}")
    try:
        piece.act()
    except Exception as error:  # whatever it is, the other pieces go on
        error_name = type(error).__name__
        logger.exception("periodic work failed name=%s", piece.name)
    request_id.reset(token)
    # If another machine has started the work again by now, its row is left alone.
    PeriodicRun.objects.filter(name=piece.name, started_at=started_at).update(
        finished_at=timezone.now(), last_error=error_name
    )
    return not error_name


def _claim(piece: PeriodicWork, now: datetime) -> bool:
    """Take a piece of work that is due and idle; return whether that worked."""
    # The conditional UPDATE lets only one of several machines take it.
    PeriodicRun.objects.get_or_create(name=piece.name)
    # Else nothing would run until a clock that was put back has caught up.
    is_ahead = Q(started_at__gt=now + MAX_RUN_TIME)
    is_due = Q(started_at=None) | Q(started_at__lte=now - piece.every + TIMER_TOLERANCE) | is_ahead
    is_overdue = Q(started_at__lt=now - MAX_RUN_TIME) | is_ahead
    is_idle = Q(started_at=None) | Q(finished_at__isnull=False) | is_overdue
    runs = PeriodicRun.objects.filter(is_due, is_idle, name=piece.name)
    return bool(runs.update(started_at=now, finished_at=None))
