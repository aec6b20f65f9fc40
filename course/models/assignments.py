"""Courses that groups are asked to take, by when, and who asked for no more reminders."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import DateField, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import LearnerGroup
from course.models.edition import Course


class GroupCourseQuerySet(models.QuerySet["GroupCourse"]):
    def current(self) -> Self:
        """Return those that nobody has ended, of groups that are open."""
        return self.filter(ended_at=None, group__closed_at=None)


class GroupCourse(models.Model):
    """A course that the people of a group are invited to take.

    due_on: the last day, which ends at midnight in the zone of the group; None: no day is set.
    is_required: the group's people have to take it, so that nobody can stop its reminders.
    sends_reminders: mails go out before and after the last day.
    """

    group = models.ForeignKey(LearnerGroup, on_delete=models.PROTECT, related_name="courses")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="groups")
    due_on = models.DateField(_("last day"), null=True, blank=True)
    is_required = models.BooleanField(_("required"), default=False)
    sends_reminders = models.BooleanField(_("send reminders"), default=True)
    assigned_at = models.DateTimeField(default=timezone.now)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GroupCourseQuerySet.as_manager()

    class Meta:
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "course"],
                condition=Q(ended_at=None),
                name="course_groupcourse_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.course_id}"


class DueDateExtension(models.Model):
    """A later last day for one person of a group."""

    group_course = models.ForeignKey(
        GroupCourse, on_delete=models.CASCADE, related_name="extensions"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="due_date_extensions"
    )
    due_on = models.DateField(_("last day"))
    reason = models.TextField()
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group_course", "user"], name="course_duedateextension_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="course_duedateextension_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_course_id} {self.user_id}"


def own_last_day(user: int | OuterRef) -> Coalesce:
    """Return a person's own last day, for a query of ``GroupCourse``.

    It is that of their extension, else that of the group. user: a key, or the column of one.
    """
    given = DueDateExtension.objects.filter(user=user, group_course=OuterRef("pk"))
    theirs = Subquery(given.values("due_on")[:1])
    return Coalesce(theirs, F("due_on"), output_field=DateField())


class ReminderStop(models.Model):
    """The wish of one person to get no more reminders of a course that is not required."""

    group_course = models.ForeignKey(GroupCourse, on_delete=models.CASCADE, related_name="stops")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    stopped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group_course", "user"], name="course_reminderstop_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_course_id} {self.user_id}"
