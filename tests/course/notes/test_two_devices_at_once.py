"""Two devices save at once: on a database where that can happen."""

import uuid

import pytest

from course.models import Note
from course.notes.saving import Draft, save
from tests.factories import enrol, make_edition, make_note, make_user
from tests.meeting import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
KEY = uuid.UUID("11111111-1111-4111-8111-111111111111")


def saving(enrolment, text: str, seen: int):
    """Return what saves a text as the note with the key."""
    draft = Draft("lesson-1", "opening", words="", start=0, text=text, seen=seen)
    return lambda: save(enrolment, KEY, draft)


@pytest.fixture
def enrolment():
    return enrol(make_user(), make_edition())


def test_two_texts_that_are_saved_at_once_are_both_kept(enrolment):
    make_note(enrolment, enrolment.edition.units.first(), "First", key=KEY)
    devices = [saving(enrolment, text, seen=1) for text in ("Phone", "Desk")]
    at_once(*devices, before=["^SELECT", "^UPDATE"])
    assert sorted(Note.objects.values_list("text", flat=True)) == ["Desk", "Phone"]


def test_a_new_note_that_is_sent_twice_at_once_is_one(enrolment):
    twice = [saving(enrolment, "Once", seen=0)] * 2
    at_once(*twice, before=["^SELECT", "^INSERT"])
    assert Note.objects.count() == 1
