"""The pages of groups: of staff, of a manager and of learners."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.groups import invitations, links
from accounts.groups.planning import make_plan
from accounts.groups.reading import read
from accounts.models import GroupMember, LearnerGroup, User
from course.models import Course, DueDateExtension, GroupCourse
from tests.journeys.shown import Shown, press

ROSTER = "maria,santos@h.example\nnew@h.example\n"


def group_pages(staff: User, course: Course, manager: User, *people: User) -> list[Shown]:
    """A ward that is asked to take the course, with one of its people overdue."""
    group = _ward(staff, course, people)
    group.managers.create(user=manager)
    invitations.invite(group, "invited@h.example", by=staff, name="Ines Example")
    invited = links.invitation_url(group.invitations.get())
    roster = make_plan(group, read(ROSTER.encode()), "ward.csv", staff)
    person = reverse("groups:person", args=[group.public_id, people[0].public_id])
    path = invited.partition("/invitations/")[2]
    return [
        Shown("staff-groups", staff, reverse("groups:list")),
        Shown("staff-group", staff, group.staff_url),
        Shown("staff-group-invited", staff, f"{group.staff_url}?show=invited"),
        Shown("staff-group-roster", staff, roster.get_absolute_url()),
        Shown("staff-group-person-refused", staff, person, press("Give this last day")),
        Shown("managed-group", manager, group.manager_url),
        Shown("own-groups", people[0], reverse("groups:mine")),
        Shown("invitation", None, f"/invitations/{path}"),
    ]


def _ward(staff: User, course: Course, people: tuple[User, ...]) -> LearnerGroup:
    today = timezone.localdate()
    group = LearnerGroup.objects.create(key="ward-5-east", name="Ward 5 East", kind="ward")
    links.open_link(
        group,
        places=50,
        last_day=today + timedelta(days=30),
        domain="h.example",
        by=staff,
    )
    group.refresh_from_db()
    assigned = GroupCourse.objects.create(
        group=group, course=course, due_on=today + timedelta(days=15)
    )
    for user in people:
        GroupMember.objects.create(group=group, user=user, how=GroupMember.How.LINK)
    DueDateExtension.objects.create(
        group_course=assigned,
        user=people[0],
        due_on=today - timedelta(days=2),
        reason="Back from leave in May.",
    )
    return group
