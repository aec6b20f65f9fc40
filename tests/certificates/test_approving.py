"""A provider who approves each certificate."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.personal_data import export
from certificates import issuing, succession
from certificates.models import Certificate
from certificates.records import events
from course.models import Enrolment
from tests.certificates.desk.test_revoking import staff_of
from tests.factories import enrol, finish, make_user

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
    [approval] = export(ada)["issue_approvals"]
    assert approval["course"] == "basics"


def test_several_are_approved_at_once_for_one_reason(
    client, waiting, edition, django_capture_on_commit_callbacks
):
    for name in ("Mary Shelley", "Nora Barlow"):
        finish(enrol(make_user(name=name), edition))
    issuing.issue_missing()
    client.force_login(staff_of("Issuer"))
    address = reverse("certificates:staff_approve")
    ids = [str(held.public_id) for held in Enrolment.objects.exclude(holder_name="Nora Barlow")]
    half = client.post(address, {"enrolment": ids, "reason": "short"})
    assert half.content.decode().count(" checked>") == 2
    for nothing in ([], ["not-an-id"]):
        page = client.post(address, {"enrolment": nothing, "reason": "Looked at each record."})
        assert "Tick one certificate" in page.content.decode()
    assert not Certificate.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"enrolment": ids, "reason": "Looked at each record."})
    names = Certificate.objects.values_list("holder_name", flat=True)
    assert sorted(names) == ["Ada Lovelace", "Mary Shelley"]
    assert AuditEvent.objects.filter(verb="certificate.approved").count() == 2


def test_one_that_was_issued_before_is_put_right_without_another_approval(
    certificate, provider, grace
):
    provider.approve_each = True
    provider.save()
    act = events.Act(by=grace, note="The provider has a new name.")
    again = succession.reissue(certificate, act)
    assert succession.correct(again, "Ada King", act).holder_name == "Ada King"


def test_nobody_approves_their_own(client, waiting):
    issuer = staff_of("Issuer")
    waiting.user = issuer
    waiting.save()
    client.force_login(issuer)
    address = reverse("certificates:staff_held_one", args=[waiting.public_id])
    answer = client.post(address, {"approve": "", "approval-reason": "Looked at the record."})
    assert answer.status_code == 403
    assert not Certificate.objects.exists()
