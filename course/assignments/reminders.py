"""Remind people of a course that their group asks them to finish, each time once.

The outbox holds a mail once for each key, so that a run that is repeated sends nothing twice.
"""

import logging
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit, mail
from accounts.models import GroupMember, OutgoingMail, User
from course.assignments import reminder_words
from course.assignments.standing import Standing, people_of, today_of, waiting_for
from course.models import Enrolment, GroupCourse, ReminderStop
from course.outline import Progress, progress_of

logger = logging.getLogger(__name__)

FIRST_DAYS, LAST_DAYS = 14, 3  # before the last day
FIRST_LATE, LAST_LATE, NEVER_AGAIN = 1, 7, 14  # days after it
# Somebody who has just joined, or has just been asked, gets no reminder yet.
SETTLING_IN = timedelta(days=2)
NOT_STARTED_AFTER = timedelta(days=7)
A_BATCH = 200


def remind_all() -> int:
    """Queue the reminders that are due today; return how many. Safe to repeat."""
    asked = GroupCourse.objects.current().filter(sends_reminders=True)
    asked = asked.filter(assigned_at__lte=timezone.now() - SETTLING_IN)
    return sum(_remind(assigned) for assigned in asked.select_related("group", "course"))


def _remind(assigned: GroupCourse) -> int:
    """Queue the reminders of one course of one group."""
    today = today_of(assigned.group)
    settled = timezone.now() - SETTLING_IN
    people = _reachable(assigned, people_of(assigned, today)).filter(joined_at__lte=settled)
    sent = _keys_of(assigned)
    queued = 0
    batch: list[tuple[GroupMember, str]] = []
    for person in people.order_by("pk"):
        rule = rule_of(assigned, person, today)
        key = f"{_prefix(assigned)}{person.user_id}:{rule}"
        if rule and key not in sent:
            batch.append((person, key))
    for start in range(0, len(batch), A_BATCH):
        queued += _queue(assigned, batch[start : start + A_BATCH])
    return queued


def _reachable(assigned: GroupCourse, people: QuerySet[GroupMember]) -> QuerySet[GroupMember]:
    """Return those who may get a reminder: not completed, not disabled, not stopped."""
    people = people.exclude(standing=Standing.COMPLETED).filter(user__is_active=True)
    if assigned.is_required:
        return people
    stopped = ReminderStop.objects.filter(group_course=assigned)
    return people.exclude(user__in=stopped.values("user"))


def _prefix(assigned: GroupCourse) -> str:
    return f"course-reminder:{assigned.pk}:"


def _keys_of(assigned: GroupCourse) -> set[str]:
    """Return the keys of the reminders that went out for a course of a group."""
    mails = OutgoingMail.objects.filter(key__startswith=_prefix(assigned))
    return set(mails.values_list("key", flat=True))


def rule_of(assigned: GroupCourse, person: GroupMember, today: date) -> str:
    """Return which reminder is due to somebody today, with their last day; "" for none.

    Needs ``people_of``. A day that a run missed is made good for as long as the rule holds.
    """
    due_on: date | None = person.due_on  # type: ignore[attr-defined]
    if due_on and (rule := _rule_by_day((due_on - today).days)):
        return f"{due_on:%Y%m%d}:{rule}"
    has_started = person.started_at is not None  # type: ignore[attr-defined]
    asked_at = max(assigned.assigned_at, person.joined_at)
    is_over = due_on is not None and due_on < today
    if has_started or is_over or timezone.now() < asked_at + NOT_STARTED_AFTER:
        return ""
    return "not-started"


def _rule_by_day(days_left: int) -> str:
    """Return the reminder for so many days before the last day; they are negative after it."""
    if LAST_DAYS < days_left <= FIRST_DAYS:
        return f"{FIRST_DAYS}-before"
    if 0 <= days_left <= LAST_DAYS:
        return f"{LAST_DAYS}-before"
    if FIRST_LATE <= -days_left < LAST_LATE:
        return f"{FIRST_LATE}-late"
    if LAST_LATE <= -days_left < NEVER_AGAIN:
        return f"{LAST_LATE}-late"
    return ""


def _queue(assigned: GroupCourse, batch: Iterable[tuple[GroupMember, str]]) -> int:
    """Queue a batch of reminders, whole or not at all."""
    batch = list(batch)
    progress = _progress(assigned, [person.user_id for person, _key in batch])
    with transaction.atomic():
        for person, key in batch:
            words = reminder_words.words_of(assigned, person, progress.get(person.user_id))
            mail.queue(key, person.user, words.subject, words.body)
    logger.info("reminders queued group_course=%s count=%s", assigned.pk, len(batch))
    return len(batch)


def _progress(assigned: GroupCourse, user_ids: Iterable[int]) -> dict[int, Progress]:
    """Return the progress of those who have started, by user. Three queries."""
    active = Enrolment.objects.active().filter(course=assigned.course_id, user__in=user_ids)
    enrolments = list(active)
    progress = progress_of(enrolments)
    return {
        enrolment.user_id: progress[enrolment.pk]
        for enrolment in enrolments
        if enrolment.user_id is not None
    }


def askable(assigned: GroupCourse) -> tuple[list[GroupMember], list[GroupMember]]:
    """Return who would get a reminder now, and who waits but was asked today or stopped."""
    today = today_of(assigned.group)
    waiting = waiting_for(people_of(assigned, today)).order_by("user__name", "pk")
    reachable = set(_reachable(assigned, waiting).order_by().values_list("pk", flat=True))
    people = list(waiting)
    keys = [_key_of_today(person.user_id) for person in people]
    sent = set(OutgoingMail.objects.filter(key__in=keys).values_list("key", flat=True))
    to_ask, left_out = [], []
    for person in people:
        can_ask = person.pk in reachable and _key_of_today(person.user_id) not in sent
        (to_ask if can_ask else left_out).append(person)
    return to_ask, left_out


def _key_of_today(user_id: int) -> str:
    """Return the key that lets nobody be asked by hand twice a day."""
    return f"asked-reminder:{user_id}:{timezone.now():%Y%m%d}"


def remind_now(assigned: GroupCourse, by: User) -> int:
    """Remind who is overdue or has not started; return how many. Once a day for each person."""
    to_ask, _left_out = askable(assigned)
    if not to_ask:
        return 0
    batch = [(person, _key_of_today(person.user_id)) for person in to_ask]
    with transaction.atomic():
        queued = _queue(assigned, batch)
        reason = f"{assigned.course.slug}: {queued}"
        audit.record(by, "group.reminded", assigned.group, reason)
    return queued
