"""The reports of staff: completion by group, course and month, and how far people come."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import GroupMember, User
from course.models import Completion, Course, Enrolment
from course.staff.reports.completion import completion_report
from course.staff.reports.counting import name_of
from course.staff.reports.filters import CompletionFilter
from course.staff.reports.small_rows import rows_to_show
from course.staff.reports.usual import keep_usual
from tests.factories import make_edition, make_group, make_provider, make_user

pytestmark = pytest.mark.django_db

COMPLETION, STEPS = reverse("staff:completion"), reverse("staff:steps")
TABLE, PEOPLE = reverse("staff:completion_csv"), reverse("staff:completion_people_csv")


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def desk(client, grace):
    client.force_login(grace)
    return client


def start(edition, count: int, *, ago: int = 200, done_after: int | None = None):
    """Let people enroll some days ago and complete after so many days."""
    started = timezone.now() - timedelta(days=ago)
    done = started + timedelta(days=done_after) if done_after is not None else None
    people = [make_user(name=f"Person {number}") for number in range(count)]
    Enrolment.objects.bulk_create(
        Enrolment(
            user=person,
            course=edition.course,
            edition=edition,
            name_confirmed_at=started,
            started_at=started,
            completed_at=done,
            completed_on=done.date() if done else None,
        )
        for person in people
    )
    return people


def put_in(name: str, people, **fields):
    group = make_group(name=name, **fields)
    joined = timezone.now() - timedelta(days=1)
    GroupMember.objects.bulk_create(
        GroupMember(group=group, user=person, how=GroupMember.How.LINK, joined_at=joined)
        for person in people
    )
    return group


def shown(client, **asked: object) -> dict[str, tuple[int, int, int]]:
    """The rows of the page: enrolled, completed, share."""
    report = client.get(COMPLETION, asked).context["report"]
    rows = [*((row.name or str(row.key), row) for row in report.rows), ("All", report.all)]
    return {name: (row.enrolled, row.completed, row.share) for name, row in rows}


def lines_of(client, address: str, **asked: object) -> list[list[str]]:
    response = client.get(address, asked)
    content = b"".join(response.streaming_content).decode()
    assert content.startswith("\ufeff")
    return list(csv.reader(StringIO(content[1:])))


def test_everybody_had_the_same_time(desk, edition):
    start(edition, 3, ago=100, done_after=5)
    start(edition, 4, ago=100, done_after=95)  # too late to count
    start(edition, 5, ago=50, done_after=5)  # has not had 90 days
    assert shown(desk)["All"] == (7, 3, 43)
    assert shown(desk, after=0)["All"] == (12, 12, 100)
    assert shown(desk, after=30)["All"] == (12, 8, 67)
    past = timezone.localdate() - timedelta(days=80)
    assert shown(desk, after=0, started_until=past)["All"] == (7, 7, 100)
    assert shown(desk, after=0, started_from=past)["All"] == (5, 5, 100)


def test_page_chart_and_files_have_equal_numbers(desk, edition):
    ward = start(edition, 12, done_after=10) + start(edition, 4)
    put_in("Ward 5", ward)
    lone = start(edition, 11, done_after=40) + start(edition, 9)
    person = lone[0]
    lone[1].enrolments.update(user=None)  # erased
    put_in("=cmd|1", [*ward, person])
    response = desk.get(COMPLETION)
    report, asked = response.context["report"], response.context["asked"]
    page = response.content.decode()
    assert shown(desk) == {
        "=cmd|1": (17, 13, 76),
        "Ward 5": (16, 12, 75),
        "None": (19, 10, 53),
        "All": (36, 23, 64),
    }
    assert [page.count(f'width="{row.share}" height="10"') for row in report.rows] == [1, 1, 1]
    assert "Of people in a group, 76% completed; of people without one, 53%." in page

    # Somebody completes after the page was counted.
    Enrolment.objects.filter(completed_at=None).update(
        completed_at=timezone.now() + timedelta(seconds=1), completed_on=timezone.localdate()
    )
    title, header, *table = lines_of(desk, TABLE, at=asked.stamp)
    assert "After 90 days" in title[0]
    assert f"Counted at {asked.at:%Y-%m-%d %H:%M} UTC." in title[0]
    assert header[:4] == ["row", "enrolled", "completed", "share_percent"]
    assert [row[:4] for row in table] == [
        ["'=cmd|1", "17", "13", "76"],
        ["Ward 5", "16", "12", "75"],
        ["No group", "19", "10", "53"],
        ["All", "36", "23", "64"],
    ]
    middle = dict(zip(header, table[-1], strict=True))["middle_hours"]
    assert float(middle) == report.all.times.middle / 3600 == 240
    _title, header, *people = lines_of(desk, PEOPLE, at=asked.stamp)
    by_column = [dict(zip(header, person, strict=True)) for person in people]
    assert len(by_column) == report.all.enrolled
    assert sum(row["completed"] == "yes" for row in by_column) == report.all.completed
    in_ward = [row for row in by_column if "Ward 5" in row["groups"]]
    assert (len(in_ward), sum(row["completed"] == "yes" for row in in_ward)) == (16, 12)
    assert {row["groups"] for row in by_column} == {"", "'=cmd|1", "Ward 5; =cmd|1"}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"a": 12, "b": 10}, {"a", "b"}),
        ({"a": 12, "b": 10, "c": 9}, {"a"}),  # c would be all without a and b
        ({"a": 12, "b": 10, "c": 6, "d": 6}, {"a", "b"}),
        ({"a": 12, "c": 3}, set()),
        ({"a": 9}, set()),
        ({}, set()),
    ],
)
def test_small_rows_cannot_be_worked_out(sizes, expected):
    rows = {}
    for place, (name, size) in enumerate(sizes.items()):
        rows[name] = set(range(place * 100, place * 100 + size))
    assert rows_to_show(rows) == expected


def test_a_small_row_inside_a_shown_one_gives_nobody_away():
    assert rows_to_show({"a": set(range(12)), "b": {0, 1, 2}}) == {"a"}


def test_a_small_group_is_counted_in_all_only(desk, edition):
    put_in("Large", start(edition, 12, done_after=1))
    put_in("Middle", start(edition, 10))
    put_in("Tiny", start(edition, 2, done_after=1))
    page = desk.get(COMPLETION).content.decode()
    assert "Tiny" not in page
    assert shown(desk) == {"Large": (12, 12, 100), "All": (24, 14, 58)}
    assert "Rows of fewer than 10 people" in page


def test_by_course_and_month(desk, edition):
    start(edition, 10, ago=200, done_after=1)
    start(edition, 10, ago=120)
    assert shown(desk, by="course") == {"Basics": (20, 10, 50), "All": (20, 10, 50)}
    months = [
        str((timezone.localdate() - timedelta(days=ago)).replace(day=1)) for ago in (200, 120)
    ]
    assert list(shown(desk, by="month")) == [*months, "All"]


def test_people_are_counted_not_their_enrollments(desk, edition):
    people = start(edition, 6)
    other = make_edition(Course.objects.create(slug="other"))
    again = [enrolment_of(person, other) for person in people]
    Enrolment.objects.bulk_create(again)
    put_in("Small ward", people)
    assert shown(desk) == {"All": (12, 0, 0)}


def enrolment_of(person: User, edition) -> Enrolment:
    """An unsaved enrolment, begun when their first one was."""
    at = person.enrolments.get().started_at
    names = {"user": person, "course": edition.course, "edition": edition}
    return Enrolment(**names, name_confirmed_at=at, started_at=at)


def test_who_left_a_group_counts_without_it(desk, edition):
    people = start(edition, 12)
    group = put_in("Ward", people)
    assert "Ward" in shown(desk)
    group.members.update(left_at=timezone.now() - timedelta(hours=1))
    assert list(shown(desk)) == ["None", "All"]


def complete(person: User, *keys: str) -> None:
    enrolment = person.enrolments.get()
    for unit in enrolment.edition.units.filter(key__in=keys):
        enrolment.complete(unit, at=timezone.now() - timedelta(hours=1))


def test_steps(desk):
    edition = make_edition(lessons=4)
    people = start(edition, 6)
    complete(people[0], "lesson-1")
    complete(people[1], "lesson-1", "lesson-2")
    complete(people[2], "lesson-1", "lesson-2", "lesson-3", "lesson-4")
    # An earlier revision of a lesson does not count.
    old = Completion.objects.filter(enrolment__user=people[0]).values().get()
    del old["id"]
    Completion.objects.create(**old | {"unit_key": "lesson-2", "revision": 7})
    page = desk.get(STEPS)
    steps = {str(step.title): step.count for step in page.context["steps"]}
    assert steps == {
        "Enrolled": 6,
        "Finished a lesson": 3,
        "Finished half of the lessons": 2,
        "Finished all lessons": 1,
        "Passed the final quiz": 1,
        "Completed the course": 1,
        "Received a certificate": 0,
    }
    assert shown(desk, after=0)["All"][:2] == (6, 1)
    _title, _header, *rows = lines_of(desk, reverse("staff:steps_csv"))
    assert {row[0]: int(row[1]) for row in rows} == steps


def statements(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_statements_do_not_grow(desk, edition):
    pages = [COMPLETION, f"{COMPLETION}?by=course", STEPS]
    start(edition, 12)
    few = [statements(desk, page) for page in pages]
    put_in("Ward", start(edition, 12, done_after=1))
    put_in("Ward 2", start(edition, 12, done_after=1))
    many = [statements(desk, page) for page in pages]
    assert max(many) <= 12
    assert [few[1], few[2]] == [many[1], many[2]]
    assert many[0] <= few[0] + 1  # the names of groups, where there are any


ACTIVITY = reverse("staff:activity")
USUAL = (COMPLETION, f"{COMPLETION}?by=month", f"{COMPLETION}?by=course", STEPS, ACTIVITY)


def test_what_is_shown_first_was_counted_ahead_for_every_process(desk, edition):
    start(edition, 12, done_after=3)
    keep_usual()
    for page in USUAL:
        # Inside of a test no process keeps anything of its own.
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(page).status_code == 200
        asked = [query["sql"] for query in captured if "course_enrolment" in query["sql"]]
        assert asked == [], page
    assert shown(desk)["All"] == (12, 12, 100)


@pytest.mark.django_db(transaction=True)
def test_what_this_process_has_counted_is_counted_again_for_every_process():
    form = CompletionFilter({})
    form.full_clean()
    completion_report(form.asked)
    cache.delete(name_of("completion", form.asked))
    assert caches["pieces"].get(name_of("completion", form.asked)) is not None
    completion_report(form.asked, for_all=True)
    assert cache.get(name_of("completion", form.asked)) is not None


def test_nobody_has_had_the_time_yet(desk, edition):
    start(edition, 2, ago=10)
    page = desk.get(COMPLETION).content.decode()
    assert "has had 90 days yet" in page
    assert "?after=0" in page


@pytest.mark.parametrize(
    "query",
    [
        "started_from=2026-03-01&started_until=2026-02-01",
        "started_from=9999-12-31",
        "started_until=0001-01-01",
        "by=nothing",
        "after=17",
        "course=999",
        "at=-1",
        "started_from=soon",
    ],
)
def test_what_cannot_be_counted_is_said(desk, query):
    assert "error-summary" in desk.get(f"{COMPLETION}?{query}").content.decode()
    assert desk.get(f"{TABLE}?{query}").status_code == 404


def test_a_time_to_come_counts_as_now(desk, edition):
    start(edition, 2)
    assert desk.get(COMPLETION, {"at": 10**18}).context["asked"].at <= timezone.now()


@pytest.mark.parametrize(
    ("group", "answer"),
    [
        ("Support", 200),
        ("Auditor", 200),
        ("Administrator", 200),
        ("Issuer", 404),
        ("Editor", 404),
        ("Reviewer", 404),
    ],
)
def test_who_may_see_reports(client, edition, group, answer):
    start(edition, 1)
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    pages = (COMPLETION, TABLE, PEOPLE, STEPS, reverse("staff:activity"))
    assert {client.get(each).status_code for each in pages} == {answer}


def give_roles(person: User, *keys: str) -> None:
    person.enrolments.get().choose_roles(keys)


def test_the_activity_report_counts_roles_and_can_be_made_again(desk):
    edition = make_edition(roles="nurse\tN\tNurse\nprescriber\tP\tPrescriber")
    nurses = start(edition, 12, ago=100, done_after=90)
    several = start(edition, 10, ago=20)
    start(edition, 10, ago=20, done_after=1)
    for nurse in nurses:
        give_roles(nurse, "nurse")
    for person in several:
        give_roles(person, "nurse", "prescriber")
    activity, file = reverse("staff:activity"), reverse("staff:activity_csv")
    lately = {"started_from": timezone.localdate() - timedelta(days=30)}
    past = timezone.localdate() - timedelta(days=10)
    make_provider(accreditation="Two credits.", accredited_until=past)
    page = desk.get(activity, lately)
    assert page.context["credit"] == "Two credits."  # who completed before could earn it
    counts = page.context["counts"]
    rows = [(row.name, row.started, row.completed) for row in counts.roles]
    assert rows == [
        ("Nurse", 0, 12),
        ("Two or more roles", 10, 0),
        ("No role given", 10, 10),
    ]
    assert (counts.all.started, counts.all.completed) == (20, 22)
    digest = page.context["digest"]
    text = page.content.decode()
    assert digest in text
    assert '<h2 id="report-title">Activity report: The Basics, edition 1</h2>' in text
    again = lately | {"at": page.context["asked"].stamp}
    start(edition, 3, ago=0)
    assert desk.get(activity, again).context["digest"] == digest
    lines = lines_of(desk, file, **again)
    assert f"edition 1. From {lately['started_from']} to " in lines[0][0]
    assert lines[-1] == ["SHA-256", digest]
    # Other numbers have another hash.
    assert desk.get(activity).context["digest"] != digest


def test_the_activity_report_of_a_site_without_a_course_says_so(desk):
    assert "No course is published yet" in desk.get(reverse("staff:activity")).content.decode()
    assert desk.get(reverse("staff:activity_csv")).status_code == 404


def test_names_are_for_those_who_may_find_learners(client, edition):
    start(edition, 1)
    user = make_user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_reports"))
    client.force_login(user)
    page = client.get(COMPLETION)
    assert page.status_code == 200
    assert PEOPLE not in page.content.decode()
    assert client.get(PEOPLE).status_code == 404
