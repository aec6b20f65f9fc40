"""Say how far the people of a group are in a course, in one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    FilteredRelation,
    IntegerChoices,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.middleware import zone_of
from accounts.models import GroupMember, LearnerGroup
from course.models import Enrolment, GroupCourse, own_last_day


class Standing(IntegerChoices):
    """Name how far somebody is; who needs a word comes first."""

    OVERDUE = 1, _("Overdue")
    NOT_STARTED = 2, _("Not started")
    IN_PROGRESS = 3, _("In progress")
    COMPLETED = 4, _("Completed")


TO_REMIND = (Standing.OVERDUE, Standing.NOT_STARTED)


@dataclass
class Counts:
    """Hold how many people are in each state, and how many can be reminded."""

    people: dict[Standing, int]
    to_remind: int = 0


def today_of(group: LearnerGroup) -> date:
    """Return the day in the time zone of a group."""
    return timezone.localdate(timezone=zone_of(group.zone))


def people_of(assigned: GroupCourse, today: date) -> QuerySet[GroupMember]:
    """Return the people of the group, each with how far they are.

    They have ``started_at``, ``completed_on``, ``due_on`` (theirs, by an extension too; None
    without a last day) and ``standing``. today: in the zone of the group.
    """
    enrolment = Q(user__enrolments__course=assigned.course_id, user__enrolments__ended_at=None)
    extension = Q(user__due_date_extensions__group_course=assigned)
    people = GroupMember.objects.current().filter(group=assigned.group_id).select_related("user")
    # The type checker takes a declared attribute and its annotation for two.
    people = people.annotate(  # type: ignore[no-redef]
        # At most one of each. Joined, they cost less than subqueries; the rule of the last day
        # is that of ``own_last_day``.
        enrolment=FilteredRelation("user__enrolments", condition=enrolment),
        extension=FilteredRelation("user__due_date_extensions", condition=extension),
        started_at=F("enrolment__started_at"),
        completed_on=F("enrolment__completed_on"),
        due_on=Coalesce(
            F("extension__due_on"),
            Value(assigned.due_on, output_field=DateField()),
        ),
    )
    return people.annotate(  # type: ignore[no-redef]
        standing=Case(
            When(completed_on__isnull=False, then=Standing.COMPLETED),
            When(due_on__lt=today, then=Standing.OVERDUE),
            When(started_at=None, then=Standing.NOT_STARTED),
            default=Standing.IN_PROGRESS,
            output_field=IntegerField(),
        )
    )


def overdue_people(course: str = "", group: str = "") -> "QuerySet[GroupMember, int]":
    """Return the keys of people of open groups with a last day that is over in the group's zone.

    Left out is who completed that course. course, group: keys, where only the last days of that
    course or in that group are meant.
    """
    zones = LearnerGroup.objects.open().values_list("zone", flat=True).order_by().distinct()
    today_by_zone = [
        When(group__zone=zone, then=Value(timezone.localdate(timezone=zone_of(zone))))
        for zone in zones
    ]
    if not today_by_zone:
        return GroupMember.objects.none().values_list("user", flat=True)
    # Of most courses nobody is late: those alone are looked at whose day may be over somewhere.
    tomorrow = timezone.localdate(timezone=UTC) + timedelta(days=1)
    may_be_late = Q(due_on__lt=tomorrow) | Q(extensions__due_on__lt=tomorrow)
    groups = GroupCourse.objects.current().filter(may_be_late).values("group")
    person = OuterRef(OuterRef("user"))
    enrolments = Enrolment.objects.active().exclude(completed_on=None)
    asked = GroupCourse.objects.current().filter(group=OuterRef("group"))
    asked = asked.exclude(Exists(enrolments.filter(user=person, course=OuterRef("course"))))
    if course:
        asked = asked.filter(course__pk=course)
    late = asked.annotate(
        last_day=own_last_day(person),
        today=Case(*today_by_zone, output_field=DateField()),
    ).filter(last_day__lt=F("today"))
    members = GroupMember.objects.current().filter(Exists(late), group__in=groups)
    if group:
        members = members.filter(group__key=group)
    return members.values_list("user", flat=True)


def who_needs_a_word_first(people: QuerySet[GroupMember]) -> QuerySet[GroupMember]:
    """Return them in the order of a list; each state by name."""
    return people.order_by(F("standing"), "user__name", "user__email", "pk")


def counts_of(people: QuerySet[GroupMember]) -> Counts:
    """Count people by how far they are. One query."""
    by_state = people.order_by().values_list(  # the type checker knows no annotation
        "standing",  # type: ignore[misc]
        "user__is_active",
    )
    counts = Counts(dict.fromkeys(Standing, 0))
    for standing, is_active, count in by_state.annotate(n=Count("pk")):
        counts.people[Standing(standing)] += count
        if is_active and standing in TO_REMIND:
            counts.to_remind += count
    return counts


def people_to_remind(people: QuerySet[GroupMember]) -> QuerySet[GroupMember]:
    """Return those who are overdue or have not started, with an account that is open."""
    behind = people.filter(Q(("standing__in", TO_REMIND)))
    return behind.filter(user__is_active=True)


@dataclass(frozen=True)
class BarPart:
    """Hold one part of a bar that is as long as there are people. start: where it begins."""

    standing: Standing
    count: int
    start: int


def bar_of(people: Mapping[Standing, int]) -> list[BarPart]:
    """Return the parts of the bar above the list, who completed first."""
    order = (Standing.COMPLETED, Standing.IN_PROGRESS, Standing.OVERDUE, Standing.NOT_STARTED)
    parts, start = [], 0
    for standing in order:
        count = people[standing]
        parts.append(BarPart(standing, count, start))
        start += count
    return parts
