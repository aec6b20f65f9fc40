"""A search finds one's own notes, and nobody else's."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.course.search.searched import make_searched_edition
from tests.factories import enrol, make_note

pytestmark = pytest.mark.django_db


def test_a_search_finds_ones_own_notes_alone(client, ada, eve):
    edition = make_searched_edition()
    lesson = edition.units.get(key="pressure")
    note = make_note(enrol(ada, edition), lesson, "Ask the pharmacies", words="Two cuffs")
    enrol(eve, edition)
    client.force_login(ada)
    stranger = Client()
    stranger.force_login(eve)
    # By its text and by the words that are marked.
    for sought in ("pharmacy", "cuff"):
        address = f"/courses/{edition.course.slug}/search/?q={sought}"
        page = client.get(address).content.decode()
        assert f'href="{lesson.get_absolute_url()}#note-{note.key}"' in page
        assert "pharmacies" not in stranger.get(address).content.decode()


def test_a_search_in_20_notes_takes_as_many_statements_as_in_1(client, ada):
    edition = make_searched_edition()
    enrolment = enrol(ada, edition)
    client.force_login(ada)
    counts = []
    for number in (1, 19):
        for _note in range(number):
            make_note(enrolment, edition.units.get(key="pressure"), key=uuid.uuid4())
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/courses/{edition.course.slug}/search/?q=mine")
        counts.append(len(queries))
    assert counts[0] == counts[1]
