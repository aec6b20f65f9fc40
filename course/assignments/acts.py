"""Ask a group to take a course, change by when, and give one person more time."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import LearnerGroup, User
from course.models import Course, DueDateExtension, GroupCourse


def assign(group: LearnerGroup, course: Course, by: User, **rule: object) -> bool:
    """Ask a group to take a course; return False if it was asked before.

    rule: the columns due_on, is_required and sends_reminders.
    """
    try:
        with transaction.atomic():
            GroupCourse.objects.create(
                group=group,
                course=course,
                assigned_by=by,
                **rule,
            )
            audit.record(by, "group.course_assigned", group, course.slug)
    except IntegrityError:
        return False
    return True


def change(assigned: GroupCourse, by: User) -> None:
    """Save the changed last day and rule of an assignment."""
    with transaction.atomic():
        assigned.save(update_fields=["due_on", "is_required", "sends_reminders"])
        day = assigned.due_on.isoformat() if assigned.due_on else "no last day"
        reason = f"{assigned.course.slug}: {day}"
        audit.record(by, "group.course_changed", assigned.group, reason)


def end(assigned: GroupCourse, by: User, reason: str) -> bool:
    """Ask the group for the course no longer; return False if that was so."""
    with transaction.atomic():
        current = GroupCourse.objects.filter(pk=assigned.pk, ended_at=None)
        if not current.update(ended_at=timezone.now()):
            return False
        said = f"{assigned.course.slug}: {reason}"
        audit.record(by, "group.course_ended", assigned.group, said)
    return True


def extend(assigned: GroupCourse, user: User, due_on: date, by: User, reason: str) -> None:
    """Give one person another last day; the newest counts."""
    given = {
        "due_on": due_on,
        "reason": reason,
        "given_by": by,
        "given_at": timezone.now(),
    }
    with transaction.atomic():
        DueDateExtension.objects.update_or_create(
            group_course=assigned,
            user=user,
            defaults=given,
        )
        why = f"{assigned.course.slug}, {due_on.isoformat()}: {reason}"
        audit.record(by, "due_date.extended", user, why)
