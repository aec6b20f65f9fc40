"""The outbox with several workers at once."""

import pytest
from django.core import mail

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
