"""What is kept about a person: in words, as a file to take along, and the same everywhere."""

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
import time_machine
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import CharField, EmailField, TextField
from django.urls import reverse
from django.utils import timezone

from accounts import audit, mail, personal_data
from accounts.data_files import making
from accounts.models import AuditEvent, DataFile, InboxMessage, OutgoingMail, User
from certificates.issuing import issue
from tests.accounts.browser import Browser, code_to, mails_to, proven
from tests.factories import finish, make_note, make_provider
from tests.quizzes.factories import answer_all, make_attempt, single

pytestmark = pytest.mark.django_db

PAGE, FILE = reverse("accounts:data"), reverse("accounts:data_file")
# Tables that name people or hold addresses, and are not in what somebody takes along. Of a model
# that is about a person, say in ``kept.tables`` of its part that it is exported.
NOT_EXPORTED = {
    "accounts.MailboxCode": "a code that works for 15 minutes",
    "accounts.PersonWord": "words of the name, for the search",
    "accounts.Roster": "names the staff who uploaded a list; its lines are exported",
    "admin.LogEntry": "names the staff who acted; erased with the account",
    "certificates.BulkAct": "names the staff who acted; what it did is with the certificate",
    "certificates.BulkRequest": "names the staff who acted",
    "certificates.FileDamage": "of a file, not of its holder",
    "certificates.HolderWord": "words of the name, for the search",
    "course.Edition": "names who published it",
    "course.FactReview": "published, with the reviewer's name",
    "course.FactReviewWithdrawal": "published, with the reviewer's name",
    "course.GroupCourse": "names the staff who gave a course to a group",
    "course.ModuleReview": "published, with the reviewer's name",
    "course.Provider": "the address of the provider",
    "course.Upload": "names the staff who uploaded it",
    "quizzes.RegradeOrder": "names the staff who acted",
}
PERSONAL = {"accounts.User", "course.Enrolment", "quizzes.Attempt", "certificates.Certificate"}


def names_people(model) -> bool:
    """Whether a table has a person, a record of a person, or an address in a column."""
    return any(
        (field.is_relation and field.related_model._meta.label in PERSONAL)
        or isinstance(field, EmailField)
        or (
            isinstance(field, CharField | TextField)
            and any(word in field.name for word in ("address", "email", "recipient"))
        )
        for field in model._meta.concrete_fields
    )


def test_every_table_that_names_people_is_exported_or_says_why_not():
    named = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if names_people(model)
    }
    exported = {table for part in personal_data.parts() for table in part.kept.tables}
    assert named - exported == NOT_EXPORTED.keys()
    assert {apps.get_model(table)._meta.label for table in exported} == exported


@pytest.fixture
def ada() -> User:
    """Somebody with a certificate, a note, an attempt, a message, a mail and an act of staff."""
    make_provider()
    ada = proven("ada@example.org", name="Ada Lovelace")
    attempt = make_attempt(ada, single())
    answer_all(attempt)
    enrolment = finish(attempt.enrolment)
    issue(enrolment, enrolment.course.slug)
    make_note(enrolment, enrolment.edition.units.first(), "My own words")
    InboxMessage.objects.create(
        kind="help", user=ada, language="en", text="Please help.", form_digest="1" * 64
    )
    audit.record(None, "enrolment.extended", enrolment, "She was ill.")
    return ada


@pytest.fixture
def browser(ada) -> Browser:
    browser = Browser()
    browser.stay_signed_in(ada)
    return browser


def archive_of(response) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def read(archive: ZipFile, name: str):
    return json.loads(archive.read(f"data/{name}.json"))


def test_somebody_takes_everything_with_them(browser, ada):
    mail.queue_to(ada.email, "code", "Your code: 482 913", "…", "en", timezone.now())
    page = browser.get(PAGE).content.decode()
    form = page[page.index(reverse("accounts:make_data_file")) : page.index("Make my file")]
    assert "csrfmiddlewaretoken" in form
    browser.post("accounts:make_data_file")
    page = browser.get(PAGE).content.decode()
    assert FILE in page
    assert "is ready" in page

    response = browser.get(FILE)
    assert "no-store" in response["Cache-Control"]
    archive = archive_of(response)
    names = set(archive.namelist())
    parts = {part.name for part in personal_data.parts()}
    assert {f"data/{name}.json" for name in parts} | {"README.txt"} < names
    (certificate,) = read(archive, "certificates")["certificates"]
    assert archive.read(f"certificates/{certificate['number']}.pdf").startswith(b"%PDF")
    (notes,) = (name for name in names if name.startswith("notes/"))
    assert archive.read(notes).startswith(b"%PDF")
    assert read(archive, "notes")[0]["text"] == "My own words"
    (course,) = read(archive, "learning")
    assert len(course["acknowledged_disclosures"]) == 1
    (act,) = read(archive, "acts_of_staff")["on_your_record"]
    assert (act["act"], act["reason"]) == ("enrolment.extended", "She was ill.")
    subjects = [each["subject"] for each in read(archive, "mails")]
    assert "Your code: …" in subjects
    readme = archive.read("README.txt").decode()
    assert all(str(part.kept.title) in readme for part in personal_data.parts())


def test_page_and_privacy_page_say_the_same_of_every_part(browser):
    own = browser.get(PAGE).content.decode()
    public = browser.get(reverse("page", args=["privacy"])).content.decode()
    start, end = "<tbody>", "</tbody>"
    table = own[own.index(start) : own.index(end)]
    assert table in public
    assert table.count("<tr>") == len(personal_data.parts())


def test_the_file_is_sent_to_its_owner_alone_who_shows_again_that_it_is_them(browser, ada):
    browser.post("accounts:make_data_file")
    stranger = Browser()
    stranger.stay_signed_in(proven("eve@example.org"))
    assert stranger.get(FILE).url.startswith(PAGE)

    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        response = browser.get(FILE)
        assert response.url.startswith(reverse("account_reauthenticate"))
        assert FILE not in browser.get(PAGE).content.decode()
        browser.post("account_request_reauthentication_code", recipient=ada.email)
        browser.post("account_confirm_reauthentication_code", code=code_to(ada.email))
        assert archive_of(browser.get(FILE)).testzip() is None


def test_a_file_is_made_once_at_a_time_five_times_an_hour_and_goes_after_three_days(
    browser, ada, settings
):
    for _ in range(5):
        browser.post("accounts:make_data_file")
    first = DataFile.objects.get()
    browser.post("accounts:make_data_file")
    assert "in an hour" in browser.get(PAGE).content.decode()
    assert DataFile.objects.get() == first
    assert default_storage.listdir(making.FOLDER)[1] == [first.storage_name.rpartition("/")[2]]

    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        making.forget_old()
    assert not DataFile.objects.exists()


def test_a_file_that_was_not_made_is_made_by_the_next_run_or_said_to_have_failed(browser, ada):
    DataFile.objects.create(user=ada, asked_at=timezone.now())
    assert "is being made" in browser.get(PAGE).content.decode()
    assert making.make_missing() == 1
    assert DataFile.objects.get().made_at
    an_hour_ago = timezone.now() - timedelta(hours=1)
    DataFile.objects.update(made_at=None, storage_name="", asked_at=an_hour_ago)
    assert "could not be made" in browser.get(PAGE).content.decode()


def test_erasing_takes_the_file_and_every_mail_and_reason_that_names_the_person(
    ada, django_capture_on_commit_callbacks
):
    making.ask(ada)
    name = DataFile.objects.get().storage_name
    enrolment = ada.enrolments.get()
    audit.record(None, "waiver.asked", enrolment, "Ada Lovelace was ill; ada@example.org wrote.")
    mail.queue(f"hello:{ada.pk}", ada, "Hello Ada", "Dear Ada Lovelace")
    with django_capture_on_commit_callbacks(execute=True):
        personal_data.erase(ada)
    assert not default_storage.exists(name)
    assert not DataFile.objects.exists()
    kept = [
        *AuditEvent.objects.values_list("reason", flat=True),
        *(text for row in OutgoingMail.objects.values_list("recipient", "body") for text in row),
    ]
    assert not [text for text in kept if text and ("Ada" in text or "ada@" in text)]


def test_whoever_runs_the_server_answers_a_letter_and_the_person_is_told(
    ada, tmp_path, django_capture_on_commit_callbacks
):
    path = tmp_path / "letter.zip"
    with pytest.raises(CommandError, match="without name and address"):
        call_command("export_person", ada.email, path, because="Ada asked.")
    assert not path.exists()
    nowhere = tmp_path / "no" / "letter.zip"
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        call_command("export_person", ada.email, nowhere, because="Asked by letter.")
    with django_capture_on_commit_callbacks(execute=True):
        call_command("export_person", ada.email, path, because="Asked by letter, with a passport.")
    assert read(ZipFile(path), "account")["email"] == ada.email
    assert path.stat().st_mode & 0o777 == 0o600
    event = AuditEvent.objects.get(verb="account.exported")
    assert (event.actor, event.reason) == (None, "Asked by letter, with a passport.")
    assert "Was it not you?" in mails_to(ada.email)[-1]
    with pytest.raises(CommandError, match="there already"):
        call_command("export_person", ada.email, path, because="Asked by letter, with a passport.")
