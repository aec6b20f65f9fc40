"""Whom pages tell their readers to call: the course's words, and those of the provider."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from course.countries import COUNTRIES
from course.emergencies import crisis_lines_of
from course.models import Provider
from tests.factories import enrol, make_edition, make_provider

pytestmark = pytest.mark.django_db
OURS = "Call 911, or 988."
PRIVACY = reverse("page", args=["privacy"])
COURSE = reverse("course:course", args=["basics"])


def page(client, url) -> str:
    return client.get(url).content.decode()


@pytest.mark.parametrize(
    ("provider", "lines"),
    [
        ({"country": "US"}, ["In an emergency, call 911.", "crisis: 988 (call or text)."]),
        ({"country": "AU"}, ["In an emergency, call 000.", "crisis: 13 11 14."]),
        ({"country": "AU", "crisis": "Shout.\nThen call 5555."}, ["Shout.", "Then call 5555."]),
        ({"country": "ZZ"}, []),
    ],
)
def test_pages_of_no_course_say_what_the_provider_says(client, provider, lines):
    make_edition(crisis="Nobody reads this.")
    said = make_provider(**provider).crisis_lines
    assert len(said) == len(lines)
    assert all(line in text for line, text in zip(lines, said, strict=True))
    assert all(text in page(client, PRIVACY) for text in said)
    assert "Nobody reads this." not in page(client, PRIVACY)


def test_a_site_without_a_provider_is_one_of_the_united_states(client):
    assert "In an emergency, call 911." in page(client, PRIVACY)


def test_a_course_that_says_nothing_for_an_emergency_shows_nothing(client):
    make_provider(country="US")
    make_edition()
    assert "call 911" not in page(client, COURSE)


def test_a_course_says_its_own_lines_and_the_other_numbers_of_the_provider(client):
    edition = make_edition(crisis=OURS)
    us, gb = Provider(country="US"), Provider(country="GB")
    assert crisis_lines_of(edition, us) == [OURS]
    assert crisis_lines_of(edition, gb) == [OURS, *gb.crisis_lines]
    make_provider(country="GB")
    assert f"<p>{OURS} In an emergency, call 999." in page(client, COURSE)


def test_numbers_are_the_same_however_they_are_spaced():
    edition = make_edition(crisis="Call 000 or 131114.")
    assert crisis_lines_of(edition, Provider(country="AU")) == ["Call 000 or 131114."]


def test_standing_words_are_at_the_foot_of_the_pages_of_the_course_alone(client, ada):
    edition = make_edition(standing="Only a test.\nIt permits nothing.")
    enrol(ada, edition)
    client.force_login(ada)
    words = "Only a test. It permits nothing."
    mine = reverse("course:mine", args=["basics"])
    lesson = reverse("course:unit", args=["basics", "lesson-1"])
    assert [page(client, url).count(words) for url in (COURSE, mine, lesson, PRIVACY)] == [
        1,
        1,
        2,
        0,
    ]


def test_a_short_course_says_its_minutes(client):
    make_edition(minutes=14)
    text = page(client, COURSE)
    assert "About 14 minutes" in text
    assert "0 hours" not in text


def test_a_course_that_cites_nothing_says_nothing_of_evidence(client):
    make_edition(plain=True)
    assert "How evidence is shown" not in page(client, COURSE)


def test_the_table_of_countries_in_the_documents_is_the_one_that_pages_use():
    text = (Path(settings.BASE_DIR) / "docs" / "operating.md").read_text()
    row = r"^\| ([A-Z]{2}) \| (.+?) \| (.+?) \| \[.+?\]\(https://.+?\) \| (.+?) \|$"
    assert re.findall(row, text, re.MULTILINE) == [
        (code, country.emergency, country.crisis_line, country.harm_reports)
        for code, country in COUNTRIES.items()
    ]
