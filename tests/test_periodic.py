"""Timed work: each piece when it is due, once, whatever happens to the others."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail, PeriodicRun
from certificates.models import Certificate, GuideFile
from config.periodic import (
    DAY,
    MAX_RUN_TIME,
    MINUTE,
    WORK,
    PeriodicWork,
    forget_tasks,
    run_due,
)
from quizzes.models import Attempt, AttemptItem
from quizzes.sitting import attempts
from tests.certificates.test_concurrency import completed, together
from tests.factories import enrol, make_edition, make_provider, make_user
from tests.quizzes.factories import make_quiz, single

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def at(moment):
    return time_machine.travel(moment, tick=False)


def queued_mail() -> OutgoingMail:
    return OutgoingMail.objects.create(
        key=str(uuid.uuid4()),
        recipient="ada@example.org",
        subject="Mail",
        body="Hello.",
        language="en-us",
    )


def overdue_attempt(response: str = "a") -> Attempt:
    """A timed attempt of an hour ago with one stored answer, a wrong one."""
    quiz = make_quiz(single(), time_limit_minutes=20)
    attempt = attempts.start(enrol(make_user(), quiz.unit.edition), quiz, TEN - timedelta(hours=1))
    AttemptItem.objects.filter(attempt=attempt).update(response=response)
    return attempt


def test_one_call_does_all_timed_work(ada):
    with at(TEN):
        attempt = overdue_attempt()
        make_provider()
        enrolment = completed(make_edition())
        queued_mail()
        Session.objects.create(session_key="old", session_data="", expire_date=TEN - DAY)
        call_command("run_periodic")
    attempt.refresh_from_db()
    assert attempt.submit_reason == "timeout"
    assert Certificate.objects.get().enrolment == enrolment
    assert GuideFile.objects.exists()
    assert "Mail" in [message.subject for message in mail.outbox]
    assert not Session.objects.exists()
    assert set(
        PeriodicRun.objects.values_list("name", "started_at", "finished_at", "last_error")
    ) == {(piece.name, TEN, TEN, "") for piece in WORK}


def test_a_piece_that_fails_stops_no_other_and_ends_the_command_with_an_error(caplog):
    with at(TEN):
        overdue_attempt(
            response="nowhere"
        )  # as if a fault had left an answer behind that no form sends
        queued_mail()
        with pytest.raises(CommandError, match=r"^Failed, the log says why: expire_attempts\.$"):
            call_command("run_periodic")
    assert len(mail.outbox) == 1
    assert "periodic work failed name=expire_attempts" in caplog.text
    assert dict(PeriodicRun.objects.exclude(last_error="").values_list("name", "last_error")) == {
        "expire_attempts": "CommandError"
    }


@pytest.mark.parametrize(
    ("every", "seconds", "runs"),
    [(MINUTE, 44, 1), (MINUTE, 59, 2), (MINUTE, 61, 2), (DAY, 23 * 3600, 1), (DAY, 24 * 3600, 2)],
)
def test_a_piece_runs_when_it_is_due_although_timers_are_not_exact(every, seconds, runs):
    calls = []
    work = (PeriodicWork("count", every, lambda: calls.append(1)),)
    for moment in (TEN, TEN + timedelta(seconds=seconds)):
        with at(moment):
            assert run_due(work) == []
    assert len(calls) == runs


@pytest.mark.parametrize(
    ("later", "runs"),
    [
        (MINUTE, 0),
        (MAX_RUN_TIME, 0),
        (MAX_RUN_TIME + MINUTE, 1),
        # The clock was put back.
        (-MAX_RUN_TIME, 0),
        (-MAX_RUN_TIME - MINUTE, 1),
    ],
)
def test_a_piece_whose_process_died_runs_again_after_ten_minutes(later, runs):
    calls = []
    PeriodicRun.objects.create(name="count", started_at=TEN)
    with at(TEN + later):
        run_due((PeriodicWork("count", MINUTE, lambda: calls.append(1)),))
    assert len(calls) == runs


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_several_machines_at_once_do_each_piece_once():
    calls = []
    work = tuple(
        PeriodicWork(name, DAY, lambda name=name: calls.append(name)) for name in ("a", "b", "c")
    )
    together(lambda _machine: run_due(work), range(8))
    assert sorted(calls) == ["a", "b", "c"]


def test_records_of_tasks_go_two_weeks_after_their_end():
    ends = {"long ago": TEN - 15 * DAY, "lately": TEN - 13 * DAY, "waits": None}
    for name, end in ends.items():
        DBTaskResult.objects.create(
            task_path=name,
            args_kwargs={"args": [], "kwargs": {}},
            backend_name="default",
            run_after=TEN - 20 * DAY,
            status="SUCCESSFUL" if end else "READY",
            finished_at=end,
        )
    with at(TEN):
        forget_tasks()
    assert set(DBTaskResult.objects.values_list("task_path", flat=True)) == {"lately", "waits"}


def test_every_piece_is_documented(settings):
    text = (settings.BASE_DIR / "docs" / "operating.md").read_text()
    assert [piece.name for piece in WORK if f"`{piece.name}`" not in text] == []


def test_a_certificate_that_fails_is_an_error_of_its_piece(media):
    make_provider()
    completed(make_edition())
    # A file stands where the folder of the certificates would be made.
    (media / "certificates").write_text("")
    with pytest.raises(CommandError, match="issue_certificates"):
        call_command("run_periodic")
    failed = PeriodicRun.objects.get(name="issue_certificates")
    assert failed.last_error == "CertificatesFailedError"
