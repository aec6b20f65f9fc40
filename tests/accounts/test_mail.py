"""The outbox: each mail once, again after a failure, and no code kept longer than it lives."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import mail as outbox
from accounts.models import OutgoingMail

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(moment):
    return time_machine.travel(moment, tick=False)


def queued(moment=NOON, **fields) -> OutgoingMail:
    """A mail of the outbox that nobody has tried."""
    number = OutgoingMail.objects.count() + 1
    defaults = {
        "key": f"welcome:{number}",
        "recipient": "ada@example.org",
        "subject": f"Mail {number}",
        "body": "Hello.",
        "language": "en-us",
        "created_at": moment,
        "next_attempt_at": moment,
        "expires_at": moment + timedelta(days=7),
    }
    return OutgoingMail.objects.create(**defaults | fields)


def code(moment=NOON, **fields) -> OutgoingMail:
    """A mail with a code that is dead after ten minutes."""
    return queued(
        moment, is_secret=True, **{"body": "123456", "expires_at": moment + 10 * MINUTE} | fields
    )


def test_a_mail_is_sent_once_for_its_key_and_its_text_is_dropped(
    ada, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            outbox.queue("welcome:1", ada, "Welcome", "Hello.")
    assert len(mail.outbox) == 1
    assert outbox.deliver_due() == 0
    row = OutgoingMail.objects.get()
    assert (row.body, row.attempts, bool(row.sent_at)) == ("", 1, True)


def test_nothing_is_sent_of_what_was_rolled_back(ada, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        outbox.queue("welcome:1", ada, "Welcome", "Hello.")
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()
    assert mail.outbox == []


def test_a_failed_mail_is_tried_again_with_growing_pauses(refused):
    row, now, pauses = queued(), NOON, []
    for _attempt in range(10):
        with at(now):
            assert outbox.deliver_due() == 1
        row.refresh_from_db()
        assert row.last_error == "ConnectionRefusedError"
        pauses.append((row.next_attempt_at - now) // MINUTE)
        with at(row.next_attempt_at - timedelta(seconds=1)):
            assert outbox.deliver_due() == 0
        now = row.next_attempt_at
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 256]


def test_a_mail_is_tried_for_seven_days_and_then_given_up_with_its_text(refused):
    row, now = queued(), NOON
    while now < row.expires_at:
        with at(now):
            outbox.deliver_due()
        row.refresh_from_db()
        now = row.next_attempt_at
    assert (row.given_up_at, row.attempts > 40) == (None, True)
    with at(NOON + timedelta(days=7)):
        assert outbox.deliver_due() == 0
    row.refresh_from_db()
    assert (row.given_up_at, row.body) == (NOON + timedelta(days=7), "Hello.")


def test_a_mail_that_failed_is_sent_when_the_server_is_back(refused, settings):
    row = queued()
    with at(NOON):
        outbox.deliver_due()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with at(NOON + MINUTE):
        assert outbox.deliver_due() == 1
    row.refresh_from_db()
    assert [message.subject for message in mail.outbox] == ["Mail 1"]
    assert (row.sent_at, row.body, row.last_error, row.attempts) == (NOON + MINUTE, "", "", 2)


class TakesNothing(BaseEmailBackend):
    """A backend that hands nothing over and raises nothing, as one with ``fail_silently``."""

    def send_messages(self, _messages):
        return 0


def test_a_mail_that_the_backend_did_not_take_is_not_noted_as_sent(settings):
    settings.EMAIL_BACKEND = "tests.accounts.test_mail.TakesNothing"
    row = queued()
    with at(NOON):
        outbox.deliver_due()
    row.refresh_from_db()
    assert (row.sent_at, row.body, row.last_error) == (None, "Hello.", "NotTakenError")


@pytest.mark.parametrize(("hours_ahead", "sent"), [(1, 0), (5, 0), (6, 1), (24 * 365, 1)])
def test_a_mail_that_waits_by_a_clock_that_was_put_back_is_sent(hours_ahead, sent):
    ahead = NOON + timedelta(hours=hours_ahead)
    queued(ahead, claimed_at=ahead, attempts=1)
    with at(NOON):
        outbox.deliver_due()
    assert len(mail.outbox) == sent


# At minute -11 the clock was put back.
@pytest.mark.parametrize(("minutes", "sent"), [(1, 0), (10, 0), (11, 1), (-10, 0), (-11, 1)])
def test_the_claim_of_a_dead_worker_lapses_after_ten_minutes(minutes, sent):
    queued(NOON - timedelta(hours=1), claimed_at=NOON, attempts=1)
    with at(NOON + minutes * MINUTE):
        outbox.deliver_due()
    assert len(mail.outbox) == sent


def test_a_mail_that_goes_out_once_more_is_known_as_the_same():
    """The mail server has it, and the worker died before it could note that."""
    row = queued()
    with at(NOON):
        outbox.deliver_due()
    OutgoingMail.objects.filter(pk=row.pk).update(sent_at=None, body=row.body)
    queued()
    with at(NOON + 11 * MINUTE):
        outbox.deliver_due()
    first, again, other = [message.message()["Message-ID"] for message in mail.outbox]
    assert first == again != other


def test_a_late_failure_leaves_the_claim_of_the_next_worker_alone(refused, monkeypatch):
    """The first worker hung for more than ten minutes, and a second one has taken over."""
    row = queued()
    taken_over = NOON + 11 * MINUTE

    def hang(*_, **__):
        OutgoingMail.objects.update(claimed_at=taken_over)
        raise TimeoutError

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", hang)
    with at(NOON):
        outbox.send_if_due(row.pk)
    row.refresh_from_db()
    assert (row.claimed_at, row.last_error) == (taken_over, "")


# --- codes ----------------------------------------------------------------------------------------


def test_codes_are_sent_first():
    queued(), code(), queued(), code()
    with at(NOON):
        outbox.deliver_due()
    assert [message.subject for message in mail.outbox] == ["Mail 2", "Mail 4", "Mail 1", "Mail 3"]


def test_a_dead_code_is_not_sent_and_its_text_is_gone(caplog):
    row = code()
    with at(NOON + 10 * MINUTE), caplog.at_level("WARNING"):
        outbox.send_if_due(row.pk)  # as a worker does whose queue was long
        outbox.deliver_due()
    row.refresh_from_db()
    assert mail.outbox == []
    assert (row.body, row.given_up_at, row.sent_at) == ("", NOON + 10 * MINUTE, None)
    assert not outbox.resend(row.pk)
    assert "mails given up codes=1 others=0" in caplog.text


def test_the_database_refuses_a_code_that_stays_after_its_end():
    row = code()
    for ended in ({"sent_at": NOON}, {"given_up_at": NOON}):
        with (
            pytest.raises(IntegrityError, match="accounts_outgoingmail_text_is_dropped"),
            transaction.atomic(),
        ):
            OutgoingMail.objects.filter(pk=row.pk).update(**ended)


def test_the_database_refuses_a_mail_that_was_sent_and_given_up():
    with (
        pytest.raises(IntegrityError, match="accounts_outgoingmail_ends_once"),
        transaction.atomic(),
    ):
        queued(sent_at=NOON, given_up_at=NOON, body="")


# --- a server in trouble --------------------------------------------------------------------------


def test_a_run_stops_at_the_third_failure_and_the_next_one_goes_on(refused):
    for _ in range(5):
        queued()
    for run in (3, 2):
        with at(NOON):
            assert outbox.deliver_due() == run


def test_mail_is_late_while_the_newest_attempt_has_failed(refused, settings):
    assert not outbox.is_late()
    with at(NOON):
        queued()
        assert not outbox.is_late()
        outbox.deliver_due()
        assert outbox.is_late()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with at(NOON + MINUTE):
        outbox.deliver_due()
        assert not outbox.is_late()


def test_mail_is_not_late_for_a_wrong_address_or_a_failure_of_yesterday():
    queued(last_error="SMTPRecipientsRefused", attempts=1, created_at=timezone.now())
    assert not outbox.is_late()
    queued(last_error="TimeoutError", attempts=1, created_at=timezone.now() - timedelta(days=1))
    assert not outbox.is_late()


def test_the_number_of_queries_does_not_grow_with_old_mails(django_assert_num_queries):
    for _ in range(20):
        queued(sent_at=NOON, body="", attempts=1)
    with django_assert_num_queries(1):
        assert not outbox.is_late()


def test_while_mail_is_late_tasks_do_not_wait_for_the_server_and_the_timer_tries(refused, settings):
    first, second = queued(), queued()
    with at(NOON):
        for row in (first, second):
            outbox.deliver.call(row.pk)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert list(OutgoingMail.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 0]
    with at(NOON + MINUTE):
        outbox.deliver_due()
        third = queued()
        outbox.deliver.call(third.pk)
    assert [message.subject for message in mail.outbox] == ["Mail 2", "Mail 1", "Mail 3"]


def test_a_long_queue_goes_in_one_run():
    for _mail in range(250):
        queued(NOON)
    with at(NOON):
        assert outbox.deliver_due() == 250
    assert len(mail.outbox) == 250


def test_a_run_ends_in_time_for_the_next_one(monkeypatch):
    monkeypatch.setattr(outbox, "MAX_SECONDS_A_RUN", 0)
    queued(NOON)
    queued(NOON)
    with at(NOON):
        assert outbox.deliver_due() == 1
        assert outbox.deliver_due() == 1
        assert outbox.deliver_due() == 0
