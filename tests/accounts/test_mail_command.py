"""The command that lists the outbox and sends again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import mail as outbox
from tests.accounts.test_mail import NOON, at, code, queued

pytestmark = pytest.mark.django_db


def run(*arguments) -> str:
    out = StringIO()
    call_command("mail", *arguments, stdout=out)
    return out.getvalue()


def given_up(**fields):
    """A mail that was tried for a week."""
    return queued(
        NOON, given_up_at=NOON + timedelta(days=7), attempts=49, last_error="TimeoutError", **fields
    )


def test_it_lists_what_waits_and_what_was_given_up():
    failed = queued(
        attempts=2, last_error="ConnectionRefusedError", next_attempt_at=NOON + timedelta(minutes=2)
    )
    waiting, ended = code(), given_up()
    queued(sent_at=NOON, body="")
    code(given_up_at=NOON, body="")
    assert run().splitlines() == [
        f"{failed.pk}  ada@example.org  Mail 1  attempts 2  "
        "ConnectionRefusedError  next attempt 2026-11-24 12:02 UTC",
        f"{waiting.pk}  ada@example.org  Mail 2  attempts 0  "
        "no error  next attempt 2026-11-24 12:00 UTC",
        f"{ended.pk}  ada@example.org  Mail 3  attempts 49  "
        "TimeoutError  given up 2026-12-01 12:00 UTC",
        "Waiting: 2. Given up: 1. Codes that expired unsent: 1.",
    ]


def test_a_mail_that_was_given_up_is_sent_again():
    row = given_up()
    assert run("--resend", str(row.pk)) == "Sent: 1.\n"
    row.refresh_from_db()
    assert [message.body for message in mail.outbox] == ["Hello.\n\n--\nWaymark\n"]
    assert (row.given_up_at, row.body, row.attempts) == (None, "", 1)


@pytest.mark.usefixtures("refused")
def test_what_could_not_be_sent_is_named_and_tried_for_a_week_more():
    row = given_up()
    with (
        at(NOON + timedelta(days=8)),
        pytest.raises(CommandError, match=f"{row.pk}: ConnectionRefusedError, next"),
    ):
        run("--resend", str(row.pk))
    row.refresh_from_db()
    assert (row.given_up_at, row.expires_at) == (None, NOON + timedelta(days=15))


def test_what_cannot_be_sent_again_is_explained_and_the_rest_is_sent():
    sent, dead = queued(sent_at=NOON, body=""), code(given_up_at=NOON, body="")
    busy, good = queued(claimed_at=timezone.now()), given_up()
    with pytest.raises(CommandError) as error:
        run("--resend", *(str(pk) for pk in (sent.pk, dead.pk, busy.pk, 999, good.pk)))
    assert str(error.value).splitlines() == [
        "Not sent:",
        f"{sent.pk}: it was sent before, and its text is gone",
        f"{dead.pk}: it holds a code; its reader asks for a new one on the site",
        f"{busy.pk}: it is being sent right now",
        "999: there is no such email",
    ]
    assert [message.subject for message in mail.outbox] == [good.subject]


def test_all_that_failed_is_sent_again():
    given_up(), given_up()
    queued(
        attempts=3, last_error="TimeoutError", next_attempt_at=timezone.now() + timedelta(hours=4)
    )
    untried = queued(timezone.now())
    code(given_up_at=NOON, body="", attempts=2)
    assert run("--resend-failed") == "Sent: 3.\n"
    assert outbox.deliver_due() == 1
    untried.refresh_from_db()
    assert untried.sent_at


@pytest.mark.usefixtures("refused")
def test_a_failed_mail_keeps_its_place_in_the_list():
    row = queued()
    with at(NOON):
        outbox.deliver_due()
    assert f"{row.pk}  ada@example.org  Mail 1  attempts 1  ConnectionRefusedError" in run()
