"""Staff see who has read a safety correction, and what the next one would tell."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts import personal_data
from course.corrections import notices
from course.models import CorrectionNotice
from tests.course.corrections.test_safety_corrections import (
    CORRECTED,
    SAFETY,
    TEXT,
    publish_correction,
    publish_folder,
)
from tests.course.course_folder import FIRST_LESSON, QUIZ_FILES, write_course
from tests.course.staff.test_staff import EDITIONS, NEXT, queries, staff_with
from tests.factories import enrol, make_user

pytestmark = pytest.mark.django_db
READERS = reverse("staff:correction_readers", args=["tiny-course", 2])


@pytest.fixture
def first(tmp_path, settings):
    settings.CONTENT_ROOT = tmp_path
    return publish_folder(tmp_path)


@pytest.fixture
def auditor():
    return staff_with("course.view_editions", "course.find_learner", "course.view_timeline")


def text_of(client, url) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_editions_say_how_many_have_read_it(client, first, ada, auditor, tmp_path):
    enrol(ada, first)
    enrol(make_user(), first)
    publish_correction(tmp_path)
    CorrectionNotice.objects.of(ada).confirm()
    client.force_login(auditor)
    text = text_of(client, EDITIONS)
    assert text.count("Safety correction") == 1
    assert f'<a href="{READERS}">1 of 2 have read it</a>' in text


def test_the_list_begins_with_who_has_still_to_read_it(client, first, ada, auditor, tmp_path):
    enrol(ada, first)
    enrol(make_user("zoe@example.org", name="Zoe Last"), first)
    publish_correction(tmp_path)
    CorrectionNotice.objects.of(ada).confirm()
    client.force_login(auditor)
    text = text_of(client, READERS)
    assert text.index("Zoe Last") < text.index("Ada Lovelace")
    assert "1 of 2 have read it." in text
    assert "1 email is still to be written." in text
    notices.queue_mails()
    assert "still to be written" not in text_of(client, READERS).lower()


def test_names_are_for_those_who_may_find_learners(client, first, ada, tmp_path):
    enrolment = enrol(ada, first)
    publish_correction(tmp_path)
    client.force_login(staff_with("course.view_editions"))
    text = text_of(client, READERS)
    assert str(enrolment.public_id) in text
    assert "Ada Lovelace" not in text
    assert "ada@example.org" not in text


def test_who_was_erased_is_counted_no_more(client, first, ada, auditor, tmp_path):
    enrol(ada, first)
    publish_correction(tmp_path)
    personal_data.erase(ada)
    client.force_login(auditor)
    assert "Nobody had to be told" in text_of(client, READERS)


def test_an_ordinary_edition_has_no_readers_to_list(client, first, auditor):
    client.force_login(auditor)
    url = reverse("staff:correction_readers", args=["tiny-course", 1])
    assert client.get(url).status_code == 404


def test_forty_readers_cost_as_many_queries_as_one(client, first, ada, auditor, tmp_path):
    enrol(ada, first)
    publish_correction(tmp_path)
    client.force_login(auditor)
    one = queries(client, READERS), queries(client, EDITIONS)
    for _reader in range(39):
        enrol(make_user(), first)
    notices.queue_mails()
    assert CorrectionNotice.objects.count() == 40
    assert (queries(client, READERS), queries(client, EDITIONS)) == one


def test_25_readers_stand_on_a_page(client, first, auditor, tmp_path):
    for _reader in range(26):
        enrol(make_user(), first)
    publish_correction(tmp_path)
    client.force_login(auditor)
    assert "1–25 of 26" in text_of(client, READERS)
    assert "26–26 of 26" in text_of(client, f"{READERS}?page=2")


def test_the_next_edition_says_who_would_be_told_whatever_is_overdue(
    client, first, ada, auditor, tmp_path
):
    enrol(ada, first)
    write_course(tmp_path, **QUIZ_FILES, **{"course.yaml": SAFETY, FIRST_LESSON: CORRECTED})
    with time_machine.travel(date(2027, 1, 1)):
        client.force_login(auditor)
        asked = text_of(client, NEXT)
        text = " ".join(client.post(NEXT).content.decode().split())
    assert "This is a safety correction" in asked
    assert TEXT in asked
    assert "A safety correction is published all the same" in asked
    assert "Publishing stops" not in asked
    assert "1 learner will be told" in text
    assert not CorrectionNotice.objects.exists()


def test_a_correction_told_before_is_refused_with_what_to_do(client, first, auditor, tmp_path):
    publish_correction(tmp_path)
    lesson = CORRECTED.replace("A first point", "A point")
    write_course(tmp_path, **QUIZ_FILES, **{"course.yaml": SAFETY, FIRST_LESSON: lesson})
    client.force_login(auditor)
    text = " ".join(client.post(NEXT).content.decode().split())
    assert "It cannot be published." in text
    assert "safety correction of edition 2" in text


def test_the_timeline_says_when_somebody_was_told_and_when_they_confirmed(
    client, first, ada, auditor, tmp_path
):
    enrolment = enrol(ada, first)
    publish_correction(tmp_path)
    CorrectionNotice.objects.confirm()
    client.force_login(auditor)
    text = text_of(client, reverse("staff:learner", args=[enrolment.public_id]))
    assert "Told of the correction in edition 2" in text
    assert "Confirmed having read the correction in edition 2" in text
