"""A database that is locked, full, or does not answer: 503, nothing typed is lost, never 500."""

import shutil
import sqlite3
import uuid
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.busy import busy_reason
from course.models import Enrolment, Note
from quizzes.sitting import attempts
from quizzes.sitting.kept_answers import owner_token
from tests import database_template
from tests.accounts.browser import proven
from tests.factories import enrol, make_edition, make_user
from tests.quizzes.factories import make_attempt, make_quiz, numeric

pytestmark = pytest.mark.django_db
WAIT_SECONDS = 0.05  # in production 20


class Form(HTMLParser):
    """The fields of the form on a page, and where it is sent."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.action, self.fields = "", {}
        self.feed(page.decode())

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self.action = values["action"]
        elif tag == "input" and values.get("name") != "csrfmiddlewaretoken":
            self.fields.setdefault(values["name"], []).append(values.get("value"))


@pytest.fixture
def database_file(tmp_path, db):
    """The tests' database as a file, which other connections can lock."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite locks its whole file; PostgreSQL does not")
    file = tmp_path / "waymark.sqlite3"
    shutil.copy(database_template.template_path(), file)
    in_memory = connections["default"]
    options = in_memory.settings_dict["OPTIONS"] | {"timeout": WAIT_SECONDS}
    of_file = in_memory.settings_dict | {"NAME": str(file), "OPTIONS": options}
    connections["default"] = type(in_memory)(of_file, "default")
    yield file
    connections["default"].close()
    connections["default"] = in_memory


@pytest.fixture
def lock(database_file):
    """Somebody else's connection; ``BEGIN IMMEDIATE`` takes the lock that every writer needs."""
    other = sqlite3.connect(database_file, isolation_level=None)
    yield other
    other.close()


@pytest.fixture
def item(database_file):
    return make_attempt(make_user(), numeric()).items.get()


@pytest.fixture
def learner(item):
    """The browser of the learner who sits the quiz."""
    client = Client()
    client.force_login(item.attempt.enrolment.user)
    return client


def answer_in_form(item) -> dict[str, list[str]]:
    """What a learner posts from the page of a question with an amount."""
    fields = {"seq": ["0"], "answer": ["500"], "answer-unit": ["mg"], "go": ["stay"]}
    return fields | {"owner": [owner_token(item.attempt)], "sureness": ["3"]}


def test_an_answer_waits_on_the_page_and_is_saved_when_it_is_sent_again(learner, item, lock):
    posted = answer_in_form(item)
    lock.execute("BEGIN IMMEDIATE")
    page = learner.post(item.url, posted)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "Not saved yet" in page.content.decode()
    form = Form(page.content)
    assert (form.action, form.fields) == (item.url, posted)
    item.refresh_from_db()
    assert item.response is None

    lock.execute("ROLLBACK")
    again = learner.post(form.action, form.fields)
    assert (again.status_code, again.headers["Location"]) == (302, item.url)
    item.refresh_from_db()
    assert (item.response, item.sureness) == ("500 mg", 3)


def test_a_script_is_told_in_words_that_the_answer_is_not_saved_yet(learner, item, lock):
    posted = answer_in_form(item)
    lock.execute("BEGIN IMMEDIATE")
    answer = learner.post(item.url, posted, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["error"].startswith("Not saved yet.")


def test_what_was_typed_in_any_other_form_is_kept(database_file, lock):
    edition = make_edition()
    enrolment = enrol(make_user(), edition)
    client = Client()
    client.force_login(enrolment.user)
    url = reverse("course:holder_name", args=[edition.course.slug])
    typed = "Ada O'Neil"
    lock.execute("BEGIN IMMEDIATE")
    page = client.post(url, {"holder_name": typed})
    form = Form(page.content)
    assert (page.status_code, form.action, form.fields) == (503, url, {"holder_name": [typed]})
    lock.execute("ROLLBACK")
    assert client.post(form.action, form.fields).status_code == 302
    assert Enrolment.objects.get().holder_name == typed


def test_a_page_that_must_write_can_be_asked_for_again(database_file, lock):
    # The time of the attempt is over, so that looking at it hands it in.
    quiz, yesterday = (
        make_quiz(numeric(), time_limit_minutes=20),
        timezone.now() - timedelta(days=1),
    )
    enrolment = enrol(make_user(), quiz.unit.edition)
    url = attempts.start(enrolment, quiz, yesterday).url("review")
    learner = Client()
    learner.force_login(enrolment.user)
    lock.execute("BEGIN IMMEDIATE")
    page = learner.get(url)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert f'href="{url}"' in page.content.decode()
    lock.execute("ROLLBACK")
    assert learner.get(url).status_code == 302


def test_what_was_typed_while_the_disk_is_full_is_sent_again_when_there_is_room(
    database_file, caplog
):
    edition = make_edition()
    learner = Client()
    learner.force_login(enrol(make_user(), edition).user)
    url = reverse("course:note", args=["basics", uuid.uuid4()])
    typed = "A long thought. " * 600
    fields = {"unit": "lesson-1", "passage": "opening", "seen": "0", "text": typed}
    caplog.set_level("WARNING")
    limit_database(pages=1)  # SQLite takes that for the pages which it has
    page = learner.post(url, fields)
    form = Form(page.content)
    assert (page.status_code, form.action, form.fields["text"]) == (503, url, [typed])
    assert "because the database was busy: SQLITE_FULL" in caplog.text
    limit_database(pages=10**9)
    assert learner.post(form.action, form.fields).status_code == 302
    assert Note.objects.get().text == typed.strip()


def limit_database(*, pages: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count={pages}")


def test_reading_goes_on_while_somebody_writes(learner, item, lock):
    lock.execute("BEGIN IMMEDIATE")
    assert learner.get(item.url).status_code == 200


def test_a_password_is_not_repeated_on_a_page(learner, item, lock):
    posted = answer_in_form(item)
    lock.execute("BEGIN IMMEDIATE")
    page = learner.post(item.url, posted | {"password": "correct horse battery"})
    assert page.status_code == 503
    assert Form(page.content).fields == {}
    assert "correct horse battery" not in page.content.decode()
    assert "go back in your browser" in page.content.decode()


@pytest.mark.parametrize(
    ("page", "fields", "sent_again"),
    [
        ("account_request_login_code", {"email": "ada@example.org"}, {"email"}),
        ("account_login", {"login": "ada@example.org", "password": "walnut tandem"}, set()),
    ],
)
def test_who_signs_in_is_asked_to_try_again_and_not_told_of_too_many_tries(
    database_file, lock, page, fields, sent_again
):
    proven("ada@example.org", password="walnut tandem")
    stranger = Client(raise_request_exception=False)
    lock.execute("BEGIN IMMEDIATE")
    busy = stranger.post(reverse(page), fields)
    assert (busy.status_code, busy.headers.get("Retry-After")) == (503, "5")
    assert set(Form(busy.content).fields) == sent_again
    lock.execute("ROLLBACK")
    assert stranger.post(reverse(page), fields).status_code == 302


# --- where a middleware fails -------------------------------------------------------------------


def test_an_answer_without_a_session_is_kept_on_the_page(item, lock, learner):
    # It is kept in a new session, which is saved after the view has answered.
    posted = answer_in_form(item)
    stranger = Client(raise_request_exception=False)
    lock.execute("BEGIN IMMEDIATE")
    page = stranger.post(item.url, posted)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert Form(page.content).fields == posted


def test_a_form_of_another_site_gets_no_token_to_be_sent_again(item, lock, learner):
    posted = answer_in_form(item)
    session = learner.cookies["sessionid"].value
    checked = Client(enforce_csrf_checks=True, raise_request_exception=False)
    checked.cookies["sessionid"] = session
    lock.execute("BEGIN IMMEDIATE")
    page = checked.post(item.url, posted)  # kept in the session, which cannot be saved
    assert page.status_code == 503
    assert Form(page.content).fields == {}


# --- other errors of the database ---------------------------------------------------------------


def test_a_missing_table_is_still_our_fault(learner, item):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE quizzes_attempt RENAME TO gone")
    learner.raise_request_exception = False
    assert learner.get(item.url).status_code == 500


@pytest.mark.postgres
def test_a_lock_that_is_not_given_on_postgresql_is_busy():
    """What psycopg says when a lock is refused; deadlocks and lost connections are its siblings."""
    lock = "LOCK TABLE course_provider IN ACCESS EXCLUSIVE MODE"
    somebody_else = connections["default"].copy()
    with somebody_else.cursor() as other, connection.cursor() as cursor:
        other.execute("BEGIN")
        other.execute(lock)
        with pytest.raises(OperationalError) as refused:
            cursor.execute(f"{lock} NOWAIT")
    somebody_else.close()
    assert busy_reason(refused.value) == "the database was busy: LockNotAvailable"


@pytest.mark.postgres
def test_a_lost_connection_on_postgresql_is_busy():
    lost = connections["default"].copy()
    with lost.cursor() as cursor, connection.cursor() as other:
        cursor.execute("SELECT pg_backend_pid()")
        other.execute("SELECT pg_terminate_backend(%s)", cursor.fetchone())
        with pytest.raises(OperationalError) as error:
            cursor.execute("SELECT 1")
    lost.close()
    assert busy_reason(error.value) == "the database was busy: AdminShutdown"
