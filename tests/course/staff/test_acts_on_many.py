"""Acts of staff on many learners at once, and the tabs and fields that find whom they are for."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, GroupMember, OutgoingMail, User
from certificates.models import Hold
from course.models import Course, DueDateExtension, GroupCourse
from tests.course.staff.test_learner_search import LEARNERS, listed, names_on
from tests.factories import enrol, make_edition, make_group, make_user

ADD, EXTEND = reverse("staff:add_to_group"), reverse("staff:extend")
WHY = "The ward moved to another house."


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture(autouse=True)
def signed_in(client, grace):
    client.force_login(grace)


def page_of(response) -> str:
    return " ".join(response.content.decode().split())


def planned(response) -> str:
    """Return what the form of the plan sends back."""
    return response.context["form"]["planned"].value()


def add(group, user) -> User:
    GroupMember.objects.create(group=group, user=user, how="link")
    return user


def test_all_that_match_are_added_to_a_group_once_after_a_look(client, ada, eve):
    group = make_group(name="Ward 5 East")
    add(group, make_user("in@example.org", name="In Already"))
    gone = make_user("gone@example.org", name="Gone", is_active=False)
    asked = f"{ADD}?who=all&q=example.org"
    assert "Show the plan" in page_of(client.get(asked))
    assert "Choose a group." in page_of(client.get(f"{asked}&to="))
    plan = client.get(f"{asked}&to={group.public_id}")
    page = page_of(plan)
    assert "3 people are added to Ward 5 East" in page
    assert "1 who are in this group already" in page
    assert "1 who cannot sign in" in page
    assert group.members.count() == 1
    sent = {"reason": WHY, "planned": planned(plan)}
    address = f"{asked}&to={group.public_id}"
    refused = page_of(client.post(address, sent | {"reason": "short"}))
    assert "Write a reason of 10 characters or more" in refused
    # Three people again, and one of them is somebody else.
    other = make_user("other@example.org", name="Kim Other")
    User.objects.filter(pk=eve.pk).update(is_active=False)
    changed = page_of(client.post(address, sent))
    assert "The list has changed since you looked" in changed
    assert WHY in changed
    assert group.members.count() == 1
    other.delete()
    User.objects.filter(pk=eve.pk).update(is_active=True)
    for _click in range(2):
        client.post(address, sent)
    members = set(group.members.values_list("user__name", flat=True))
    assert members == {"In Already", "Ada Lovelace", "Eve Stranger", "Grace Hopper"}
    acts = AuditEvent.objects.filter(verb="group.person_added")
    assert {(act.subject_key, act.reason) for act in acts} == {
        (str(user.public_id), f"{group.key}: {WHY}")
        for user in User.objects.exclude(name="In Already").exclude(pk=gone.pk)
    }
    mails = OutgoingMail.objects.filter(key__startswith="group-added:")
    assert sorted(mails.values_list("recipient", flat=True)) == [
        "ada@example.org",
        "eve@example.org",
        "grace@example.org",
    ]


def test_ticked_learners_get_a_later_last_day_each_in_their_group(client, ada, eve, grace):
    edition = make_edition()
    east, west = make_group(), make_group()
    for group, days in ((east, 5), (west, 40)):
        GroupCourse.objects.create(group=group, course=edition.course, due_on=in_days(days))
    add(east, ada)
    add(west, ada)
    add(west, eve)
    done = add(east, make_user(name="Charles"))
    enrolment = enrol(done, edition)
    for unit in edition.units.all():
        enrolment.complete(unit)
    ticked = "&".join(f"row={person.pk}" for person in (ada, eve, grace, done))
    address = f"{EXTEND}?who=ticked&{ticked}&of={edition.course.slug}&until={in_days(20)}"
    plan = client.get(address)
    page = page_of(plan)
    assert "1 person has time until" in page
    assert "1 who have this last day, a later one or none" in page
    assert "1 who have completed the course" in page
    assert "1 who are in no group that asks for this course" in page
    for _click in range(2):
        client.post(address, {"reason": WHY, "planned": planned(plan)})
    given = DueDateExtension.objects.get()
    assert (given.user, given.group_course.group, given.due_on) == (ada, east, in_days(20))
    assert (given.given_by, given.reason) == (grace, WHY)
    act = AuditEvent.objects.get(verb="due_date.extended")
    assert (act.subject_key, act.reason) == (
        str(ada.public_id),
        f"{edition.course.slug}, {in_days(20)}: {WHY}",
    )
    over = page_of(client.get(address.replace(str(in_days(20)), str(in_days(-1)))))
    assert "This day is over" in over


def test_who_may_not_manage_groups_sees_neither_act(client, eve):
    eve.is_staff = True
    eve.save()
    eve.user_permissions.add(Permission.objects.get(codename="find_learner"))
    client.force_login(eve)
    page = listed(client)
    assert (ADD in page, EXTEND in page) == (False, False)
    assert [client.get(address).status_code for address in (ADD, EXTEND)] == [404, 404]


def test_tabs_list_who_is_overdue_in_their_zone_and_whose_certificate_is_held(client, ada, eve):
    edition = make_edition()
    group, closed = make_group(), make_group(closed_at=timezone.now())
    for each in (group, closed):
        GroupCourse.objects.create(group=each, course=edition.course, due_on=in_days(-1))
    add(group, ada)
    extended = add(group, make_user(name="Extended"))
    course = GroupCourse.objects.get(group=group)
    DueDateExtension.objects.create(
        group_course=course, user=extended, due_on=in_days(3), reason=WHY
    )
    done = add(group, make_user(name="Charles"))
    enrolment = enrol(done, edition)
    for unit in edition.units.all():
        enrolment.complete(unit)
    add(closed, eve)
    # Late in this course, in this group, whether she ever started it or not.
    other = make_edition(Course.objects.create(slug="other"))
    west = make_group()
    GroupCourse.objects.create(group=west, course=other.course, due_on=in_days(-1))
    enrol(add(west, make_user(name="Late Elsewhere")), edition)
    assert names_on(listed(client, tab="overdue")) == ["Ada Lovelace", "Late Elsewhere"]
    in_course = listed(client, tab="overdue", course=str(edition.course.pk))
    assert names_on(in_course) == ["Ada Lovelace"]
    assert names_on(listed(client, tab="overdue", group=west.key)) == ["Late Elsewhere"]
    asks_nothing = make_group()
    add(asks_nothing, ada)
    assert names_on(listed(client, tab="overdue", group=asks_nothing.key)) == []
    Hold.objects.create(enrolment=enrolment, reason=Hold.HoldReason.APPROVAL)
    assert names_on(listed(client, tab="held")) == ["Charles"]


def test_a_role_narrows_the_list(client, ada, eve):
    edition = make_edition(roles="nurse\tN\tNurse\nprescriber\tP\tPrescriber")
    enrol(ada, edition).choose_roles(["nurse"])
    enrol(eve, edition).choose_roles(["prescriber"])
    assert '<option value="nurse">Nurse</option>' in listed(client)
    assert names_on(listed(client, role="nurse")) == ["Ada Lovelace"]
    assert names_on(listed(client, role="prescriber", tab="in-progress")) == ["Eve Stranger"]


def test_a_whole_address_leads_to_its_person(client, ada):
    make_user("ada@example.org.uk")
    person = reverse("staff:person", args=[ada.public_id])
    assert client.get(f"{LEARNERS}?q=+ADA@example.org&tab=").url == person
    assert client.get(LEARNERS, {"q": "ada@example"}).status_code == 200
    assert client.get(LEARNERS, {"q": "ada@example.org", "tab": "disabled"}).status_code == 200
