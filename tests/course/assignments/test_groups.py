"""Staff pages of groups: who is how far, courses, last days, managers."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data
from accounts.groups import acts as group_acts
from accounts.groups import invitations
from accounts.models import (
    AuditEvent,
    GroupManager,
    GroupMember,
    Invitation,
    LearnerGroup,
    OutgoingMail,
)
from course.assignments import acts
from course.models import DueDateExtension, GroupCourse, ReminderStop
from tests.accounts.browser import proven
from tests.factories import enrol, make_edition, make_group, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, grace) -> Client:
    client.force_login(grace)
    return client


def add(group: LearnerGroup, **fields) -> GroupMember:
    user = make_user(**fields)
    return GroupMember.objects.create(group=group, user=user, how=GroupMember.How.LINK)


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def ask(group: LearnerGroup, edition, days: int | None = 10, **rule) -> GroupCourse:
    due_on = None if days is None else in_days(days)
    return GroupCourse.objects.create(group=group, course=edition.course, due_on=due_on, **rule)


def test_staff_make_a_group_and_ask_it_to_take_a_course(desk, grace):
    edition = make_edition()
    desk.post(reverse("groups:new"), {"name": "Ward 5 East", "zone": "America/Vancouver"})
    group = LearnerGroup.objects.get()
    assert (group.key, group.zone) == ("ward-5-east", "America/Vancouver")
    day = in_days(20).isoformat()
    answers = {"course": edition.course.pk, "due_on": day, "sends_reminders": "on"}
    for _ in range(2):
        desk.post(reverse("groups:assign", args=[group.public_id]), answers)
    assigned = GroupCourse.objects.get()
    assert (assigned.due_on.isoformat(), assigned.is_required) == (day, False)
    past = {"due_on": in_days(-2).isoformat()}
    change = reverse("groups:change_course", args=[group.public_id, "basics"])
    assert b"This day is over" in desk.post(change, past).content
    end = reverse("groups:end_course", args=[group.public_id, "basics"])
    assert "no longer asked to take “The Basics”" in desk.get(end).content.decode()
    for unsaid in ({}, {"reason": "over"}):
        assert b'class="error-summary' in desk.post(end, unsaid).content
    assert GroupCourse.objects.current().exists()
    desk.post(end, {"reason": "The ward has closed."})
    assert AuditEvent.objects.first().reason == "basics: The ward has closed."
    assert not GroupCourse.objects.current().exists()
    of_group = AuditEvent.objects.filter(subject_key=str(group.public_id))
    assert [event.verb for event in of_group.order_by("pk")] == [
        "group.made",
        "group.course_assigned",
        "group.course_ended",
    ]


def test_the_page_of_a_group_says_who_is_how_far_who_needs_a_word_first(desk):
    edition = make_edition(lessons=1)
    group = make_group()
    ask(group, edition, days=-2)
    done, late, extended = (add(group, name=name) for name in ("Done", "Late", "Extended"))
    enrol(done.user, edition).complete(edition.units.get())
    enrol(extended.user, edition)
    DueDateExtension.objects.create(
        group_course=GroupCourse.objects.get(),
        user=extended.user,
        due_on=in_days(5),
        reason="On leave.",
    )
    shown = desk.get(group.staff_url)
    assert [(row.user.name, row.standing) for row in shown.context["page"]] == [
        ("Late", 1),
        ("Extended", 3),
        ("Done", 4),
    ]
    assert b"Remind 1 person who is overdue" in shown.content


@pytest.mark.parametrize("people", [1, 300])
def test_a_group_of_any_size_takes_the_same_statements(desk, people, django_assert_max_num_queries):
    edition = make_edition()
    group = make_group()
    ask(group, edition)
    users = [make_user() for _ in range(people)]
    GroupMember.objects.bulk_create(
        GroupMember(group=group, user=user, how=GroupMember.How.ROSTER) for user in users
    )
    group_acts.name_manager(group, users[0], None, users[0], "The head of the ward.")
    desk.get(group.staff_url)
    with django_assert_max_num_queries(12):
        assert desk.get(group.staff_url).context["total"] == people
    with django_assert_max_num_queries(12):
        desk.get(f"{group.staff_url}?show=invited")
    for _ in range(20 if people > 1 else 0):
        make_group()
    with django_assert_max_num_queries(6):
        desk.get(reverse("groups:list"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["Łódź, Oddział 5", "Ward 5 East"]),
        ("lodz", ["Łódź, Oddział 5"]),
        ("EAST 5", ["Ward 5 East"]),
        ("5", ["Łódź, Oddział 5", "Ward 5 East"]),
        ("ast", []),
        ("x" * 300, ["Łódź, Oddział 5", "Ward 5 East"]),
    ],
)
def test_a_group_is_found_by_words_of_its_name(desk, typed, found):
    for name in ("Ward 5 East", "Łódź, Oddział 5"):
        make_group(name=name)
    make_group(name="Ward 5 East, closed", closed_at=timezone.now())
    page = desk.get(reverse("groups:list"), {"q": typed, "show": ""})
    assert {group.name for group, _count in page.context["rows"]} == set(found)
    said = page.content.decode()
    assert ("No group here matches" in said) == (not found)
    assert ('class="error-summary' in said) == (len(typed) > 200)


def test_one_person_gets_another_last_day_for_a_reason(desk):
    group = make_group()
    ask(group, make_edition(), days=3)
    person = add(group, name="Søren")
    page = reverse("groups:person", args=[group.public_id, person.user.public_id])
    assert b"the last day is" in desk.get(page).content
    extend = reverse("groups:extend", args=[group.public_id, person.user.public_id])
    refused = desk.post(extend, {"due_on": in_days(9).isoformat(), "reason": "ill"})
    assert b"10 characters or more" in refused.content
    for days in (9, 12):
        sent = {"due_on": in_days(days).isoformat(), "reason": "Back from leave in May."}
        assert desk.post(extend, sent).status_code == 302
    assert DueDateExtension.objects.get().due_on == in_days(12)
    event = AuditEvent.objects.first()
    assert (event.verb, event.subject_key) == ("due_date.extended", str(person.user.public_id))


def test_who_is_taken_out_is_on_no_list_and_keeps_what_they_learned(desk):
    edition = make_edition()
    group = make_group()
    ask(group, edition)
    person = add(group)
    enrolment = enrol(person.user, edition)
    out = reverse("groups:take_out", args=[group.public_id, person.user.public_id])
    desk.post(out, {"reason": "Works at another ward now."})
    assert desk.get(group.staff_url).context["total"] == 0
    enrolment.refresh_from_db()
    assert enrolment.ended_at is None
    assert desk.post(out, {"reason": "Works at another ward now."}).status_code == 404


def test_a_day_ends_at_midnight_in_the_zone_of_the_group(client, grace):
    group = make_group(zone="America/Vancouver")
    edition = make_edition(expires_on=datetime(2028, 1, 1, tzinfo=UTC).date())
    add(group)
    day = datetime(2026, 12, 15, tzinfo=UTC).date()
    GroupCourse.objects.create(group=group, course=edition.course, due_on=day)
    # It is December 16 in UTC and still the 15th in Vancouver; an hour later it is not.
    for hour, standing in ((7, 2), (8, 1)):
        with time_machine.travel(datetime(2026, 12, 16, hour, 30, tzinfo=UTC), tick=False):
            client.force_login(grace)
            shown = client.get(group.staff_url)
            assert [row.standing for row in shown.context["page"]] == [standing]


def test_an_invitation_can_be_withdrawn_and_a_closed_group_changes_no_more(desk):
    group = make_group()
    with time_machine.travel(timezone.now() - timedelta(days=31)):
        invitations.invite(group, "ada@h.example", by=None)
    invitation = group.invitations.get()
    assert b"ada@h.example" in desk.get(f"{group.staff_url}?show=invited").content
    again = reverse("groups:invite_again", args=[group.public_id, invitation.public_id])
    assert b"Invited again, for 30 days." in desk.post(again, follow=True).content
    assert b"Nothing was sent" in desk.post(again, follow=True).content
    assert OutgoingMail.objects.filter(recipient="ada@h.example").count() == 2
    withdraw = reverse("groups:withdraw", args=[group.public_id, invitation.public_id])
    desk.post(withdraw)
    assert b"Nothing was changed" in desk.post(withdraw, follow=True).content
    close = reverse("groups:close", args=[group.public_id])
    desk.post(close, {"reason": "The ward moved elsewhere."})
    assert desk.get(close).status_code == 404
    assert desk.get(reverse("groups:add_people", args=[group.public_id])).status_code == 404
    assert b"Closed on" in desk.get(group.staff_url).content


# --- managers -------------------------------------------------------------------------------------


@pytest.fixture
def ward(grace):
    """A group of three, its manager, and a course that two have not finished."""
    edition = make_edition(lessons=1)
    group = make_group(name="Ward 5 East")
    ask(group, edition, days=-1)
    for name in ("Aisling", "Søren", "Mary"):
        add(group, name=name)
    first = group.members.first().user
    enrol(first, edition).complete(edition.units.get())
    manager = proven("s.bergqvist@h.example", name="S. Bergqvist")
    return group, manager


def test_a_manager_sees_how_far_people_are_and_nothing_else(desk, client, ward):
    group, manager = ward
    named = reverse("groups:manager", args=[group.public_id])
    nobody = {"address": "nobody@h.example", "reason": "The head of the ward."}
    assert b"Nobody has an account" in desk.post(named, nobody).content
    last_day = in_days(30)
    answers = {
        "address": "S.Bergqvist@h.example",
        "last_day": last_day.isoformat(),
        "reason": "The head of the ward.",
    }
    desk.post(named, answers)
    assert GroupManager.objects.get().last_day == last_day
    client.force_login(manager)
    assert client.get(reverse("groups:managed")).url == group.manager_url
    page = client.get(group.manager_url)
    assert [row.user.name for row in page.context["page"]] == ["Mary", "Søren", "Aisling"]
    emails = list(group.members.values_list("user__email", flat=True))
    text = page.content.decode()
    assert not [email for email in emails if email in text]
    # The act stands above the list, which may be long.
    assert (
        -1 < text.find(reverse("groups:managed_remind", args=[group.public_id])) < text.find("Mary")
    )
    for url in (group.staff_url, reverse("groups:list"), reverse("staff:home")):
        assert client.get(url).status_code == 404
    # Each learner reads who sees them.
    client.force_login(group.members.first().user)
    assert b"S. Bergqvist" in client.get(reverse("groups:mine")).content
    assert client.get(group.manager_url).status_code == 404


@pytest.mark.parametrize("end", ["time", "staff", "closed"])
def test_a_manager_sees_nothing_after_the_end(desk, client, ward, grace, end):
    group, manager = ward
    named = group_acts.name_manager(group, manager, None, grace, "The head of the ward.")
    if end == "time":
        GroupManager.objects.update(ends_at=timezone.now())
    elif end == "staff":
        page = reverse("groups:end_manager", args=[group.public_id, named.pk])
        assert b'class="error-summary' in desk.post(page).content
        desk.post(page, {"reason": "She moved to another ward."})
        assert AuditEvent.objects.first().reason.endswith(": She moved to another ward.")
    else:
        group_acts.close(group, grace, "The ward moved elsewhere.")
    client.force_login(manager)
    for url in (group.manager_url, reverse("groups:managed")):
        assert client.get(url).status_code == 404
    remind = reverse("groups:managed_remind", args=[group.public_id])
    assert client.post(remind).status_code == 404


# --- what a learner sees --------------------------------------------------------------------------


def test_a_learner_sees_by_when_and_starts_the_course_themselves(client, ada):
    edition = make_edition(lessons=2)
    group = make_group(name="Ward 5 East", zone="America/Vancouver")
    assigned = ask(group, edition, days=10)
    GroupMember.objects.create(group=group, user=ada, how=GroupMember.How.LINK)
    client.force_login(ada)
    day = f"{in_days(10):%A, %B} {in_days(10).day}"
    for url in (edition.course.get_absolute_url(), reverse("course:catalogue")):
        page = client.get(url).content.decode()
        assert "Ward 5 East invites you to take <b>The Basics</b>." in page
        assert f"The last day is {day}" in page
    assert (
        reverse("course:enrol", args=["basics"])
        in client.get(reverse("groups:mine")).content.decode()
    )
    assert not ada.enrolments.exists()
    enrolment = enrol(ada, edition)
    acts.extend(assigned, ada, in_days(20), by=ada, reason="Back from leave in May.")
    later = f"{in_days(20):%A, %B} {in_days(20).day}"
    page = client.get(reverse("course:mine", args=["basics"])).content.decode()
    assert "asks you to finish" in page
    assert later in page
    for unit in edition.units.all():
        enrolment.complete(unit)
    assert "asks you to finish" not in client.get(reverse("groups:mine")).content.decode()


def test_who_has_left_is_asked_nothing(client, ada):
    edition = make_edition()
    group = make_group()
    ask(group, edition)
    GroupMember.objects.create(
        group=group, user=ada, how=GroupMember.How.LINK, left_at=timezone.now()
    )
    client.force_login(ada)
    assert b"invites you to take" not in client.get(edition.course.get_absolute_url()).content


def test_what_groups_keep_of_a_person_is_exported_and_erased(ada, grace):
    group = make_group(name="Ward 5 East")
    assigned = ask(group, make_edition())
    GroupMember.objects.create(group=group, user=ada, how=GroupMember.How.LINK)
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    invitations.invite(make_group(), ada.email, by=grace, name="Ada Lovelace")
    group_acts.name_manager(group, ada, None, grace, "The head of the ward.")
    acts.extend(assigned, ada, in_days(20), by=grace, reason="Ada is back in May.")
    ReminderStop.objects.create(group_course=assigned, user=ada)
    exported = personal_data.export(ada)
    assert sorted(exported["groups"]) == ["invitations", "manager_of", "memberships"]
    assert sorted(exported["assignments"]) == ["later_last_days", "stopped_reminders"]
    json.dumps(exported, default=str)
    personal_data.erase(ada)
    for model in (GroupMember, GroupManager, Invitation, DueDateExtension, ReminderStop):
        assert not model.objects.exists()


def test_the_people_of_a_group_are_exported_as_the_page_shows_them(desk, ada):
    edition = make_edition()
    group = make_group(name="Ward 5 East", zone="Pacific/Kiritimati")
    ask(group, edition, days=-30)
    late = add(group, name="=Late", email="late@example.org")
    GroupMember.objects.filter(pk=late.pk).update(joined_at=datetime(2026, 1, 1, 12, tzinfo=UTC))
    GroupMember.objects.create(group=group, user=ada, how=GroupMember.How.LINK)
    enrolment = enrol(ada, edition)
    for unit in edition.units.all():
        enrolment.complete(unit)
    address = reverse("groups:people_csv", args=[group.public_id])
    assert address in desk.get(group.staff_url).content.decode()
    text = b"".join(desk.get(address).streaming_content).decode("utf-8-sig")
    title, header, first, second = text.splitlines()
    said, _made, made_at = title.partition(". Made ")
    assert said == "Ward 5 East. The Basics. Days in Pacific/Kiritimati"
    assert datetime.strptime(made_at, "%Y-%m-%d %H:%M UTC")
    of_people = "name,address,in_group_since"
    assert header == f"{of_people},state,last_day,started_on,completed_on"
    assert first == f"'=Late,late@example.org,2026-01-02,Overdue,{in_days(-30)},,"
    enrolment.refresh_from_db()
    assert second.startswith("Ada Lovelace,ada@example.org,")
    assert second.endswith(f",{enrolment.completed_on}")
    taken = AuditEvent.objects.get(verb="table.downloaded")
    assert (taken.subject_key, taken.reason) == (str(group.public_id), f"group-{group.key}.csv")
    GroupCourse.objects.update(ended_at=datetime(2026, 1, 1, tzinfo=UTC))
    _title, header, first, _second = desk.get(address).getvalue().decode().splitlines()
    assert (header, first.count(",")) == (of_people, 2)
