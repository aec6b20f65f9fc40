"""A certificate revoked as issued in error is followed by one new one, from the same completion."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent
from certificates import issuing, succession
from certificates.models import Certificate
from certificates.records import events
from certificates.records.verifying import verify_chain
from certificates.report_counts import counts_of_certificates
from course.models import Provider
from course.timeline import entries
from tests.certificates.desk.test_revoking import staff_of

pytestmark = pytest.mark.django_db
WHY = "Her name was misspelt."


@pytest.fixture
def revoked(certificate, grace) -> Certificate:
    """Ada's certificate, revoked as issued in error."""
    events.revoke(certificate, events.Act(by=grace, because="issued-in-error", note="Misspelt."))
    audit.record(grace, "certificate.revoked", certificate, "issued-in-error")
    return certificate


def again(client, old, name="Ada King", reason=WHY):
    address = reverse("certificates:issue_again", args=[old.shown_code])
    return client.post(address, {"holder_name": name, "reason": reason}, follow=True)


def test_it_is_issued_again_under_the_right_name_and_everything_says_so(
    client, revoked, enrolment, ada, django_capture_on_commit_callbacks
):
    issuer = staff_of("Issuer")
    client.force_login(issuer)
    page = client.get(reverse("certificates:issue_again", args=[revoked.shown_code]))
    assert 'value="Ada Lovelace"' in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        again(client, revoked)
    new = Certificate.objects.current().get()
    assert (new.holder_name, new.supersedes, new.enrolment) == ("Ada King", revoked.code, enrolment)
    assert (new.completed_on, new.code != revoked.code) == (revoked.completed_on, True)
    revoked.refresh_from_db()
    enrolment.refresh_from_db()
    assert (revoked.is_revoked, revoked.ended_at is not None) == (True, True)
    assert enrolment.holder_name == "Ada King"
    assert verify_chain() == []
    events = {event.verb: event.reason for event in AuditEvent.objects.filter(actor=issuer)}
    assert events == {
        "enrolment.name_corrected": WHY,
        "certificate.issued_again": f"{revoked.code}: {WHY}",
    }
    on_record = [(entry.title, entry.detail) for entry in entries(enrolment)]
    assert ("Certificate replaced", revoked.shown_code) in on_record
    assert ("Stated who took the course", enrolment.statement) in on_record
    edition = enrolment.edition
    end = timezone.now() + timedelta(minutes=1)
    assert list(counts_of_certificates(edition, None, end).values()) == [2, 1, 1]
    assert list(counts_of_certificates(edition, end, end).values()) == [0, 0, 0]
    assert [message.to for message in mail.outbox] == [[ada.email], [ada.email]]
    assert f"It takes the place of number {revoked.shown_code}" in mail.outbox[-1].body


def test_the_old_page_says_revoked_and_names_no_successor(client, revoked, grace):
    new = succession.issue_again(revoked, "Ada King", events.Act(by=grace, note=WHY))
    page = client.get(revoked.get_absolute_url()).content.decode()
    assert "Revoked" in page
    assert new.shown_code not in page
    assert "Ada King" in client.get(new.get_absolute_url()).content.decode()


def test_the_learner_sees_the_new_one(client, revoked, ada, grace):
    new = succession.issue_again(revoked, "Ada King", events.Act(by=grace, note=WHY))
    client.force_login(ada)
    page = client.get(reverse("certificates:mine")).content.decode()
    assert new.shown_code in page
    assert "Certificate revoked" not in page


def test_nothing_issues_it_again_by_itself(revoked, enrolment):
    issuing.issue_missing()
    issuing.issue_by_id.call(enrolment.pk, "basics")
    assert Certificate.objects.get() == revoked


def test_a_second_click_changes_nothing(client, revoked, grace):
    client.force_login(grace)
    again(client, revoked)
    again(client, revoked, name="Somebody Else")
    assert [row.holder_name for row in Certificate.objects.all()] == ["Ada Lovelace", "Ada King"]
    assert AuditEvent.objects.filter(verb="certificate.issued_again").count() == 1


def test_the_new_one_can_be_revoked_and_followed_too(revoked, grace):
    second = succession.issue_again(revoked, "Ada Kong", events.Act(by=grace, note=WHY))
    events.revoke(second, events.Act(by=grace, because="issued-in-error", note="Misspelt again."))
    third = succession.issue_again(second, "Ada King", events.Act(by=grace, note=WHY))
    assert [row.supersedes for row in Certificate.objects.all()] == ["", revoked.code, second.code]
    assert Certificate.objects.current().get() == third


@pytest.mark.parametrize(
    "because", ["requirements-not-met", "identity-not-confirmed", "holder-request"]
)
def test_only_an_error_is_followed(client, certificate, grace, because):
    events.revoke(certificate, events.Act(by=grace, because=because, note="For a reason."))
    client.force_login(grace)
    page = client.get(
        reverse("certificates:staff_certificate", args=[certificate.shown_code])
    ).content.decode()
    assert "Issue a new one" not in page
    again(client, certificate)
    assert Certificate.objects.get() == certificate


def test_a_genuine_certificate_is_not_followed(client, certificate, grace):
    client.force_login(grace)
    again(client, certificate)
    assert Certificate.objects.get() == certificate


@pytest.mark.parametrize(
    ("name", "reason"), [("王小明", WHY), ("", WHY), ("Ada King", "typo"), ("Ada King", "")]
)
def test_a_name_that_cannot_be_printed_or_no_reason_is_refused(
    client, revoked, grace, name, reason
):
    client.force_login(grace)
    assert again(client, revoked, name, reason).status_code == 200
    assert Certificate.objects.get() == revoked


def test_what_would_be_held_is_not_issued_again(client, revoked, enrolment, grace):
    Provider.objects.update(legal_name="北京")
    client.force_login(grace)
    assert (
        "Nothing was changed. The certificate cannot print"
        in again(client, revoked).content.decode()
    )
    enrolment.refresh_from_db()
    assert enrolment.holder_name == "Ada Lovelace"
    assert Certificate.objects.current().get() == revoked


@pytest.mark.parametrize("group", ["Support", "Editor", "Reviewer", "Auditor", "no group"])
def test_who_may_not_issue_finds_no_page(client, revoked, enrolment, group):
    client.force_login(staff_of(group))
    assert again(client, revoked).status_code == 404
    for name, args in (("staff_held", []), ("staff_held_one", [enrolment.public_id])):
        assert client.get(reverse(f"certificates:{name}", args=args)).status_code == 404
    assert Certificate.objects.get() == revoked
