"""Tasks that failed: administrators see them, begin them again, and say why."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.audit_log.words import words_of
from accounts.models import AuditEvent
from config.failed_tasks.kinds import WORDS, failed_kinds, take_off
from tests.accounts.desk_page import desk_rows
from tests.accounts.test_mail import queued
from tests.course.staff.test_staff import staff_with

ROOT = Path(__file__).resolve().parent.parent
LIST = reverse("failed_tasks:list")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SOCKET = "builtins.ConnectionError"
DISK = "builtins.OSError"


def make_failed_task(path: str, error: str, *arguments: object) -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path=path,
        args_kwargs={"args": list(arguments), "kwargs": {}},
        backend_name="default",
        run_after=NOON,
        status="FAILED",
        started_at=NOON,
        finished_at=NOON,
        exception_class_path=error,
        worker_ids=["one", "two", "three"],
    )


def statuses() -> list[str]:
    return list(DBTaskResult.objects.order_by("task_path", "pk").values_list("status", flat=True))


@pytest.mark.django_db
def test_an_administrator_begins_them_again_by_kind_with_a_reason(client, grace, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for _mail in range(2):
        make_failed_task("accounts.mail.deliver", SOCKET, queued().pk)
    make_failed_task("certificates.issuing.issue_by_id", DISK)
    client.force_login(grace)
    row = desk_rows(client)["Tasks that failed"]
    assert (row.count, row.since, reverse(row.url_name)) == (3, NOON, LIST)
    page = client.get(LIST).content.decode()
    assert "Send an email: 2, the last on November 24, 12:00 (ConnectionError)" in page
    assert "Issue a certificate: 1, on November 24, 12:00 (OSError)" in page

    chosen = {"kinds": [f"accounts.mail.deliver|{SOCKET}"]}
    refused = client.post(LIST, chosen)
    assert refused.status_code == 200
    assert set(refused.context["form"].errors) == {"reason"}
    assert statuses() == ["FAILED"] * 3
    for _click in range(2):
        client.post(LIST, chosen | {"reason": "The relay is back."})
    assert statuses() == ["READY", "READY", "FAILED"]
    (event,) = AuditEvent.objects.all()
    assert (event.actor, str(words_of(event.verb))) == (grace, "began failed tasks again")
    expected = "2 of “Send an email” (ConnectionError), this one first. The relay is back."
    assert event.reason == expected

    call_command("db_worker", batch=True, verbosity=0, startup_delay=False)
    assert statuses() == ["SUCCESSFUL", "SUCCESSFUL", "FAILED"]
    assert [message.subject for message in mail.outbox] == ["Mail 1", "Mail 2"]


@pytest.mark.django_db
def test_what_needs_nobody_is_taken_off_and_others_neither_see_nor_touch_it(client, grace):
    task = make_failed_task("accounts.old.name", DISK)
    form = {
        "kinds": [f"accounts.old.name|{DISK}"],
        "reason": "No release has this task.",
        "take_off": "yes",
    }
    client.force_login(staff_with("accounts.help_person", "accounts.view_auditevent"))
    assert "Tasks that failed" not in desk_rows(client)
    assert (client.get(LIST).status_code, client.post(LIST, form).status_code) == (404, 404)
    assert statuses() == ["FAILED"]
    client.force_login(grace)
    page = client.post(LIST, form, follow=True).content.decode()
    assert "1 task was taken off." in page
    assert "No task has failed" in page
    assert AuditEvent.objects.get().subject_key == str(task.pk)


def test_a_task_that_failed_meanwhile_is_left_for_the_next_look(client, grace):
    make_failed_task("accounts.mail.deliver", SOCKET)
    client.force_login(grace)
    kind = client.get(LIST).context["failed"][0]
    DBTaskResult.objects.update(finished_at=datetime(2026, 11, 24, 13, 0, tzinfo=UTC))
    assert list(kind.tasks) == []


@pytest.mark.django_db
def test_what_is_on_record_counts_the_tasks_that_were_still_there(grace):
    gone, _left = [make_failed_task("accounts.mail.deliver", SOCKET) for _task in range(2)]
    seen = failed_kinds()
    gone.delete()
    assert take_off(seen, grace, "Sent by hand.") == 1
    assert AuditEvent.objects.get().reason.startswith("1 of “Send an email”")
    assert take_off(seen, grace, "Sent by hand.") == 0
    assert AuditEvent.objects.count() == 1


def test_every_task_has_words_for_the_list():
    found = set()
    for app in ("accounts", "course", "quizzes", "certificates", "config"):
        for file in (ROOT / app).rglob("*.py"):
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            names = re.findall(r"^@task\b.*\ndef (\w+)", file.read_text(), re.MULTILINE)
            found |= {f"{module}.{name}" for name in names}
    assert found == WORDS.keys()
