"""A backup is whole or none, says what is in it, and is missed when it is too old."""

import json
import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.cache import caches
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from accounts.models import PeriodicRun
from config.site_checks import SITE
from config.whole_files import UNFINISHED
from tests.accounts.desk_page import desk_rows
from tests.backups import faulty_storage
from tests.backups.sites import back_up

# A database that is being written to cannot be copied, and a test in a transaction writes.
pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def storage_fails(settings):
    """Let the storage fail as a class of ``faulty_storage`` says."""

    def fail(storage: type) -> None:
        path = f"{storage.__module__}.{storage.__name__}"
        settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": path}}

    return fail


def finding() -> str:
    """What ``check --deploy`` says of backups."""
    found = run_checks(tags=[SITE], include_deployment_checks=True)
    return "".join(warning.msg for warning in found if warning.id == "config.W020")


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".lock"}


def test_a_backup_has_the_database_and_the_files_and_is_checked_without_waymark(
    folder, certificate, media
):
    (media / f"half.pdf{UNFINISHED}").write_bytes(b"half")
    made = back_up(folder)
    files = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert files == {
        "backup.json",
        "SHA256SUMS",
        "database.sqlite3",
        f"files/{certificate.pdf_name}",
    }
    check = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=made, check=False).returncode == 0
    assert (made / "SHA256SUMS").read_text().count("\n") == len(files) - 1
    with closing(sqlite3.connect(made / "database.sqlite3")) as database:
        codes = database.execute("SELECT code FROM certificates_certificate").fetchall()
    assert codes == [(certificate.code,)]
    description = json.loads((made / "backup.json").read_text())
    assert description["last_link"] == certificate.record_hash
    assert "certificates.0001_initial" in description["migrations"]
    assert made.stat().st_mode & 0o777 == 0o700
    without_files = back_up_later(folder, no_files=True)
    assert names_in(without_files) == {"backup.json", "SHA256SUMS", "database.sqlite3"}


def back_up_later(folder: Path, moment: datetime = NIGHT, **options) -> Path:
    """Back up in another second than before: it names the folder."""
    with time_machine.travel(moment, tick=False):
        return back_up(folder, **options)


def test_a_backup_that_fails_leaves_none_and_says_so(folder, certificate, storage_fails):
    back_up(folder)
    whole, made_at = names_in(folder), PeriodicRun.objects.get(name="backup").finished_at
    storage_fails(faulty_storage.BrokenDisk)
    with pytest.raises(CommandError, match=r"No backup was made\. .*Input/output error"):
        back_up_later(folder)
    assert names_in(folder) == whole
    assert PeriodicRun.objects.get(name="backup").finished_at == made_at
    assert finding().startswith("The last backup failed")


def test_a_killed_backup_looks_like_none_and_the_next_one_removes_it(
    folder, certificate, storage_fails, settings
):
    sound = settings.STORAGES
    storage_fails(faulty_storage.KillsItsReader)
    child = os.fork()
    if child == 0:
        call_command("backup", folder)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    (left,) = names_in(folder)
    assert left.startswith(".partial-")
    with pytest.raises(CommandError, match="is no whole backup"):
        call_command("restore", folder / left)
    settings.STORAGES = sound
    made = back_up_later(folder)
    assert names_in(folder) == {made.name}


def test_old_backups_are_deleted_and_nothing_else(folder):
    (folder / "2020-notes").mkdir()
    nights = [back_up_later(folder, NIGHT + timedelta(days=day)) for day in range(3)]
    last = back_up_later(folder, NIGHT + timedelta(days=3), keep=2)
    assert names_in(folder) == {"2020-notes", nights[2].name, last.name}
    with pytest.raises(CommandError, match="at least 1"):
        call_command("backup", folder, keep=0)


@pytest.mark.parametrize(
    ("place", "remedy"), [("nowhere", "Is its disk mounted"), ("media", "Name one outside")]
)
def test_a_wrong_place_is_refused(place, remedy, tmp_path, media):
    wrong = media if place == "media" else tmp_path / place
    with pytest.raises(CommandError, match=remedy):
        call_command("backup", wrong)


def test_keys_are_written_apart_and_once(folder, tmp_path, settings):
    apart = tmp_path / "keys"
    apart.mkdir()
    warning = StringIO()
    call_command("backup", folder, keys_folder=apart, stdout=StringIO(), stderr=warning)
    (file,) = apart.iterdir()
    assert f"The keys are in {file}. Keep them apart" in warning.getvalue()
    assert file.stat().st_mode & 0o777 == 0o600
    assert dict(line.split("=", 1) for line in file.read_text().splitlines()) == {
        "SECRET_KEY": settings.SECRET_KEY,
        "SECOND_FACTOR_KEYS": settings.SECOND_FACTOR_KEYS[0],
    }
    made = back_up_later(folder, keys_folder=apart)
    assert list(apart.iterdir()) == [file]
    assert json.loads((made / "backup.json").read_text())["keys"] == file.name
    assert settings.SECRET_KEY not in (made / "backup.json").read_text()
    with pytest.raises(CommandError, match="Keep the keys apart"):
        call_command("backup", folder, keys_folder=made)


def test_a_site_without_a_new_backup_says_so_to_administrators(folder, client, grace, settings):
    def said() -> str:
        """What the check and the desk say of backups, which is the same."""
        caches["pieces"].clear()
        client.force_login(grace)
        (row,) = [str(title) for title in desk_rows(client) if "back" in str(title)] or [""]
        assert row == finding()
        return row.partition(":")[0]

    with time_machine.travel(NIGHT, tick=False) as now:
        assert said() == "This site was never backed up"
        back_up(folder)
        now.shift(timedelta(days=2))
        assert said() == ""
        now.shift(timedelta(days=1))
        assert said() == "The last backup is 3 days old"
        settings.BACKUP_MAX_AGE_DAYS = 0
        assert said() == ""
