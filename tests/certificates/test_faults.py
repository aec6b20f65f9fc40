"""Whatever fails while a certificate is issued: the completion stays, and one is issued later."""

import json
import os
import subprocess
import sys

import pytest
import weasyprint
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import mail as outbox
from certificates.models import Certificate
from config.whole_files import UNFINISHED
from tests.certificates.faulty_storage import FullDisk, ReadOnlyDisk
from tests.conftest import copies_of
from tests.database_template import copy_to
from tests.factories import finish

FAULTY = [FullDisk, ReadOnlyDisk]
BETWEEN_FILE_AND_RECORD = 'INSERT INTO "certificates_certificate"'
BETWEEN_RECORD_AND_MAIL = 'INSERT INTO "accounts_outgoingmail"'


def path_of(storage: type) -> str:
    return f"{storage.__module__}.{storage.__name__}"


@pytest.mark.django_db
def test_issuing_says_that_the_mail_server_took_no_mail(ada, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    outbox.queue("welcome:1", ada, "Welcome", "Hello.")
    with pytest.raises(CommandError, match="took no email. Run manage.py mail"):
        call_command("issue_missing")


@pytest.fixture
def completed(client, ada, enrolment, django_capture_on_commit_callbacks):
    """Ada completes the course, and reads what comes of it."""

    def complete() -> str:
        with django_capture_on_commit_callbacks(execute=True):
            finish(enrolment)
        client.force_login(ada)
        return client.get(reverse("certificates:mine")).content.decode()

    return complete


def check_that_it_waits(page: str) -> None:
    """Check that the learner is told to wait, and that a command says that something failed."""
    assert "The certificate is being prepared" in page
    with pytest.raises(CommandError, match="1 certificates failed"):
        call_command("issue_missing")
    assert not Certificate.objects.exists()


def check_that_one_is_issued(capture) -> None:
    """Check that issuing what is missing, twice, gives one certificate and one mail."""
    for _time in range(2):
        with capture(execute=True):
            call_command("issue_missing")
    assert (Certificate.objects.count(), len(mail.outbox)) == (1, 1)
    call_command("verify_records")


@pytest.mark.parametrize("fault", FAULTY)
def test_without_room_for_its_file_a_certificate_waits(
    completed, fault, settings, django_capture_on_commit_callbacks
):
    sound = settings.STORAGES
    settings.STORAGES = sound | {"default": {"BACKEND": path_of(fault)}}
    check_that_it_waits(completed())
    settings.STORAGES = sound
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
    check_that_one_is_issued(django_capture_on_commit_callbacks)


@pytest.mark.parametrize("fault", FAULTY)
def test_without_room_for_its_copy_a_certificate_is_issued_and_copied_later(
    completed, fault, settings
):
    sound = settings.STORAGES
    copies = sound["copies"] | {"BACKEND": path_of(fault)}
    settings.STORAGES = sound | {"copies": copies}
    completed()
    settings.STORAGES = sound
    certificate = Certificate.objects.get()
    copy = copies_of(settings) / certificate.pdf_name
    assert not copy.exists()
    call_command("check_files")
    assert copy.read_bytes() == certificate.pdf()


def test_if_the_renderer_crashes_a_certificate_waits(
    completed, monkeypatch, django_capture_on_commit_callbacks
):
    def crash(*_arguments, **_options):
        raise MemoryError

    monkeypatch.setattr(weasyprint.HTML, "render", crash)
    check_that_it_waits(completed())
    monkeypatch.undo()
    check_that_one_is_issued(django_capture_on_commit_callbacks)


def test_a_file_is_written_whole_or_not_at_all(settings):
    storage = storages["default"]
    storage.save("folder/whole.pdf", ContentFile(b"whole"))
    with pytest.raises(OSError, match="No space left"):
        FullDisk().save("folder/half.pdf", ContentFile(b"only half of this"))
    names = [path.name for path in (settings.MEDIA_ROOT / "folder").iterdir()]
    assert names == ["whole.pdf"]
    assert not any(name.endswith(UNFINISHED) for name in names)


def test_processes_killed_while_they_issue_leave_a_completion_and_nothing_else(tmp_path, db):
    copy_to(tmp_path / "waymark.sqlite3")
    url = f"sqlite:///{tmp_path / 'waymark.sqlite3'}"
    env = os.environ | {"WAYMARK_TEST_DATABASE_URL": url, "WAYMARK_VAR": str(tmp_path)}
    deadly = (BETWEEN_FILE_AND_RECORD, BETWEEN_RECORD_AND_MAIL)
    command = [sys.executable, "-m", "tests.certificates.mortal_issuer", *deadly]
    found = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    assert json.loads(found.stdout) == {
        "killed": 2,
        "completed": 1,
        "before": 0,
        "certificates": 1,
        "mails": 1,
        "swept": 4,  # two files, each with its copy
        "faults": [],
    }, found.stderr
