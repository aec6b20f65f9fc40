import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.staff_groups import GROUPS
from certificates.records import events
from course.timeline import entries
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def staff_of(group: str):
    """Somebody with exactly the permissions that the group has."""
    user = make_user(is_staff=True, name=f"Of {group}")
    for permission in GROUPS.get(group, ()):
        app, _, codename = permission.partition(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return user


@pytest.fixture
def issuer():
    return staff_of("Issuer")


def revocation(certificate, **changes) -> dict[str, str]:
    return {
        "because": "issued-in-error",
        "note": "Wrong account.",
        "ending": certificate.code[-2:],
    } | changes


def test_an_issuer_revokes_with_a_reason_and_it_is_written_down(client, certificate, issuer):
    client.force_login(issuer)
    address = reverse("certificates:revoke", args=[certificate.shown_code])
    assert "Revoke certificate" in client.get(address).content.decode()
    assert client.post(address, revocation(certificate)).status_code == 302
    certificate.refresh_from_db()
    assert (certificate.is_revoked, certificate.revoked_by, certificate.revoked_note) == (
        True,
        issuer,
        "Wrong account.",
    )
    event = AuditEvent.objects.get(verb="certificate.revoked")
    assert (event.actor, event.subject_key, event.reason) == (
        issuer,
        certificate.code,
        "issued-in-error",
    )
    record = reverse("certificates:staff_certificate", args=[certificate.shown_code])
    page = client.get(record).content.decode()
    assert "Wrong account." in page
    paper = page.partition('<figure class="cert-paper"')[2].partition("</figure>")[0]
    for words in ("Ada Lovelace", "It is not a licence.", "Grace Hopper", "<svg"):
        assert words in paper


@pytest.mark.parametrize(
    "changes",
    [{"because": ""}, {"because": "bad-person"}, {"note": " "}, {"ending": ""}, {"ending": "??"}],
)
def test_nothing_is_revoked_by_half_a_form(client, certificate, issuer, changes):
    client.force_login(issuer)
    address = reverse("certificates:revoke", args=[certificate.shown_code])
    assert client.post(address, revocation(certificate, **changes)).status_code == 200
    certificate.refresh_from_db()
    assert not certificate.is_revoked
    assert not AuditEvent.objects.filter(verb="certificate.revoked").exists()


def test_the_second_revocation_changes_nothing(client, certificate, issuer):
    client.force_login(issuer)
    address = reverse("certificates:revoke", args=[certificate.shown_code])
    client.post(address, revocation(certificate))
    client.post(address, revocation(certificate, because="holder-request"))
    certificate.refresh_from_db()
    assert certificate.revoked_because == "issued-in-error"
    assert AuditEvent.objects.filter(verb="certificate.revoked").count() == 1


@pytest.mark.parametrize("group", [*sorted(set(GROUPS) - {"Issuer", "Administrator"}), "no group"])
def test_who_may_not_revoke_finds_no_page(client, certificate, group):
    client.force_login(staff_of(group))
    address = reverse("certificates:revoke", args=[certificate.shown_code])
    assert client.post(address, revocation(certificate)).status_code == 404
    certificate.refresh_from_db()
    assert not certificate.is_revoked


def test_the_holder_may_not_revoke(client, certificate, ada):
    client.force_login(ada)
    address = reverse("certificates:revoke", args=[certificate.shown_code])
    assert (
        client.get(address).status_code
        == client.post(address, revocation(certificate)).status_code
        == 404
    )


def test_issue_and_revocation_are_on_the_timeline(certificate, enrolment, grace):
    events.revoke(certificate, events.Act(by=grace, because="issued-in-error", note="Secret note."))
    titles = [entry.title for entry in entries(enrolment)]
    assert titles[:2] == ["Certificate revoked", "Certificate issued"]
    assert not any("Secret" in entry.detail for entry in entries(enrolment))


def test_the_stock_admin_shows_a_certificate_and_changes_nothing(client, certificate, grace):
    client.force_login(grace)
    address = reverse("admin:certificates_certificate_change", args=[certificate.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"holder_name": "Eve"}).status_code == 403
    certificate.refresh_from_db()
    assert certificate.holder_name == "Ada Lovelace"
