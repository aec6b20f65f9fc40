"""Remind people of a course that their group asks them to finish, each time once.

The outbox holds a mail once for each key, so that a run that is repeated sends nothing twice.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import audit, mail
from accounts.models import GroupMember, OutgoingMail, User
from course.assignments import reminder_words
from course.assignments.standing import Standing, people_of, people_to_remind, today_of
from course.models import Enrolment, GroupCourse, ReminderStop
from course.outline import Progress, progress_of

logger = logging.getLogger(__name__)

FIRST_DAYS, LAST_DAYS = 14, 3  # before the last day
FIRST_LATE, LAST_LATE, NEVER_AGAIN = 1, 7, 14  # days after it
# Somebody who has just joined, or has just been asked, gets no reminder yet.
SETTLING_IN = timedelta(days=2)
NOT_STARTED_AFTER = timedelta(days=7)
A_BATCH = 200


class KeyedPerson(NamedTuple):
    """Hold somebody with the key of a reminder, under which it goes out once."""

    person: GroupMember
    key: str


def remind_all() -> int:
    """Queue the reminders that are due today; return how many. Safe to repeat."""
    asked = GroupCourse.objects.current().filter(
        sends_reminders=True,
        assigned_at__lte=timezone.now() - SETTLING_IN,
    )
    total = 0
    for assigned in asked.select_related("group", "course"):
        total += _remind(assigned)
    return total


def _remind(assigned: GroupCourse) -> int:
    """Queue the reminders of one course of one group."""
    due = _due_today(assigned)
    for start in range(0, len(due), A_BATCH):
        batch = due[start : start + A_BATCH]
        _queue(assigned, batch)
    return len(due)


def _due_today(assigned: GroupCourse) -> list[KeyedPerson]:
    """Return who gets a reminder today that they have not got yet."""
    today = today_of(assigned.group)
    people = _reachable(assigned, people_of(assigned, today))
    settled = people.filter(joined_at__lte=timezone.now() - SETTLING_IN)
    sent = _keys_of(assigned)
    prefix = _prefix(assigned)
    due = []
    for person in settled.order_by("pk"):
        rule = rule_of(assigned, person, today)
        key = f"{prefix}{person.user_id}:{rule}"
        if rule and key not in sent:
            due.append(KeyedPerson(person, key))
    return due


def _reachable(assigned: GroupCourse, people: QuerySet[GroupMember]) -> QuerySet[GroupMember]:
    """Return those who may get a reminder: not completed, not disabled, not stopped."""
    is_completed = Q(("standing", Standing.COMPLETED))
    reachable = people.filter(~is_completed, user__is_active=True)
    if assigned.is_required:
        return reachable
    stopped = ReminderStop.objects.filter(group_course=assigned)
    return reachable.exclude(user__in=stopped.values("user"))


def _prefix(assigned: GroupCourse) -> str:
    return f"course-reminder:{assigned.pk}:"


def _keys_of(assigned: GroupCourse) -> set[str]:
    """Return the keys of the reminders that went out for a course of a group."""
    prefix = _prefix(assigned)
    mails = OutgoingMail.objects.filter(key__startswith=prefix)
    keys = mails.values_list("key", flat=True)
    return set(keys)


def rule_of(assigned: GroupCourse, person: GroupMember, today: date) -> str:
    """Return which reminder is due to somebody today, with their last day; "" for none.

    Needs ``people_of``. A day that a run missed is made good for as long as the rule holds.
    """
    due_on = person.due_on
    if due_on:
        days_left = (due_on - today).days
        rule = _rule_by_day(days_left)
        if rule:
            return f"{due_on:%Y%m%d}:{rule}"
        if days_left < 0:
            return ""
    asked_at = max(assigned.assigned_at, person.joined_at)
    has_waited = timezone.now() >= asked_at + NOT_STARTED_AFTER
    return "not-started" if has_waited and not person.started_at else ""


def _rule_by_day(days_left: int) -> str:
    """Return the reminder for so many days before the last day; they are negative after it."""
    days_late = -days_left
    if LAST_DAYS < days_left <= FIRST_DAYS:
        return f"{FIRST_DAYS}-before"
    if 0 <= days_left <= LAST_DAYS:
        return f"{LAST_DAYS}-before"
    if FIRST_LATE <= days_late < LAST_LATE:
        return f"{FIRST_LATE}-late"
    if LAST_LATE <= days_late < NEVER_AGAIN:
        return f"{LAST_LATE}-late"
    return ""


def _queue(assigned: GroupCourse, batch: Sequence[KeyedPerson]) -> None:
    """Queue a batch of reminders, whole or not at all."""
    progress = _progress(assigned, batch)
    with transaction.atomic():
        for person, key in batch:
            done = progress.get(person.user_id)
            words = reminder_words.words_of(assigned, person, done)
            mail.queue(key, person.user, words.subject, words.body)
    logger.info("reminders queued group_course=%s count=%s", assigned.pk, len(batch))


def _progress(assigned: GroupCourse, batch: Sequence[KeyedPerson]) -> dict[int | None, Progress]:
    """Return the progress of those who have started, by user. Three queries."""
    users = [each.person.user_id for each in batch]
    enrolments = Enrolment.objects.active().filter(
        course=assigned.course_id,
        user__in=users,
    )
    started = list(enrolments)
    progress = progress_of(started)
    return {enrolment.user_id: progress[enrolment.pk] for enrolment in started}


def askable(assigned: GroupCourse) -> tuple[list[GroupMember], list[GroupMember]]:
    """Return who would get a reminder now, and who waits but was asked today or stopped."""
    today = today_of(assigned.group)
    people = people_to_remind(people_of(assigned, today))
    reachable = _reachable(assigned, people)
    reachable_ids = set(reachable.values_list("pk", flat=True))
    by_name = people.order_by("user__name", "pk")
    waiting = list(by_name)
    sent = _sent_today(waiting)
    to_ask: list[GroupMember] = []
    left_out: list[GroupMember] = []
    for person in waiting:
        can_ask = person.pk in reachable_ids and person.user_id not in sent
        fitting = to_ask if can_ask else left_out
        fitting.append(person)
    return to_ask, left_out


def _sent_today(people: Iterable[GroupMember]) -> set[int]:
    """Return the users among these who were asked by hand today. One query."""
    user_of = {}
    for person in people:
        key = _key_of_today(person.user_id)
        user_of[key] = person.user_id
    sent = OutgoingMail.objects.filter(key__in=user_of)
    keys = sent.values_list("key", flat=True)
    return {user_of[key] for key in keys}


def _key_of_today(user_id: int) -> str:
    """Return the key that lets nobody be asked by hand twice a day."""
    return f"asked-reminder:{user_id}:{timezone.now():%Y%m%d}"


def remind_now(assigned: GroupCourse, by: User) -> int:
    """Remind who is overdue or has not started; return how many. Once a day for each person."""
    to_ask, _left_out = askable(assigned)
    if not to_ask:
        return 0
    batch = []
    for person in to_ask:
        key = _key_of_today(person.user_id)
        batch.append(KeyedPerson(person, key))
    with transaction.atomic():
        _queue(assigned, batch)
        reason = f"{assigned.course.slug}: {len(batch)}"
        audit.record(by, "group.reminded", assigned.group, reason)
    return len(batch)
