"""The outbox with several workers at once, and through its migration."""

import pytest
from django.core import mail
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts import mail as outbox
from accounts.models import OutgoingMail
from tests.certificates.test_concurrency import together


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_and_timed_runs_at_once_send_each_mail_once():
    for number in range(10):
        OutgoingMail.objects.create(
            key=str(number),
            recipient="ada@example.org",
            subject=str(number),
            body="Hello.",
            language="en-us",
        )
    ids = list(OutgoingMail.objects.values_list("pk", flat=True))

    def work(worker: int) -> None:
        if worker % 2:
            outbox.deliver_due()
        for mail_id in ids:
            outbox.send_if_due(mail_id)

    together(work, range(8))
    assert sorted(message.subject for message in mail.outbox) == [
        str(number) for number in range(10)
    ]
    assert set(OutgoingMail.objects.values_list("attempts", "body")) == {(1, "")}


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_an_older_version_gave_up_is_tried_again():
    executor = MigrationExecutor(connection)
    # Of every app: what depends on accounts is unapplied too.
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate([("accounts", "0001_initial")])
    old_model = executor.loader.project_state([("accounts", "0001_initial")]).apps.get_model(
        "accounts", "OutgoingMail"
    )
    old = {
        "recipient": "ada@example.org",
        "subject": "Certificate",
        "language": "en-us",
        "attempts": 8,
    }
    old_model.objects.create(key="unsent", body="Hello.", last_error="TimeoutError", **old)
    old_model.objects.create(
        key="sent", body="", claimed_at=timezone.now(), sent_at=timezone.now(), **old
    )
    MigrationExecutor(connection).migrate(newest)
    assert outbox.deliver_due() == 1
    assert [message.body for message in mail.outbox] == ["Hello.\n\n--\nWaymark\n"]
    assert OutgoingMail.objects.exclude(sent_at=None).count() == 2
