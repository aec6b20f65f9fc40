"""More time or attempts for one learner, granted by staff.

Every grant is a new row; the latest of a quiz counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.approvals import RecordAct
from accounts.models import User
from course.enrolment.records import find_enrolment
from course.models import Enrolment
from course.outline import units_of
from quizzes.models import Accommodation, Attempt, Quiz
from quizzes.sitting.attempts import deadline

ACT = RecordAct(
    permission="quizzes.grant_accommodation",
    title=_("Grant a learner more time or attempts"),
    find=find_enrolment,
    view_name="quizzes:accommodations",
)


def limited_quizzes(enrolment: Enrolment) -> list[Quiz]:
    """Return the quizzes of the learner's edition that limit time or attempts, without pretests."""
    quizzes = (
        Quiz.objects.filter(unit__edition=enrolment.edition_id)
        .select_related("unit")
        .defer("source")
    )
    limited = Q(time_limit_minutes__isnull=False) | Q(attempts_allowed__isnull=False)
    repeatable = quizzes.filter(limited).exclude(purpose=Quiz.Purpose.PRETEST)
    return list(repeatable.order_by("unit__position"))


@dataclass(frozen=True)
class Grant:
    """Hold what staff granted at one quiz, with the quiz's title in the learner's edition."""

    accommodation: Accommodation
    title: str


def accommodation_history(enrolment: Enrolment) -> list[Grant]:
    """Return every grant, the earliest first, in one query for each enrolment."""
    with_staff = Accommodation.objects.select_related("granted_by")
    prefetch_related_objects([enrolment], Prefetch("accommodations", with_staff))
    rows = list(enrolment.accommodations.all())
    titles = {unit.key: unit.title for unit in units_of(enrolment.edition)} if rows else {}
    return [Grant(row, titles.get(row.unit_key, row.unit_key)) for row in rows]


def accommodations_in_force(enrolment: Enrolment) -> list[Grant]:
    """Return the grants that count: the latest of each quiz."""
    history = accommodation_history(enrolment)
    return list({row.accommodation.unit_key: row for row in history}.values())


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
    wanted = (extra_time_percent, extra_attempts)
    written = []
    with transaction.atomic():
        # Starting an attempt takes the same lock: the attempt has the new time from its start,
        # or it is open below.
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        in_force = _granted_by_unit(enrolment)
        for key in unit_keys:
            if in_force.get(key, (0, 0)) == wanted:
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


def _granted_by_unit(enrolment: Enrolment) -> dict[str, tuple[int, int]]:
    """Return (more time in per cent, more attempts) in force, by unit key; read anew."""
    # What the page has read of the enrolment may be older than the lock.
    rows = Accommodation.objects.filter(enrolment=enrolment)
    return {row.unit_key: (row.extra_time_percent, row.extra_attempts) for row in rows}


def _extend_running_attempts(row: Accommodation) -> None:
    open_here = Attempt.objects.of(row.enrolment).at(row.unit_key).open()
    running = open_here.filter(deadline_at__gte=row.granted_at)
    for attempt in running.select_related("quiz"):
        later = deadline(attempt.quiz, attempt.started_at, row)
        still_open = Attempt.objects.open().filter(pk=attempt.pk, deadline_at__lt=later)
        still_open.update(deadline_at=later)
