"""Read the people whom a report counts, in one way for its page and for its files."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from django.core.cache import cache, caches
from django.db.models import Q
from django.utils import timezone

from accounts.models import GroupMember
from course.staff.reports.filters import COUNTED_EVERY, Asked, By

READ_AT_ONCE = 2_000
# Raise it with every change to what is kept: after an upgrade the old counts are not read.
COUNTS_FORMAT = 2

Value = TypeVar("Value")


class Counted(NamedTuple):
    """Hold one enrolment that a report counts.

    user_id: None where the account was erased.
    seconds: from the start to the completion; None if it was not completed in time.
    """

    pk: int
    user_id: int | None
    course_id: int
    started_at: datetime
    seconds: float | None

    @property
    def person(self) -> int:
        """Return a number of the person; an erased one is somebody else every time."""
        return -self.pk if self.user_id is None else self.user_id


def counted(asked: Asked) -> Iterator[Counted]:
    """Yield the enrolments that a report counts. One query."""
    fields = ("pk", "user_id", "course_id", "started_at", "completed_at")
    rows = asked.enrolments.order_by().values_list(*fields)
    for pk, user_id, course_id, started_at, completed_at in rows.iterator(READ_AT_ONCE):
        seconds = seconds_to_complete(asked, started_at, completed_at)
        yield Counted(pk, user_id, course_id, started_at, seconds)


def seconds_to_complete(
    asked: Asked, started_at: datetime, completed_at: datetime | None
) -> float | None:
    """Return how long somebody took; None if they did not complete in the time that counts."""
    if completed_at is None or completed_at > asked.at:
        return None
    taken = completed_at - started_at
    if asked.after_days and taken > timedelta(days=asked.after_days):
        return None
    return taken.total_seconds()


def groups_by_person(at: datetime) -> Mapping[int, Sequence[int]]:
    """Return the groups to which people belonged at a time, by person. One query."""
    members = GroupMember.objects.filter(Q(left_at=None) | Q(left_at__gt=at), joined_at__lte=at)
    groups: dict[int, list[int]] = defaultdict(list)
    pairs = members.order_by("group_id").values_list("user_id", "group_id")
    for user_id, group_id in pairs.iterator(READ_AT_ONCE):
        groups[user_id].append(group_id)
    return groups


def kept(
    report: str, asked: Asked, count: Callable[[Asked], Value], *, for_all: bool = False
) -> Value:
    """Return what was counted already, by this process or for all of them, or count it now.

    for_all: count it now, and keep it for all processes.
    """
    pieces = caches["pieces"]
    name = name_of(report, asked)
    if for_all:
        counted_now = count(asked)
        # Until the next count is there for all.
        cache.set(name, counted_now, 2 * COUNTED_EVERY.total_seconds())
        return counted_now

    found: Value | None = pieces.get(name)
    if found is None:
        found = cache.get(name)
        if found is None:
            found = count(asked)
        pieces.set(name, found, COUNTED_EVERY.total_seconds())
    return found


def name_of(report: str, asked: Asked) -> str:
    """Return under which name a report is kept."""
    words = (
        COUNTS_FORMAT,
        report,
        asked.by,
        asked.course_id,
        asked.starts_at,
        asked.ends_at,
        asked.after_days,
        asked.stamp,
        # A month begins at midnight in the zone of whoever reads.
        timezone.get_current_timezone_name() if asked.by == By.MONTH else "",
    )
    return "-".join(map(str, words)).replace(" ", "T")
