"""The numbers of sources on pages that list them."""

import re

import pytest
from django.urls import reverse

from course.models import Reference
from tests.factories import make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def references():
    """Three references of an edition that says what practice lacks, not in their order."""
    edition = make_edition(needs=[{"text": "Nobody watches.", "references": ["S1", "R9"]}])
    for tag in ("R10", "S1", "R9"):
        Reference.objects.create(edition=edition, tag=tag, title=tag, kind="law", seen="page")


def page_of(client, name: str) -> str:
    return client.get(reverse(f"course:{name}", args=["basics"])).content.decode()


def test_the_list_of_references_shows_their_numbers_and_keeps_their_addresses(client):
    page = page_of(client, "references")
    assert re.findall(r'id="([RS]\d+)"', page) == ["R9", "R10", "S1"]
    assert re.findall(r'<span class="n">(\w+)</span>', page) == ["1", "2", "3"]


def test_the_page_of_a_course_names_the_sources_of_a_need_by_their_numbers(client):
    page = page_of(client, "course")
    assert re.findall(r'/references/#(\w+)">(\w+)</a>', page) == [("R9", "1"), ("S1", "3")]
