"""A wrong name after issue: staff correct it, alone or with a second person."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.approvals import ActRefusedError
from accounts.models import AuditEvent
from certificates import corrections
from certificates.corrections import Correction
from certificates.models import Certificate, NameCorrection, NameRequest, RecordEvent
from certificates.records.verifying import verify_chain
from tests.certificates.desk.test_revoking import staff_of

pytestmark = pytest.mark.django_db
WHY = "Married on October 3, document seen."


@pytest.fixture
def issuer():
    return staff_of("Issuer")


@pytest.fixture
def colleague():
    return staff_of("Issuer")


def typed(**changes) -> dict[str, str]:
    return {
        "holder_name": "Ada King",
        "evidence": "name-change",
        "reason": WHY,
        "is_compared": "on",
    } | changes


def correct(client, certificate, **changes):
    address = reverse("certificates:correct", args=[certificate.shown_code])
    return client.post(address, typed(**changes), follow=True)


def test_a_name_that_staff_have_seen_is_corrected_at_once(
    client, certificate, enrolment, issuer, ada, django_capture_on_commit_callbacks
):
    corrections.request_name(certificate, "Ada King", "I married.")
    client.force_login(issuer)
    record = reverse("certificates:staff_certificate", args=[certificate.shown_code])
    assert "asks for another name" in client.get(record).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        correct(client, certificate)

    new = Certificate.objects.current().get()
    certificate.refresh_from_db()
    enrolment.refresh_from_db()
    assert (new.holder_name, new.supersedes) == ("Ada King", certificate.code)
    assert (certificate.state, new.state) == ("corrected", "genuine")
    assert (new.completed_on, new.edition_digest) == (
        certificate.completed_on,
        certificate.edition_digest,
    )
    assert enrolment.holder_name == "Ada King"
    assert NameRequest.objects.get().answer == "corrected"
    event = RecordEvent.objects.get()
    assert (event.kind, event.because, event.detail) == ("corrected", "name-change", new.code)
    assert AuditEvent.objects.filter(actor=issuer, verb="certificate.corrected").count() == 1
    assert mail.outbox[-1].subject == "The name on your certificate was corrected"
    assert certificate.shown_code in mail.outbox[-1].body
    assert verify_chain() == []


def test_the_page_shows_both_names_before_anything_is_done(client, certificate, issuer):
    client.force_login(issuer)
    page = correct(client, certificate, is_compared="").content.decode()
    assert "Ada Lovelace" in page
    assert "Ada King" in page
    assert page.count('class="cert-paper"') == 2
    assert page.count("Estimated time, not measured") == 2
    assert "Compare the name, then tick this." in page
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"holder_name": "Ada Lovelace"},
        {"holder_name": "王小明"},
        {"holder_name": ""},
        {"evidence": ""},
        {"evidence": "a hunch"},
        {"reason": "typo"},
    ],
)
def test_half_a_correction_changes_nothing(client, certificate, issuer, changes):
    client.force_login(issuer)
    correct(client, certificate, **changes)
    assert Certificate.objects.get() == certificate


def test_without_a_document_a_second_person_has_to_approve(client, certificate, issuer, colleague):
    client.force_login(issuer)
    correct(client, certificate, evidence="none")
    act = NameCorrection.objects.get()
    assert Certificate.objects.get() == certificate
    decide = reverse("certificates:decide_correction", args=[act.pk])
    assert "Approve and issue" not in client.get(decide).content.decode()
    client.post(decide, {"reason": "I approve my own.", "approve": ""})
    assert Certificate.objects.get() == certificate

    client.force_login(colleague)
    page = client.get(decide).content.decode()
    assert page.count('class="cert-paper"') == 2
    assert "Approve and issue" in page
    client.post(decide, {"reason": "Compared with the enrollment.", "approve": ""})
    assert Certificate.objects.current().get().holder_name == "Ada King"
    client.post(decide, {"reason": "Compared with the enrollment.", "approve": ""})
    assert Certificate.objects.count() == 2
    assert verify_chain() == []


def test_a_second_correction_of_one_record_needs_a_second_person(client, certificate, issuer):
    client.force_login(issuer)
    correct(client, certificate)
    second = Certificate.objects.current().get()
    correct(client, second, holder_name="Eve Stranger", evidence="identity")
    assert Certificate.objects.current().get() == second
    assert NameCorrection.objects.get().new_name == "Eve Stranger"


def test_a_refused_correction_leaves_the_name_and_the_request_of_the_holder_open(
    client, certificate, issuer, colleague
):
    corrections.request_name(certificate, "Ada King", "I married.")
    client.force_login(issuer)
    correct(client, certificate, evidence="none")
    client.force_login(colleague)
    decide = reverse("certificates:decide_correction", args=[NameCorrection.objects.get().pk])
    client.post(decide, {"reason": "No document was shown.", "refuse": ""})
    assert Certificate.objects.get() == certificate
    assert NameRequest.objects.get().answer == ""


def test_a_name_that_stays_is_answered_with_the_reason(
    client, certificate, issuer, django_capture_on_commit_callbacks
):
    corrections.request_name(certificate, "Ada King", "I married.")
    client.force_login(issuer)
    address = reverse("certificates:refuse_name", args=[certificate.shown_code])
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            client.post(address, {"reply": "Please send us the license register."})
    assert NameRequest.objects.get().answer == "refused"
    told = [message.body for message in mail.outbox if "About the name" in message.subject]
    assert len(told) == 1
    assert "Please send us the license register." in told[0]
    assert Certificate.objects.get() == certificate


def test_nobody_corrects_their_own_name(client, certificate, issuer, enrolment):
    enrolment.user = issuer
    enrolment.save()
    client.force_login(issuer)
    address = reverse("certificates:correct", args=[certificate.shown_code])
    assert client.get(address).status_code == client.post(address, typed()).status_code == 403
    with pytest.raises(ActRefusedError):
        corrections.ask(certificate, Correction("Ada King", by=issuer, because=WHY))
    assert Certificate.objects.get() == certificate


def test_a_certificate_is_issued_again_with_the_provider_of_today(
    client, certificate, issuer, provider
):
    provider.legal_name = "Southgate Institute"
    provider.save()
    client.force_login(issuer)
    address = reverse("certificates:reissue", args=[certificate.shown_code])
    client.post(address, {"reason": "The provider has a new name."})
    new = Certificate.objects.current().get()
    certificate.refresh_from_db()
    assert (new.provider_name, new.holder_name) == ("Southgate Institute", "Ada Lovelace")
    assert certificate.state == "replaced"
    client.post(address, {"reason": "The provider has a new name."})
    assert Certificate.objects.count() == 2
    assert verify_chain() == []
