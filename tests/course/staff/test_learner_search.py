"""Finding learners."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
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


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_learner_is_found_by_name_and_by_address(client, enrolment):
    enrolment.complete(enrolment.edition.units.get(key="lesson-1"))
    for text in ("lovelace", "ada@ex", "ADA"):
        page = client.get(LEARNERS, {"q": text}).content.decode()
        assert page_of(enrolment) in page
        assert "1 of 4 required units" in page
    assert "Nobody matches “nobody”" in client.get(LEARNERS, {"q": "nobody"}).content.decode()


def test_nothing_is_searched_until_two_characters(client, enrolment):
    for text in ("", "a", " a "):
        page = client.get(LEARNERS, {"q": text})
        assert page_of(enrolment) not in page.content.decode()
    assert "Nothing was searched" in client.get(LEARNERS, {"q": "a"}).content.decode()


def test_somebody_who_never_enrolled_is_found_too(client, eve):
    page = client.get(LEARNERS, {"q": "eve@"}).content.decode()
    assert "Eve Stranger" in page
    assert "never enrolled" in page


@pytest.mark.parametrize(
    "query", ["q=%25%25", "q=__", "q=ada&page=99999999999999999999", "q=ada&page=x&order=password"]
)
def test_junk_in_the_address_is_harmless(client, enrolment, query):
    assert client.get(f"{LEARNERS}?{query}").status_code == 200


def test_wildcards_are_searched_as_typed(client, enrolment):
    assert page_of(enrolment) not in client.get(LEARNERS, {"q": "%%"}).content.decode()


def test_the_name_on_a_certificate_is_searched_too_and_finds_all_enrolments(client, ada):
    first = enrol(ada, make_edition(), holder_name="Ada King", ended_at=timezone.now())
    second = enrol(ada, first.edition, holder_name="Ada Lovelace")
    enrol(make_user(name="Charles"), first.edition, holder_name="Charles")
    page = client.get(LEARNERS, {"q": "king"}).content.decode()
    assert page_of(first) in page
    assert page_of(second) in page
    assert "Charles" not in page


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


def test_300_learners_cost_as_many_queries_as_one(client, enrolment):
    one = queries(client, f"{LEARNERS}?q=example")
    make_many(enrolment.edition, 300)
    assert queries(client, f"{LEARNERS}?q=example") == one


def test_25_learners_stand_on_a_page_by_name(client, enrolment):
    make_many(enrolment.edition, 60)

    def names(number: int) -> list[str]:
        page = client.get(LEARNERS, {"q": "many", "page": number}).content.decode()
        return re.findall(r"Many (\d+)", page)

    assert names(1) == [f"{number:03}" for number in range(25)]
    assert names(3) == [f"{number:03}" for number in range(50, 60)]
    last = client.get(LEARNERS, {"q": "many", "page": 3}).content.decode()
    assert "51–60" in last
    assert 'href="?q=many&amp;page=2" rel="prev"' in last
    assert 'rel="next"' not in last
