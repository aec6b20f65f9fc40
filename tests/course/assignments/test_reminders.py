"""Reminders of a group's course: each once, only to whom it matters."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from accounts.groups import acts as group_acts
from accounts.models import AuditEvent, GroupMember, OutgoingMail, User
from course.assignments.reminders import remind_all
from course.models import GroupCourse, ReminderStop
from tests.accounts.browser import link_to
from tests.factories import enrol, make_edition, make_group, make_user

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 15)
ADA = "ada@example.org"


def noon(day: date) -> time_machine.travel:
    return time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False)


@pytest.fixture
def asked(ada) -> GroupCourse:
    """Ada's group is asked, on October 1, to finish by December 15; she has started."""
    with noon(date(2026, 10, 1)):
        edition = make_edition(lessons=3, title="Ketamine: The Basics", expires_on=date(2028, 1, 1))
        group = make_group(name="Ward 5 East")
        GroupMember.objects.create(group=group, user=ada, how=GroupMember.How.LINK)
        enrolment = enrol(ada, edition)
        enrolment.complete(edition.units.first())
        return GroupCourse.objects.create(group=group, course=edition.course, due_on=DUE)


def run_daily(days: Iterable[date]) -> list[date]:
    """Run twice on each day; return the days on which something was queued."""
    found = []
    for day in days:
        with noon(day):
            if remind_all() + remind_all():
                found.append(day)
    return found


def winter(*days: str) -> list[date]:
    """Days such as "12-01" of the winter of 2026."""
    return [
        date(2027 if each.startswith("0") else 2026, *map(int, each.split("-"))) for each in days
    ]


def test_each_reminder_goes_out_once_and_then_never_again(asked):
    days = run_daily(
        winter(
            *("11-30", "12-01", "12-02", "12-11", "12-12", "12-13", "12-15", "12-16"),
            *("12-17", "12-21", "12-22", "12-23", "12-28", "12-29", "01-05"),
        )
    )
    assert days == winter("12-01", "12-12", "12-16", "12-22")
    queued = OutgoingMail.objects.order_by("pk")
    assert [each.subject for each in queued] == [
        "Your course: please finish by December 15, 2026",
        "Your course: please finish by December 15, 2026",
        "Your course: the last day was December 15, 2026",
        "Your course: the last day was December 15, 2026",
    ]
    body = queued[0].body
    assert "You have done 1 of 3 units." in body
    assert "Ward 5 East asks you to finish by Tuesday, December 15, 2026." in body
    assert "etamine" not in "".join(each.subject + each.body for each in queued)
    # A clock that jumps back sends nothing again.
    with noon(date(2026, 12, 2)):
        assert remind_all() == 0


def complete(asked, ada):
    enrolment = ada.enrolments.get()
    for unit in enrolment.edition.units.all():
        enrolment.complete(unit)


def disable(asked, ada):
    User.objects.filter(pk=ada.pk).update(is_active=False)


def leave(asked, ada):
    ada.memberships.update(left_at=datetime(2026, 11, 1, tzinfo=UTC))


def end(asked, ada):
    GroupCourse.objects.update(ended_at=datetime(2026, 11, 1, tzinfo=UTC))


def switch_off(asked, ada):
    GroupCourse.objects.update(sends_reminders=False)


def close(asked, ada):
    group_acts.close(asked.group, make_user(), "The ward moved elsewhere.")


def stop(asked, ada):
    ReminderStop.objects.create(group_course=asked, user=ada)


@pytest.mark.parametrize("change", [complete, disable, leave, end, switch_off, close, stop])
def test_nobody_is_reminded_of_what_does_not_matter_to_them(asked, ada, change):
    with noon(date(2026, 12, 1)):
        change(asked, ada)
        assert remind_all() == 0


def test_who_has_not_started_is_reminded_after_a_week_and_who_has_more_time_by_theirs(asked, ada):
    ada.enrolments.update(ended_at=datetime(2026, 10, 1, tzinfo=UTC))
    GroupCourse.objects.update(due_on=None)
    with noon(date(2026, 10, 7)):
        assert remind_all() == 0
    with noon(date(2026, 10, 8)):
        assert (remind_all(), remind_all()) == (1, 0)
    GroupCourse.objects.update(due_on=DUE)
    asked.extensions.create(user=ada, due_on=date(2027, 1, 20), reason="On leave until May.")
    assert run_daily(winter("12-01", "12-16", "01-05", "01-06")) == winter("01-06")


def test_a_link_stops_reminders_by_post_alone_unless_the_course_is_required(
    asked, ada, client, django_capture_on_commit_callbacks
):
    with noon(date(2026, 12, 1)), django_capture_on_commit_callbacks(execute=True):
        remind_all()
    link = link_to(ADA, "/stop/")
    assert mail.outbox[-1].extra_headers["List-Unsubscribe"] == f"<{link}>"
    url = link.removeprefix("http://localhost:8000")
    assert b"Stop reminders?" in client.get(url).content
    assert not ReminderStop.objects.exists()
    GroupCourse.objects.update(is_required=True)
    assert b"cannot be stopped" in client.post(url).content
    assert not ReminderStop.objects.exists()
    GroupCourse.objects.update(is_required=False)
    assert b"Reminders are stopped" in client.post(url).content
    assert b"Reminders are stopped" in client.post(url).content
    with noon(date(2026, 12, 12)), django_capture_on_commit_callbacks(execute=True):
        assert remind_all() == 0
        GroupCourse.objects.update(is_required=True)
        assert remind_all() == 1
    assert "List-Unsubscribe" not in mail.outbox[-1].extra_headers
    assert client.get("/reminders/wrong/stop/").status_code == 410


@pytest.mark.parametrize("who", ["staff", "manager"])
def test_staff_and_managers_remind_in_two_steps_once_a_day(
    asked, ada, grace, client, django_capture_on_commit_callbacks, who
):
    ada.enrolments.update(ended_at=datetime(2026, 10, 1, tzinfo=UTC))
    manager = make_user("boss@example.org")
    with noon(date(2026, 11, 1)):
        group_acts.name_manager(asked.group, manager, None, grace, "The head of the ward.")
        client.force_login(grace if who == "staff" else manager)
        name = "groups:remind" if who == "staff" else "groups:managed_remind"
        url = reverse(name, args=[asked.group.public_id])
        page = client.get(url)
        assert b"Remind 1 person" in page.content
        assert not mail.outbox
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url)
            client.post(url)
        assert [message.to for message in mail.outbox] == [[ADA]]
        assert b"Nobody gets an email now" in client.get(url).content
    assert AuditEvent.objects.filter(verb="group.reminded").count() == 1
