"""What docs/security.md says of connections, uploads and passwords is what the code does."""

import json
import logging
import re
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from accounts.backend import MAX_PASSWORD_LENGTH
from accounts.forms import PasswordLengthValidator
from accounts.groups import reading
from certificates.checking import lists, receiving
from config import settings
from config.logs import JsonFormatter
from course.source import files

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "security.md").read_text()
MEBIBYTE = 1024 * 1024
# By these a program reaches another machine.
NETWORK = re.compile(
    r"^\s*(import|from) "
    r"(asyncio|ftplib|http|httpx|requests|smtplib|socket|urllib3|urllib\.request)\b",
    re.MULTILINE,
)


def test_only_single_sign_on_asks_other_machines():
    ours = [
        path.relative_to(ROOT).as_posix()
        for app in ("accounts", "certificates", "config", "course", "quizzes")
        for path in (ROOT / app).rglob("*.py")
        if NETWORK.search(path.read_text())
    ]
    # The last asks whether a port of this machine is free.
    expected = ("accounts/single_sign_on/", "config/bootstrap.py")
    assert [path for path in ours if not path.startswith(expected)] == []
    assert len(ours) > 1


def test_the_sizes_and_counts_are_those_of_the_code():
    said = [
        f"{files.MAX_TOTAL_BYTES // MEBIBYTE} MiB packed and unpacked, {files.MAX_FILES:,} files",
        f"{reading.MAX_BYTES // MEBIBYTE} MiB, {reading.MAX_LINES:,} lines",
        f"{receiving.MAX_FILE_BYTES // MEBIBYTE} MiB, {lists.MAX_LINES} numbers",
        f"password of {PasswordLengthValidator.min_characters} to {MAX_PASSWORD_LENGTH} characters",
        f"PBKDF2-SHA256 with the count of Django 5.2 ({PBKDF2PasswordHasher.iterations:,})",
    ]
    assert [words for words in said if words not in TEXT] == []
    # The site takes Django's hashers; the tests have a fast one.
    assert not hasattr(settings, "PASSWORD_HASHERS")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/.git/config", "/manage.py", "/var/.env", "/static/", "/static/css/", "/static/../manage.py"],
)
def test_no_file_is_served_but_those_of_pages_and_no_folder_is_listed(client, address):
    assert client.get(address).status_code == 404


def test_no_script_writes_html_or_runs_text():
    writes = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|Function\("
    )
    scripts = list((ROOT / "static" / "js").rglob("*.js"))
    assert [path.name for path in scripts if writes.search(path.read_text())] == []
    assert len(scripts) > 10


def test_a_line_of_the_log_is_one_line_with_its_time_in_utc_whatever_it_names():
    words = 'Not Found: /x\n{"event": "signed in user=1"}\u2028'
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, words, (), None)
    record.created = 1_796_040_000.0  # 2026-11-30 12:00 UTC
    line = JsonFormatter().format(record)
    assert len(line.split("\n")) == 1
    written = json.loads(line)
    assert (written["event"], written["at"]) == (words, "2026-11-30T12:00:00.000+00:00")
