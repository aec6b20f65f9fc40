"""Finding learners in the list of everybody."""

import csv
import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, GroupMember, LearnerGroup, OutgoingMail, User
from accounts.people.words import index_unindexed
from course.models import Enrolment
from tests.factories import enrol, make_edition, make_user

LEARNERS = reverse("staff:learners")


@pytest.fixture
def enrolment(ada) -> Enrolment:
    return enrol(ada, make_edition(modules=2))


@pytest.fixture(autouse=True)
def signed_in(client, grace):
    client.force_login(grace)


def page_of(enrolment: Enrolment) -> str:
    return reverse("staff:learner", args=[enrolment.public_id])


def listed(client, **asked: object) -> str:
    return client.get(LEARNERS, asked).content.decode()


def names_on(html: str) -> list[str]:
    names = re.findall(r'id="name-\d+">([^<]+)<', html)
    return [unescape(name) for name in names]


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def make_many(edition, count: int) -> None:
    users = User.objects.bulk_create(
        User(email=f"many{number:03}@example.net", name=f"Many {number:03}")
        for number in range(count)
    )
    now = timezone.now()
    Enrolment.objects.bulk_create(
        Enrolment(user=user, course=edition.course, edition=edition, name_confirmed_at=now)
        for user in users
    )
    index_unindexed()


def test_the_page_of_a_learner_leads_to_no_notes_of_whoever_reads_it(client, grace, enrolment):
    client.force_login(grace)
    page = client.get(page_of(enrolment))
    assert page.status_code == 200
    assert reverse("course:notes", args=["basics"]) not in page.content.decode()


def test_the_list_opens_on_everybody_with_what_is_done(client, enrolment, eve):
    enrolment.complete(enrolment.edition.units.get(key="lesson-1"))
    page = listed(client)
    assert names_on(page) == ["Ada Lovelace", "Eve Stranger", "Grace Hopper"]
    assert "1 of 4" in page
    assert page_of(enrolment) in page
    assert reverse("staff:person", args=[eve.public_id]) in page


NAMES = {
    "Béla Łukaszewicz-Hámori": ["BÉLA", "bela", "lukasz", "hamori, bela", " LUKASZ  bela "],
    "Anna Smith": ["smith anna", "Smith, Anna", " anna  smith ", "ann smi"],
    "Máire O’Brien": ["O'Brien", "O’Brien", "obrien", "o brien maire"],
    "Søren Bjørnstad": ["soren", "bjornstad s"],
}


@pytest.mark.parametrize(
    ("name", "typed"), [(name, typed) for name, all_typed in NAMES.items() for typed in all_typed]
)
def test_a_name_is_found_without_accents_in_any_order(client, name, typed):
    for other in NAMES:
        make_user(name=other)
    assert names_on(listed(client, q=typed)) == [name]


@pytest.mark.parametrize("typed", ["ada@ex", "example.org ada", "ADA@EXAMPLE.OR"])
def test_a_part_of_an_address_finds_its_person(client, ada, eve, typed):
    assert names_on(listed(client, q=typed)) == ["Ada Lovelace"]


def test_names_are_found_as_they_are_now(client, ada, enrolment):
    ada.name = "Ada King"
    ada.save()
    enrolment.correct_name("Augusta Byron")
    assert names_on(listed(client, q="king")) == ["Ada King"]
    assert names_on(listed(client, q="augusta")) == ["Ada King"]
    assert names_on(listed(client, q="lovelace")) == []


def test_nothing_is_searched_until_two_characters(client, enrolment):
    page = listed(client, q="a")
    assert "Nothing was searched" in page
    assert names_on(page) == []


@pytest.mark.parametrize(
    "query",
    ["q=%25%25", "after=x&before=%E2%81%B4", "after=999999999999999999999", "tab=no&course=x"],
)
def test_junk_in_the_address_is_harmless(client, enrolment, query):
    assert client.get(f"{LEARNERS}?{query}").status_code == 200


def test_tabs_list_whom_they_count(client, ada, eve, enrolment):
    done = enrol(make_user(name="Charles"), enrolment.edition)
    for unit in enrolment.edition.units.all():
        done.complete(unit)
    old = enrol(make_user(name="Quinn"), enrolment.edition)
    Enrolment.objects.filter(pk=old.pk).update(last_active_at=timezone.now() - timedelta(days=40))
    User.objects.filter(pk=eve.pk).update(is_active=False)
    expected = {
        "": ["Ada Lovelace", "Charles", "Eve Stranger", "Grace Hopper", "Quinn"],
        "in-progress": ["Ada Lovelace", "Quinn"],
        "quiet": ["Quinn"],
        "overdue": [],
        "completed": ["Charles"],
        "held": [],
        "not-enrolled": ["Eve Stranger", "Grace Hopper"],
        "disabled": ["Eve Stranger"],
    }
    pages = {tab: listed(client, tab=tab) for tab in expected}
    assert {tab: names_on(page) for tab, page in pages.items()} == expected
    counts = re.findall(r"<small>(\d*)</small></a>", pages[""])
    lengths = {tab: str(len(names)) for tab, names in expected.items()}
    # To count these, everybody would be looked at.
    uncounted = dict.fromkeys(("overdue", "not-enrolled"), "")
    assert counts == list((lengths | uncounted).values())
    assert names_on(listed(client, active="-30")) == ["Quinn"]


def test_reading_and_finishing_make_a_learner_active(client, ada, enrolment):
    long_ago = timezone.now() - timedelta(days=90)
    for act in (
        lambda: enrolment.complete(enrolment.edition.units.get(key="lesson-1")),
        lambda: enrolment.note_activity(timezone.now()),
    ):
        Enrolment.objects.update(last_active_at=long_ago)
        act()
        enrolment.refresh_from_db()
        assert enrolment.last_active_at > long_ago + timedelta(days=80)


def test_pages_follow_each_other_both_ways_and_to_the_end(client, enrolment):
    make_many(enrolment.edition, 60)
    everybody = ["Ada Lovelace", "Grace Hopper", *(f"Many {number:03}" for number in range(60))]
    first = listed(client)
    last_key = re.findall(r'name="row" value="(\d+)"', first)[-1]
    second = listed(client, after=last_key)
    assert names_on(first) + names_on(second) == everybody[:50]
    assert names_on(listed(client, before="end")) == everybody[-25:]
    first_key = re.search(r'name="row" value="(\d+)"', second)[1]
    assert names_on(listed(client, before=first_key)) == everybody[:25]
    in_progress = listed(client, tab="in-progress", sort="name", q="many")
    assert names_on(in_progress) == everybody[2:27]


def test_300_learners_cost_as_many_queries_as_one(client, enrolment):
    few = [queries(client, f"{LEARNERS}?{asked}") for asked in ("", "q=example", "tab=quiet")]
    make_many(enrolment.edition, 300)
    assert [queries(client, f"{LEARNERS}?{asked}") for asked in ("", "q=example")] == few[:2]
    assert max(few) <= 14  # two of them for an edition, which is kept outside of transactions


def test_chosen_learners_are_exported_without_formulas(client, ada, eve, enrolment):
    ada.name = "=HYPERLINK(1)"
    ada.save()
    response = client.get(f"{LEARNERS}learners.csv", {"who": "ticked", "row": ada.pk})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    title, header, *rows = csv.reader(StringIO(text))
    assert title[0].startswith("Learners. Everybody. Made ")
    today = str(timezone.now().date())
    assert [dict(zip(header, row, strict=True)) for row in rows] == [
        {
            "name": "'=HYPERLINK(1)",
            "address": "ada@example.org",
            "course": "Basics",
            "edition": "1",
            "state": "in progress",
            "required_units": "4",
            "units_done": "0",
            "started": today,
            "last_active": today,
            "completed_on": "",
        }
    ]
    everybody = client.get(f"{LEARNERS}learners.csv", {"who": "all", "tab": "not-enrolled"})
    assert b"eve@" in b"".join(everybody.streaming_content)
    assert client.get(f"{LEARNERS}learners.csv", {"who": "ticked"}).status_code == 302


def test_the_page_of_a_person_takes_few_queries_and_is_there_without_a_course(
    client, ada, eve, enrolment
):
    page = client.get(reverse("staff:person", args=[ada.public_id])).content.decode()
    assert str(enrolment.public_id) in page
    assert "<dd>1 <small>" not in page
    # Four of them for what is kept outside of transactions.
    assert queries(client, page_of(enrolment)) <= 16
    stranger = client.get(reverse("staff:person", args=[eve.public_id])).content.decode()
    assert "Not enrolled" in stranger


def test_a_group_can_be_listed_alone(client, ada, eve):
    group = LearnerGroup.objects.create(key="ward-5", name="Ward 5 East")
    GroupMember.objects.create(group=group, user=eve, how="link")
    page = listed(client, group=group.key)
    assert names_on(page) == ["Eve Stranger"]
    assert "Ward 5 East" in page


def test_chosen_learners_are_reminded_once_a_day_after_a_look(client, ada, enrolment):
    done = enrol(make_user(name="Charles"), enrolment.edition)
    Enrolment.objects.filter(pk=done.pk).update(
        completed_at=timezone.now(), completed_on=timezone.localdate()
    )
    enrolment.complete(enrolment.edition.units.get(key="lesson-1"))
    remind = f"{reverse('staff:remind')}?who=all"
    plan = client.get(remind)
    page = plan.content.decode()
    assert "1 person gets an email" in page
    assert "1 who have completed the course" in page
    # Grace and whoever else has an account alone.
    idle = User.objects.filter(enrolments=None).count()
    assert f"{idle} who are in no course now" in page
    assert "are in no course now" not in client.get(f"{remind}&tab=in-progress").content.decode()
    sent = {"planned": plan.context["planned"]}
    late = enrol(make_user(name="Late"), enrolment.edition)
    changed = client.post(remind, sent).content.decode()
    assert "The list has changed since you looked" in changed
    assert not OutgoingMail.objects.exists()
    Enrolment.objects.filter(pk=late.pk).update(ended_at=timezone.now(), ended_because="Left.")
    for _click in range(2):
        client.post(remind, sent)
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.subject) == (ada.email, "Your course: 3 units left")
    assert AuditEvent.objects.filter(verb="learner.reminded").count() == 1
    assert "were reminded today" in client.get(remind).content.decode()
