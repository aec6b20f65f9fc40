"""The last place, one invitation, one list: each is taken once, however many come at once."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from accounts.groups import carrying_out, invitations, joining, links
from accounts.groups.planning import make_plan
from accounts.groups.reading import read
from accounts.models import GroupMember, Invitation, OutgoingMail, Roster
from course.assignments import reminders
from course.models import GroupCourse
from tests.course.test_concurrent_completion import in_parallel
from tests.factories import make_edition, make_group, make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def join(group, user) -> bool:
    try:
        joining.join(group, user)
    except joining.CannotJoinError:
        return False
    return True


def test_eight_people_at_once_take_no_more_places_than_there_are():
    tomorrow = timezone.localdate() + timedelta(days=1)
    for _round in range(3):
        group = make_group()
        links.open_link(group, places=3, last_day=tomorrow, domain="", by=make_user())
        people = [make_user() for _ in range(8)]
        assert in_parallel([partial(join, group, user) for user in people]).count(True) == 3
        assert group.members.count() == 3


def test_an_invitation_is_taken_once_and_its_owner_is_in_the_group_once():
    for _round in range(3):
        group, user = make_group(), make_user()
        invitations.invite(group, user.email, by=None)
        invitation = group.invitations.get()
        take = partial(joining.take, invitation, user)
        assert in_parallel([take] * 8).count(True) == 1
        assert group.members.count() == 1


def test_four_workers_and_a_second_press_do_each_line_of_a_list_once():
    staff, group = make_user(), make_group()
    lines = b"".join(b"p%d@h.example\n" % number for number in range(250))
    roster = make_plan(group, read(lines), "list.csv", staff)
    press = partial(carrying_out.confirm, roster, digest=roster.digest, words="", by=staff)
    assert in_parallel([press] * 4).count(True) == 1
    in_parallel([partial(carrying_out.carry_out.call, roster.pk)] * 4)
    assert Invitation.objects.filter(group=group).count() == 250
    assert OutgoingMail.objects.filter(key__startswith="invitation:").count() == 250
    assert Roster.objects.get().finished_at


def test_two_runs_and_two_presses_at_once_remind_everybody_once():
    edition = make_edition()
    group, staff = make_group(), make_user()
    long_ago = timezone.now() - timedelta(days=20)
    assigned = GroupCourse.objects.create(group=group, course=edition.course, assigned_at=long_ago)
    for _ in range(20):
        GroupMember.objects.create(
            group=group, user=make_user(), how=GroupMember.How.LINK, joined_at=long_ago
        )
    in_parallel([reminders.remind_all] * 4)
    assert OutgoingMail.objects.count() == 20
    in_parallel([partial(reminders.remind_now, assigned, staff)] * 4)
    assert OutgoingMail.objects.count() == 40
