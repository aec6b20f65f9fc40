"""A provider who approves each certificate."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from certificates import issuing
from certificates.models import Certificate
from tests.certificates.desk.test_revoking import staff_of
from tests.factories import finish

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(enrolment, provider):
    """Ada's completed enrolment, whose certificate waits for an issuer."""
    provider.approve_each = True
    provider.save()
    finish(enrolment)
    issuing.issue_missing()
    return enrolment


def test_each_certificate_waits_until_an_issuer_approves_it(
    client, waiting, ada, django_capture_on_commit_callbacks
):
    assert [hold.reason for hold in waiting.holds.all()] == ["approval"]
    client.force_login(ada)
    assert "within two working days" in client.get("/certificates/").content.decode()

    issuer = staff_of("Issuer")
    client.force_login(issuer)
    address = reverse("certificates:staff_held_one", args=[waiting.public_id])
    assert "Approve this certificate" in client.get(address).content.decode()
    client.post(address, {"approve": "", "approval-reason": "short"})
    assert not Certificate.objects.exists()
    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address, {"approve": "", "approval-reason": "Looked at the record."})
    assert Certificate.objects.get().holder_name == "Ada Lovelace"
    assert AuditEvent.objects.filter(actor=issuer, verb="certificate.approved").count() == 1


def test_nobody_approves_their_own(client, waiting):
    issuer = staff_of("Issuer")
    waiting.user = issuer
    waiting.save()
    client.force_login(issuer)
    address = reverse("certificates:staff_held_one", args=[waiting.public_id])
    answer = client.post(address, {"approve": "", "approval-reason": "Looked at the record."})
    assert answer.status_code == 403
    assert not Certificate.objects.exists()
