"""More time or attempts for one learner, granted by staff. Every grant is a new row; the latest of a quiz counts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from course.models import Enrolment
from quizzes.models import Accommodation, Attempt, Quiz
from quizzes.sitting.attempts import deadline


def limited_quizzes(enrolment: Enrolment) -> list[Quiz]:
    """Return the quizzes of the learner's edition that limit time or attempts."""
    quizzes = (
        Quiz.objects.filter(unit__edition=enrolment.edition_id)
        .select_related("unit")
        .defer("source")
    )
    limited = Q(time_limit_minutes__isnull=False) | Q(attempts_allowed__isnull=False)
    return list(quizzes.filter(limited).order_by("unit__position"))


def accommodation_history(enrolment: Enrolment) -> list[Any]:
    """Return every grant, the earliest first, in two queries.

    Each row has the ``title`` of its quiz in the learner's edition.
    """
    rows = list(enrolment.accommodations.select_related("granted_by"))
    keys = {row.unit_key for row in rows}
    titles = dict(
        enrolment.edition.units.filter(key__in=keys).order_by().values_list("key", "title")
    )
    for row in rows:
        row.title = titles.get(row.unit_key, row.unit_key)  # type: ignore[attr-defined]
    return rows


def accommodations_in_force(enrolment: Enrolment) -> list[Any]:
    """Return the grants that count: the latest of each quiz."""
    return list({row.unit_key: row for row in accommodation_history(enrolment)}.values())


def grant(
    enrolment: Enrolment,
    unit_keys: Iterable[str],
    *,
    extra_time_percent: int,
    extra_attempts: int,
    reason: str,
    by: User,
    at: datetime,
) -> list[Accommodation]:
    """Grant exactly this at each of the quizzes, and return the rows that were saved.

    A quiz at which the same is in force already gets no row. An open attempt whose time is not
    over gets the longer time; no running time is shortened.
    """
    written = []
    with transaction.atomic():
        # Starting an attempt takes the same lock: the attempt has the new time from its start,
        # or it is open below.
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        in_force = {
            row.unit_key: (row.extra_time_percent, row.extra_attempts)
            for row in accommodations_in_force(enrolment)
        }
        for key in unit_keys:
            if in_force.get(key, (0, 0)) == (extra_time_percent, extra_attempts):
                continue
            row = Accommodation.objects.create(
                enrolment=enrolment,
                unit_key=key,
                extra_time_percent=extra_time_percent,
                extra_attempts=extra_attempts,
                reason=reason,
                granted_by=by,
                granted_at=at,
            )
            _extend_running_attempts(row)
            written.append(row)
    return written


def _extend_running_attempts(row: Accommodation) -> None:
    open_here = Attempt.objects.of(row.enrolment).at(row.unit_key).open()
    running = open_here.filter(deadline_at__gte=row.granted_at)
    for attempt in running.select_related("quiz"):
        later = deadline(attempt.quiz, attempt.started_at, row)
        still_open = Attempt.objects.open().filter(pk=attempt.pk, deadline_at__lt=later)
        still_open.update(deadline_at=later)
