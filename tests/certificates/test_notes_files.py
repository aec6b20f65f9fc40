"""A learner's own notes as a PDF: asked for, made by the worker, for its writer alone."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from django_tasks import task_backends
from pypdf import PdfReader

from accounts import personal_data
from certificates import notes_files
from certificates.models import NotesFile
from certificates.notes_printing import REPLACEMENT, printable
from course.notes.listing import notes_in_order
from tests.factories import enrol, make_note

pytestmark = pytest.mark.django_db
NOTES = "/courses/basics/notes/"
MAKE = "/courses/basics/notes/pdf/"
FILE = "/courses/basics/notes.pdf"


@pytest.fixture
def lesson(edition):
    return edition.units.filter(kind="lesson").first()


@pytest.fixture
def learner(client, ada, enrolment) -> Client:
    """Ada, who is signed in and enrolled."""
    client.force_login(ada)
    return client


def shown(client: Client) -> str:
    """The words of the page of notes."""
    page = client.get(NOTES).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def downloaded(client: Client) -> tuple[PdfReader, str]:
    """The PDF, and all its words."""
    response = client.get(FILE)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    reader = PdfReader(io.BytesIO(b"".join(response.streaming_content)))
    words = " ".join(page.extract_text() for page in reader.pages)
    return reader, " ".join(words.replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_pdf_holds_each_note_under_its_lesson_and_says_that_it_is_private(
    learner, enrolment, lesson
):
    make_note(enrolment, lesson, "Ask the <pharmacist>.\nTwice.", words="Two cuffs")
    make_note(enrolment, lesson, "Was it so?", key="1" * 32, words="Gone words", is_lost=True)
    assert "Make a PDF of my notes" in shown(learner)
    learner.post(MAKE)
    assert "Download your notes (PDF)" in shown(learner)

    reader, words = downloaded(learner)
    assert f"{lesson} Two cuffs Ask the <pharmacist>. Twice. Note, " in words
    gone = "The text this note was about is no longer in the lesson."
    assert words.index("Gone words") < words.index("Was it so?") < words.index(gone)
    assert words.count("Private: only you have this file.") == len(reader.pages) == 2
    assert "No patient details belong in it." in words
    root = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en")
    titles = [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)]
    assert titles[0] == "Your notes"


def test_nobody_but_the_writer_gets_it(learner, enrolment, lesson, edition, eve, grace):
    make_note(enrolment, lesson, "Mine alone")
    learner.post(MAKE)
    other = Client()
    assert other.get(FILE).status_code == 302
    other.force_login(grace)
    assert (other.get(FILE).status_code, other.post(MAKE).status_code) == (404, 404)
    enrol(eve, edition)
    other.force_login(eve)
    assert "There is no PDF of your notes now." in other.get(FILE, follow=True).content.decode()


def test_without_notes_or_with_more_than_two_hundred_thousand_letters_nothing_is_made(
    learner, enrolment, lesson
):
    answer = learner.post(MAKE, follow=True).content.decode()
    assert "There are no notes to print yet." in answer
    for _note in range(20):
        make_note(enrolment, lesson, "x" * 10_000, words="")
    assert not notes_files.is_too_long(notes_in_order(enrolment))
    make_note(enrolment, lesson, "x", words="")
    answer = learner.post(MAKE, follow=True).content.decode()
    assert "Your notes are too long for a PDF." in answer
    assert not NotesFile.objects.exists()


def test_a_new_pdf_takes_the_place_of_the_old_one(learner, enrolment, lesson):
    note = make_note(enrolment, lesson, "First thought")
    learner.post(MAKE)
    old = NotesFile.objects.get().storage_name
    note.text = "Second thought"
    note.save()
    learner.post(MAKE)
    assert "Second thought" in downloaded(learner)[1]
    assert not default_storage.exists(old)


def test_letters_without_a_glyph_are_replaced_and_the_page_says_so(learner, enrolment, lesson):
    make_note(enrolment, lesson, "Smile \N{GRINNING FACE} \N{HEBREW LETTER ALEF}\x00 end")
    learner.post(MAKE)
    assert f"Smile {REPLACEMENT} {REPLACEMENT} end" in downloaded(learner)[1]
    assert "A black square stands for each" in shown(learner)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zoë, Łódź: ≥ 90 % “so” – e\N{COMBINING ACUTE ACCENT}", None),
        ("a\r\nb\N{LINE SEPARATOR}c\td\N{IDEOGRAPHIC SPACE}e", "a\nb\nc d e"),
        ("\N{RIGHT-TO-LEFT MARK}a\N{ZERO WIDTH JOINER}b\N{VARIATION SELECTOR-16}\x1b", "ab"),
        ("中a中", f"{REPLACEMENT}a{REPLACEMENT}"),
    ],
)
def test_a_text_is_printed_as_the_fonts_allow(text, expected):
    assert printable(text) == (expected or text)


def test_while_the_worker_is_at_it_the_page_says_so_and_asking_twice_makes_one(
    learner, enrolment, lesson, settings
):
    backend = "django_tasks.backends.dummy.DummyBackend"
    settings.TASKS = {"default": {"BACKEND": backend}}
    make_note(enrolment, lesson)
    for _again in range(2):
        learner.post(MAKE)
    assert len(task_backends["default"].results) == 1
    assert "Your PDF is being made." in shown(learner)
    waiting = NotesFile.objects.get()
    # A worker that was lost: the timer asks again, for an hour.
    assert notes_files.make_missing() == 1
    with time_machine.travel(waiting.asked_at + timedelta(minutes=61)):
        assert notes_files.make_missing() == 0
        assert "Your PDF could not be made." in shown(learner)


def test_it_goes_after_a_week_or_with_its_learner(
    learner, enrolment, lesson, ada, django_capture_on_commit_callbacks
):
    make_note(enrolment, lesson)
    for end in ("week", "erasure"):
        learner.post(MAKE)
        name = NotesFile.objects.get().storage_name
        notes_files.forget_old()
        assert default_storage.exists(name)
        with django_capture_on_commit_callbacks(execute=True):
            if end == "week":
                with time_machine.travel(timezone.now() + timedelta(days=8)):
                    notes_files.forget_old()
            else:
                assert personal_data.export(ada)["notes_files"][0]["course"] == "basics"
                personal_data.erase(ada)
        assert not default_storage.exists(name)
        assert not NotesFile.objects.exists()


def test_eleven_in_an_hour_are_too_many(learner):
    for _time in range(10):
        answer = learner.post(MAKE, follow=True)
        assert "no notes to print" in answer.content.decode()
    answer = learner.post(MAKE, follow=True)
    assert "You have asked for 10 PDFs in an hour." in answer.content.decode()
