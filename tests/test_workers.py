"""The worker, as a process of its own: it outlives its database, and says that it is there."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from accounts import mail
from config.workers import last_seen

ROOT = Path(__file__).resolve().parent.parent


def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so; fail after a minute."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def site(transactional_db, tmp_path, settings) -> Path:
    """The database of a site in which a mail waits for the worker, in a folder of its own."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    mail.queue_to("ada@example.org", "key", "Mail", "Hello.", "en-us")
    assert last_seen() is None
    file = tmp_path / "site" / "waymark.sqlite3"
    file.parent.mkdir()
    copy = sqlite3.connect(file)
    connection.connection.backup(copy)
    copy.close()
    return file


def test_a_worker_waits_for_its_database_and_then_works_and_says_so(site):
    folder, log = site.parent, site.parent.with_name("log")
    folder.rename(folder.with_name("away"))
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{site}",
        "TASKS_BACKEND": "django_tasks_db.DatabaseBackend",
        "LOG_LEVEL": "INFO",
    }
    command = [sys.executable, "manage.py", "db_worker", "--interval=0.1", "--no-startup-delay"]
    with log.open("w") as lines:
        worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=lines)
    try:
        until(lambda: "worker waits for the database error=OperationalError" in log.read_text())
        folder.with_name("away").rename(folder)
        database = sqlite3.connect(site)
        until(lambda: database.execute("SELECT sent_at FROM accounts_outgoingmail").fetchone()[0])
        seen = "SELECT started_at FROM accounts_periodicrun WHERE name = 'db_worker'"
        until(lambda: database.execute(seen).fetchone())
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0
    finally:
        worker.kill()
        worker.wait()
    (sent,) = [line for line in log.read_text().splitlines() if "mail sent" in line]
    assert '"request": "task-' in sent
