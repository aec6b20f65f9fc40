"""A backup is put back whole or not at all, and only where that is meant."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from accounts.erasing.acts import erase_account
from accounts.models import AuditEvent, User
from certificates.models import Certificate
from config.backups import making
from config.logs import JsonFormatter
from tests.backups.sites import (
    back_up,
    check_that_every_certificate_verifies,
    describe,
    restore,
)

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parent.parent.parent


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES = {
    "is damaged.*database.sqlite3": lambda backup: flip_a_byte(backup / "database.sqlite3"),
    "is damaged.*files/certificates": lambda backup: shutil.rmtree(backup / "files"),
    "is no whole backup": lambda backup: (backup / "SHA256SUMS").unlink(),
    "is damaged.*backup.json": lambda backup: (backup / "backup.json").write_text(
        (backup / "backup.json").read_text().replace("sqlite", "SQLite")
    ),
    "database of the kind postgresql": lambda backup: describe(backup, engine="postgresql"),
    "is newer than this program.*course.9999_later": lambda backup: describe(
        backup, migrations=["course.9999_later"]
    ),
    "the format 2": lambda backup: describe(backup, format=2),
}


def test_what_is_refused_changes_nothing(folder, tmp_path, certificate, media):
    backup = back_up(folder)
    ada = User.objects.get()
    User.objects.update(name="Ada King")
    for number, (words, damage) in enumerate(DAMAGES.items()):
        damaged = shutil.copytree(backup, tmp_path / str(number))
        damage(damaged)
        with pytest.raises(CommandError, match=words):
            restore(damaged)
    for words in ("", "everything", "everything at other.example"):
        with pytest.raises(
            CommandError, match="1 accounts, 1 enrolments, 1 certificates.*add: --re"
        ):
            restore(backup, replace=words)
    with pytest.raises(CommandError, match="is no file"):
        restore(backup, erased=tmp_path / "nowhere.log")
    ada.refresh_from_db()
    assert ada.name == "Ada King"
    assert len(list(media.rglob("*.pdf"))) == 1


def test_an_empty_site_becomes_the_one_that_was_backed_up(folder, tmp_path, certificate):
    backup = back_up(folder)
    var = tmp_path / "var"
    var.mkdir()
    env = os.environ | {
        "WAYMARK_VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'waymark.sqlite3'}",
        "SECRET_KEY": "another-secret-another-secret-another-secret-another",
        "BASE_URL": "https://new.example.org",
    }
    command = [sys.executable, "manage.py", "restore", os.path.relpath(backup, ROOT)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 records, none altered" in done.stdout
    keys = json.loads((backup / "backup.json").read_text())["keys"]
    assert f"If “--keys” wrote them, they are in {keys}." in done.stdout
    assert (var / "media" / certificate.pdf_name).read_bytes() == certificate.pdf()
    with closing(sqlite3.connect(var / "waymark.sqlite3")) as database:
        assert database.execute("SELECT code FROM certificates_certificate").fetchall() == [
            (certificate.code,)
        ]
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.fixture
def later_release(settings):
    """Let the program become a later release, with a migration that a backup does not have."""
    later = {"config": "tests.backups.later_release"}

    yield lambda: setattr(settings, "MIGRATION_MODULES", later)
    MigrationRecorder(connection).record_unapplied("config", "0001_in_paris")


def test_an_older_backup_is_brought_up_to_date_and_who_was_erased_stays_erased(
    folder, tmp_path, certificate, ada, eve, grace, client, media, caplog, later_release
):
    client.force_login(grace)
    backup = back_up(folder)
    with caplog.at_level("INFO"):
        erase_account(ada, by=grace, because="Asked by letter.")
    line = JsonFormatter().format(caplog.records[-1])
    # Eve is erased so late that the log alone knows of it.
    log = tmp_path / "web.log"
    # Visitors bring words into the log by asking for pages that are not there.
    asked = f'/"event": "account erased user={grace.public_id}'
    forged = json.dumps({"event": f"answered method=GET page=none status=404 path={asked}"})
    log.write_text(line.replace(str(ada.public_id), str(eve.public_id)) + f"\n{forged}\n")
    User.objects.create_user("late@example.org", name="Too Late")
    mail.outbox.clear()
    (media / certificate.pdf_name).write_bytes(b"%PDF- something else")

    later_release()
    busy = pytest.raises(CommandError, match="Another backup is being written")
    with making.alone_in(folder), busy:
        restore(backup, erased=log)
    said = restore(backup, erased=log)

    assert "People erased again who were erased after the backup: 2." in said
    people = User.objects.values_list("name", "time_zone")
    assert list(people) == [("Grace Hopper", "Europe/Paris")]
    assert mail.outbox == []
    assert not Session.objects.exists()
    call_command("migrate", check_unapplied=True)
    assert check_that_every_certificate_verifies() == [certificate.code]
    assert AuditEvent.objects.get(verb="site.restored")
    # The list beside the backups holds record numbers, so that a second restore knows them too.
    listed = (folder / "erased.txt").read_text()
    assert str(ada.public_id) in listed
    assert "example.org" not in listed
    assert "erased after the backup: 2." in restore(backup, erased=log)


def test_the_last_administrator_is_not_erased_again_and_the_command_says_so(folder, grace):
    backup = back_up(folder)
    (folder / "erased.txt").write_text(
        f"2026-12-01T03:00:00Z account erased user={grace.public_id}\n"
    )
    with pytest.raises(CommandError, match="(?s)Restored, but.*was not erased again"):
        restore(backup)
    assert User.objects.get() == grace


def test_files_in_a_bucket_are_copied_out_and_put_back(folder, settings):
    bucket = {"BACKEND": "tests.test_object_storage.Bucket"}
    settings.STORAGES = settings.STORAGES | {"default": bucket}
    default_storage.save("guides/deep/guide.pdf", ContentFile(b"%PDF- a guide"))
    backup = back_up(folder)
    default_storage.delete("guides/deep/guide.pdf")
    default_storage.save("certificates/later.pdf", ContentFile(b"%PDF- issued since"))
    said = restore(backup)
    assert "Stored files: 1." in said
    assert "Files of certificates without a record: 1. They were issued after" in said
    assert default_storage.open("guides/deep/guide.pdf").read() == b"%PDF- a guide"
    assert default_storage.exists("certificates/later.pdf")


def test_a_file_that_is_missing_in_the_backup_is_said_at_the_end(folder, certificate, media):
    (media / certificate.pdf_name).unlink()
    backup = back_up(folder)
    with pytest.raises(CommandError, match="(?s)Restored, but.*verify_records.*is missing"):
        restore(backup)
    assert Certificate.objects.get() == certificate
