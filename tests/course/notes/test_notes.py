"""What learners keep for themselves in a lesson: bookmarks, marked words and notes."""

import json
import re
import uuid
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import personal_data
from course.models import Acknowledgement, Edition, Note, Passage
from course.notes.forms import MAX_LETTERS
from course.publishing import move_learner
from tests.factories import enrol, make_edition, make_note, make_unit, make_user

pytestmark = pytest.mark.django_db
LESSON = "/courses/basics/units/lesson-1/"
NOTES = "/courses/basics/notes/"
KEY = uuid.UUID("11111111-1111-4111-8111-111111111111")
GONE = "The text this note was about is no longer in the lesson."


def address(key: uuid.UUID = KEY, after: str = "") -> str:
    return f"{NOTES}{key}/{after}"


def make_passage(edition: Edition, text: str, key: str = "clocks", unit: str = "lesson-1") -> None:
    lesson = edition.units.get(key=unit)
    Passage.objects.create(
        unit=lesson,
        key=key,
        position=lesson.passages.count() + 1,
        kind="paragraph",
        text=text,
        html=f'<p id="{key}">{text}</p>',
        critical=False,
    )


def write(client: Client, text: str = "", key: uuid.UUID = KEY, **fields):
    """Send the form for a note; where it leads is followed."""
    form = {"unit": "lesson-1", "passage": "opening", "seen": 0, "text": text} | fields
    return client.post(address(key), form, follow=True)


@pytest.fixture
def edition(db) -> Edition:
    return make_edition(lessons=2)


@pytest.fixture
def learner(client, ada, edition) -> Client:
    """Ada, who is signed in and enrolled."""
    enrol(ada, edition)
    client.force_login(ada)
    return client


def test_a_note_stands_under_its_passage_and_in_the_list(learner):
    write(learner, "Our form says “once alert”.\nAsk. 🙂 \N{RIGHT-TO-LEFT MARK}שלום")
    for page in (LESSON, NOTES):
        text = learner.get(page).content.decode()
        assert "Our form says “once alert”.\nAsk. 🙂 \N{RIGHT-TO-LEFT MARK}שלום" in text
    text = learner.get(LESSON).content.decode()
    assert text.index('<p id="opening">') < text.index(f'data-key="{KEY}"')
    assert "Only you see it." in text


def test_words_are_marked_as_the_passage_writes_them(learner, edition):
    make_passage(edition, "One clock. Two clocks are few. Two  clocks are many.")
    write(learner, passage="clocks", words="Twoclocks", start=26)
    note = Note.objects.get()
    assert (note.kind, note.words, note.start) == ("highlight", "Two  clocks", 25)
    page = learner.get(LESSON).content.decode()
    assert 'data-start="25" data-letters="9"' in page


def test_a_bookmark_is_set_once(learner):
    for key in (KEY, uuid.uuid4()):
        write(learner, key=key, what="bookmark")
    assert [note.kind for note in Note.objects.all()] == ["bookmark"]
    assert "Read it in the lesson" in learner.get(NOTES).content.decode()


def test_a_form_that_is_sent_twice_makes_one_note(learner):
    for _time in range(2):
        assert "Saved." in write(learner, "Once").content.decode()
    assert Note.objects.count() == 1


def test_two_devices_lose_nothing(learner):
    write(learner, "First")
    write(learner, "From the phone", seen=1)
    for _sent_twice in range(2):
        page = write(learner, "From the desk", seen=1).content.decode()
        assert "changed on another device" in page
        assert "From the phone" in page
        assert "From the desk" in page
    assert sorted(Note.objects.values_list("text", flat=True)) == [
        "From the desk",
        "From the phone",
    ]


def test_a_note_deleted_on_another_device_is_saved_again(learner):
    write(learner, "First")
    learner.post(address(after="delete/?seen=1"))
    assert not Note.objects.exists()
    write(learner, "Second", seen=1)
    assert Note.objects.get().text == "Second"


def test_a_note_changed_on_another_device_is_not_deleted(learner):
    write(learner, "First")
    write(learner, "Second", seen=1)
    answer = learner.post(address(after="delete/?seen=1"), follow=True)
    assert "Not deleted" in answer.content.decode()
    assert Note.objects.get().text == "Second"


@pytest.mark.parametrize("length", [MAX_LETTERS + 1, 500_000])
def test_a_note_that_is_too_long_stays_in_its_field(learner, length):
    text = "é" * length  # half a million are 1 MB, and 3 MB as a browser sends them
    form = urlencode({"unit": "lesson-1", "passage": "opening", "text": text})
    page = learner.post(address(), form, content_type="application/x-www-form-urlencoded")
    assert "shorten it" in page.content.decode()
    assert text in page.content.decode()
    assert not Note.objects.exists()


def test_an_empty_note_is_not_saved(learner):
    assert "Write something first" in write(learner, " ").content.decode()
    assert not Note.objects.exists()


def test_words_that_are_not_in_the_passage_are_not_marked_and_their_note_is_kept(learner):
    assert "cannot be marked" in write(learner, words="Nowhere").content.decode()
    write(learner, "A thought", words="Nowhere")
    note = Note.objects.get()
    assert (note.text, note.start, note.words) == ("A thought", None, "A paragraph.")


def test_the_plain_form_says_what_a_note_is_about_and_who_reads_it(learner):
    page = learner.get(f"{LESSON}notes/opening/").content.decode()
    assert "A paragraph." in page
    assert "Only you can read it; staff cannot. No patient details, please" in page
    assert learner.get(f"{LESSON}notes/nowhere/").status_code == 404


def test_nobody_else_reads_a_note_nor_do_staff(learner, eve, grace, edition):
    write(learner, "A secret")
    enrol(eve, edition)
    for other in (eve, grace):
        browser = Client()
        browser.force_login(other)
        assert browser.get(address()).status_code == 404
        browser.post(address(after="delete/?seen=1"))
        for page in (NOTES, LESSON, f"{NOTES}download/"):
            assert "A secret" not in browser.get(page).content.decode()
    assert Note.objects.get().text == "A secret"
    staff = Client()
    staff.force_login(grace)
    person = reverse("staff:learner", args=[Note.objects.get().user.enrolments.get().public_id])
    assert "A secret" not in staff.get(person).content.decode()
    assert "/note/" not in staff.get("/admin/").content.decode()


def test_markup_in_a_note_is_text(learner):
    write(learner, '<script>alert(1)</script><a class="note-link"')
    for page in (LESSON, NOTES, address()):
        text = learner.get(page).content.decode()
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_notes_move_with_their_text_to_a_new_edition(learner, ada, edition):
    make_passage(edition, "Two hours is the floor of watching.")
    make_passage(edition, "An old rule that nobody keeps.", key="old-rule")
    write(learner, passage="clocks", words="Twohoursisthefloor", start=0)
    write(learner, "Ask them", key=uuid.uuid4(), passage="old-rule", words="oldrule", start=2)
    new = make_edition(lessons=2)
    make_passage(new, "Now: two clocks. Two hours is the floor of watching.", "now", "lesson-2")
    enrolment = ada.enrolments.get()
    assert move_learner(enrolment, new)
    Acknowledgement.objects.create(enrolment=enrolment, edition=new)

    moved, lost = Note.objects.all()
    assert (moved.unit_key, moved.passage_key, moved.start) == ("lesson-2", "now", 14)
    assert lost.is_lost
    assert "Two hours is the floor" in learner.get(LESSON.replace("-1", "-2")).content.decode()
    for page in (LESSON, NOTES):
        text = learner.get(page).content.decode()
        assert text.count(GONE) == 1
        assert "old rule" in text
        assert "Ask them" in text


def test_moving_20_notes_costs_the_same_statements_as_1(edition):
    counts = []
    new = make_edition()
    for number in (1, 20):
        enrolment = enrol(make_user(), edition)
        for _note in range(number):
            make_note(enrolment, edition.units.first(), "A note", start=0)
        with CaptureQueriesContext(connection) as queries:
            move_learner(enrolment, new)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_two_bookmarks_that_come_to_one_passage_become_one(learner, ada, edition):
    make_passage(edition, "A rule of three words and more.", key="one")
    make_passage(edition, "A rule of four words and more.", key="two")
    for passage in ("one", "two"):
        write(learner, key=uuid.uuid4(), passage=passage, what="bookmark")
    new = make_edition(lessons=2)
    make_passage(new, "A rule of five words and more.", key="three")
    move_learner(ada.enrolments.get(), new)
    assert Note.objects.get().passage_key == "three"


def test_a_note_written_on_a_page_from_before_the_move_is_kept(learner, ada, edition):
    make_passage(edition, "A rule of three words and more.")
    new = make_edition(lessons=2)
    make_passage(new, "A rule of three words and more.", key="elsewhere")
    move_learner(ada.enrolments.get(), new)
    write(learner, "Typed before", passage="clocks")
    assert Note.objects.get().passage_key == "elsewhere"


def test_the_file_holds_every_note_in_the_order_of_the_course(learner, edition):
    make_passage(edition, "Second passage of lesson one.")
    write(learner, "In lesson two", key=uuid.uuid4(), unit="lesson-2")
    write(learner, key=uuid.uuid4(), passage="clocks", words="passage", start=6)
    write(learner, "On the opening", key=uuid.uuid4())
    answer = learner.get(f"{NOTES}download/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="notes-basics.md"'
    text = answer.content.decode()
    parts = ["## 1.1 About lesson-1", "On the opening", "> passage", "## 1.2", "In lesson two"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert f"{LESSON}#clocks>" in text


def test_notes_are_exported_and_erased_with_the_person(learner, ada):
    write(learner, "Mine")
    exported = personal_data.export(ada)["notes"]
    assert [(row["lesson"], row["text"]) for row in exported] == [("lesson-1", "Mine")]
    json.dumps(exported)
    personal_data.erase(ada)
    assert not Note.objects.exists()


@pytest.mark.django_db(transaction=True)  # rows are kept in memory outside of transactions only
def test_pages_ask_the_same_number_of_queries_with_1_and_with_20_notes(learner):
    counts = []
    for number in (1, 19):
        for _note in range(number):
            write(learner, "A note", key=uuid.uuid4())
        pages = []
        for page in (LESSON, NOTES, f"{NOTES}download/"):
            learner.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert learner.get(page).status_code == 200
            pages.append(len(queries))
        counts.append(pages)
    assert counts[0] == counts[1]
    assert counts[0][0] <= 8


def test_scripts_get_what_stands_under_the_passage(learner):
    fields = {"unit": "lesson-1", "passage": "opening", "seen": 0}
    accept = {"Accept": "application/json"}
    answer = learner.post(address(), fields | {"text": "By script"}, headers=accept).json()
    [note] = answer["notes"]
    assert (note["passage"], "By script" in note["html"]) == ("opening", True)
    answer = learner.post(address(), fields | {"text": " "}, headers=accept)
    assert (answer.status_code, "first" in answer.json()["error"]) == (422, True)


def sign_in(browser: Client, user, to: str):
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    url = reverse("account_login")
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', browser.get(url).content.decode())
    assert token
    fields = {"login": user.email, "password": "correct horse battery", "next": to}
    return browser.post(url, fields | {"csrfmiddlewaretoken": token.group(1)})


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" (?:value="([^"]*)")?', page)
    return dict(found)


@pytest.fixture
def open_form(ada, edition):
    """Ada's browser, as strict as a real one, with a filled form whose session is gone."""
    enrol(ada, edition)
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, ada, NOTES)
    page = browser.get(f"{LESSON}notes/opening/").content.decode()
    action = re.search(r'action="(/courses/basics/notes/[^"]+)"', page)
    assert action
    Session.objects.all().delete()
    return browser, action.group(1), hidden_fields(page) | {"text": "Typed"}


def test_a_note_survives_the_sign_in_and_is_saved_by_the_button(open_form, ada):
    browser, action, fields = open_form
    answer = browser.post(action, fields)
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={action}"
    sign_in(browser, ada, action)
    page = browser.get(action).content.decode()
    assert "Your note was kept while you signed in" in page
    assert ">\nTyped</textarea>" in page
    assert not Note.objects.exists()
    browser.post(action, hidden_fields(page) | {"text": "Typed"})
    assert Note.objects.get().text == "Typed"
    assert "was kept" not in browser.get(action).content.decode()


def test_a_note_from_before_the_last_sign_in_is_kept_too(open_form, ada):
    browser, action, fields = open_form
    sign_in(browser, ada, NOTES)
    answer = browser.post(action, fields)
    assert answer.headers["Location"] == action
    assert ">\nTyped</textarea>" in browser.get(action).content.decode()


def test_another_person_at_the_same_computer_never_sees_it(open_form, eve, edition):
    browser, action, fields = open_form
    enrol(eve, edition)
    browser.post(action, fields)
    sign_in(browser, eve, NOTES)
    assert browser.get(action).status_code == 404


def test_a_visitor_of_a_sample_lesson_is_offered_no_notes(client, edition):
    make_unit(edition.modules.first(), "sample", position=9, sample=True)
    caches["pieces"].clear()
    page = client.get("/courses/basics/units/sample/").content.decode()
    assert "note-link" not in page
    assert "note-dialog" not in page
