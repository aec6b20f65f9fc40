"""Health checks: what a load balancer asks, and what wakes somebody at night."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.checks import run_checks
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler
from django.test import Client
from django_tasks_db.models import DBTaskResult

from config.site_checks import SITE
from config.workers import note_seen
from tests.accounts.test_mail import queued

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def ready(status: int) -> dict[str, str]:
    """What /readyz says has failed, with this status, however somebody asks."""
    client = Client(headers={"Host": "10.0.0.7", "Cookie": "sessionid=of-somebody"})
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.json()["ready"] is (status == 200)
    return answer.json().get("failed", {})


@pytest.fixture
def lost_database(tmp_path, django_db_blocker):
    """A database that cannot be opened, in the place of that of the tests."""
    lost = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "no" / "file"}
    kept = connections["default"]
    with django_db_blocker.unblock():
        connections["default"] = ConnectionHandler({"default": lost})["default"]
        yield
        connections["default"] = kept


def test_without_its_database_the_process_is_alive_and_not_ready(lost_database):
    client = Client(headers={"Host": "10.0.0.7", "Cookie": "sessionid=of-somebody"})
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert ready(503) == {"database": "does not answer"}
    # The checks of a site say so too, and none of them fails.
    found = {finding.id for finding in run_checks(None, [SITE], True)}
    assert found == {"config.E003", "config.E005", "config.E009"}


@pytest.mark.django_db
def test_tables_of_an_older_release_are_not_ready(settings):
    settings.MANAGE_COMMAND = "waymark"
    assert ready(200) == {}
    MigrationRecorder.Migration.objects.filter(app="accounts").last().delete()
    assert ready(503) == {"migrations": "are missing: run waymark migrate"}


@pytest.mark.django_db
def test_work_that_does_not_go_on_is_named_with_its_time(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.MANAGE_COMMAND = "waymark"
    with time_machine.travel(NOON, tick=False):
        assert ready(503) == {"worker": "last seen never: start waymark db_worker"}
        note_seen()
        assert ready(200) == {}
        DBTaskResult.objects.create(
            task_path="any", args_kwargs={}, backend_name="default", run_after=NOON
        )
        queued(NOON)
    with time_machine.travel(NOON + 16 * MINUTE, tick=False):
        assert ready(503) == {
            "worker": "last seen 2026-11-24T12:00:00Z: start waymark db_worker",
            "tasks": "the oldest waits since 2026-11-24T12:00:00Z",
            "mail": "none was sent since 2026-11-24T12:00:00Z: waymark mail says why",
        }
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with time_machine.travel(NOON + 15 * MINUTE, tick=False):
        assert set(ready(503)) == {"mail"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "fields", "is_named"),
    [
        (5, {}, False),
        (6, {}, True),
        (6, {"last_error": "SMTPRecipientsRefused"}, False),
        (6, {"sent_at": NOON, "body": ""}, False),
        (60, {"given_up_at": NOON, "is_secret": True, "body": ""}, True),
        (61, {"given_up_at": NOON, "is_secret": True, "body": ""}, False),
    ],
)
def test_a_mail_counts_that_could_have_been_sent(minutes, fields, is_named):
    queued(NOON, **fields)
    with time_machine.travel(NOON + minutes * MINUTE, tick=False):
        assert ("mail" in ready(503 if is_named else 200)) is is_named


@pytest.mark.django_db
def test_a_long_list_of_mails_that_are_being_sent_is_in_order():
    queued(NOON, key="first", sent_at=NOON + 30 * MINUTE, body="")
    queued(NOON, key="second")
    with time_machine.travel(NOON + 34 * MINUTE, tick=False):
        assert ready(200) == {}
    with time_machine.travel(NOON + 36 * MINUTE, tick=False):
        assert set(ready(503)) == {"mail"}
