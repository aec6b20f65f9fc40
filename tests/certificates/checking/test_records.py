import json

import pytest
from django.urls import reverse

from certificates import throttle
from certificates.codes import hyphenate, with_check_character
from certificates.models import Certificate, LookupCount
from certificates.printing import fields
from certificates.records import events

pytestmark = pytest.mark.django_db


def test_anybody_sees_every_printed_field_of_a_genuine_record(client, certificate):
    response = client.get(certificate.get_absolute_url())
    page = response.content.decode()
    assert "Genuine record" in page
    assert [field.label for field in fields(certificate) if field.label not in page] == []
    assert certificate.holder_name in page
    assert certificate.pdf_sha256 in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "ada@example.org" not in page


def test_the_form_leads_to_the_record_however_the_number_is_written(client, certificate):
    for written in (
        certificate.code,
        certificate.shown_code.lower(),
        f" {certificate.shown_code.replace('-', ' ')} ",
    ):
        response = client.get(reverse("certificates:verify"), {"code": written})
        assert response["Location"] == certificate.get_absolute_url()
    assert (
        client.get(f"/verify/{certificate.code.lower()}/")["Location"]
        == certificate.get_absolute_url()
    )


@pytest.mark.parametrize("number", ["0000-0000-0000", hyphenate(with_check_character("0" * 15))])
def test_an_unknown_number_is_said_to_be_unknown(client, certificate, number):
    response = client.get(f"/verify/{number}/", follow=True)
    assert response.status_code == 404
    assert "No certificate has this number" in response.content.decode()


@pytest.mark.parametrize("number", ["nonsense", "1" * 60, "%27%20OR%201=1"])
def test_what_is_no_number_is_said_to_be_none(client, certificate, number):
    response = client.get(f"/verify/{number}/", follow=True)
    assert response.status_code == 404
    assert "This is not a certificate number" in response.content.decode()


def test_what_is_no_number_in_the_form_is_answered_with_the_form(client):
    response = client.get(reverse("certificates:verify"), {"code": "what is this"})
    assert response.status_code == 404
    assert 'value="what is this"' in response.content.decode()
    assert "This has 10 characters" in response.content.decode()


def test_a_slip_is_told_from_an_unknown_number_and_the_meant_one_suggested(client, certificate):
    meant = copy_of(certificate, code=with_check_character("7K4P2QXD91HMB8C"), sequence=2)
    typed = meant.shown_code.replace("B", "8")
    for response in (
        client.get(reverse("certificates:verify"), {"code": typed}),
        client.get(f"/verify/{typed}/"),
    ):
        page = response.content.decode()
        assert response.status_code == 404
        assert "There is a slip in this number" in page
        assert f'href="{meant.get_absolute_url()}"' in page
    assert client.get(f"/verify/{typed}.json").json() == {
        "status": "unknown",
        "problem": "check-character",
        "did_you_mean": meant.shown_code,
    }


def copy_of(certificate: Certificate, **changes) -> Certificate:
    """Another record with the same facts, but for these."""
    copy = Certificate.objects.get(pk=certificate.pk)
    copy.pk = None
    copy.enrolment = None
    changes.setdefault("record_hash", f"{changes['sequence']:064}")
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy


def test_a_revoked_record_shows_date_and_reason_and_no_name(client, certificate, grace):
    events.revoke(
        certificate,
        events.Act(by=grace, because="identity-not-confirmed", note="A private matter."),
    )
    page = client.get(certificate.get_absolute_url()).content.decode()
    assert "Revoked" in page
    assert "Identity could not be confirmed" in page
    assert "Ada Lovelace" not in page
    assert "private matter" not in page


def test_the_same_is_there_for_programs(client, certificate, grace):
    address = reverse("certificates:record_json", args=[certificate.shown_code])
    genuine = client.get(address).json()
    assert (genuine["status"], genuine["sha256"]) == ("genuine", certificate.pdf_sha256)
    assert genuine["printed"] == {field.key: field.value for field in fields(certificate)}
    assert genuine["printed"]["name"] == "Ada Lovelace"
    for limit in certificate.limits.splitlines():
        assert limit in genuine["printed"]["limits"]
    events.revoke(
        certificate, events.Act(by=grace, because="holder-request", note="Asked by telephone.")
    )
    revoked = client.get(address).json()
    assert (revoked["status"], revoked["reason"]) == ("revoked", "holder-request")
    assert "Ada" not in json.dumps(revoked)
    assert client.get("/verify/0000-0000-0000.json").status_code == 404


def test_over_plain_http_programs_are_refused_and_pages_redirected(client, certificate, settings):
    settings.SECURE_SSL_REDIRECT = True
    record = reverse("certificates:record_json", args=[certificate.shown_code])
    many = {"path": reverse("certificates:check_many_json"), "content_type": "text/plain"}
    for answer in (client.get(record), client.post(data=certificate.code, **many)):
        assert (answer.status_code, answer.json()) == (403, {"error": "Ask over HTTPS."})
    assert client.get(record, secure=True).json()["status"] == "genuine"
    assert client.post(data=certificate.code, secure=True, **many).json()["count"] == 1
    assert client.get(certificate.get_absolute_url()).status_code == 301


OPTIONAL = [
    "waived",
    "accreditation",
    "limits",
    "provider_address",
    "provider_web",
    "provider_contact",
    "signatory_name",
    "signatory_title",
]


@pytest.mark.parametrize("name", OPTIONAL)
def test_any_optional_field_may_be_absent(client, certificate, name):
    copy = copy_of(certificate, code="0" * 12, sequence=2, **{name: ""})
    assert client.get(copy.get_absolute_url()).status_code == 200


def test_guesses_are_limited_without_keeping_addresses(client, certificate, monkeypatch):
    monkeypatch.setattr(throttle, "MAX_MISSES", 3)
    monkeypatch.setattr(throttle.time, "time", lambda: 6_000_000.0)
    statuses = [client.get("/verify/0000-0000-0000/").status_code for _ in range(5)]
    assert statuses == [404, 404, 404, 429, 429]
    assert client.get(certificate.get_absolute_url()).status_code == 429
    assert client.get("/verify/", {"code": "nonsense"}).status_code == 429
    assert client.get(certificate.get_absolute_url(), REMOTE_ADDR="192.0.2.7").status_code == 200
    assert not any("127.0.0.1" in row.client for row in LookupCount.objects.all())
    monkeypatch.setattr(throttle.time, "time", lambda: 6_000_600.0)
    assert client.get(certificate.get_absolute_url()).status_code == 200
    assert client.get("/verify/0000-0000-0000/").status_code == 404
    assert LookupCount.objects.count() == 1


def test_an_office_looks_up_as_many_certificates_as_it_has(client, certificate, monkeypatch):
    monkeypatch.setattr(throttle, "MAX_MISSES", 3)
    address = certificate.get_absolute_url()
    assert {client.get(address).status_code for _ in range(5)} == {200}
    assert {client.get(f"{address[:-1]}.json").status_code for _ in range(5)} == {200}
    assert LookupCount.objects.count() == 0


def test_the_page_reads_the_record_and_nothing_else(
    client, certificate, django_assert_max_num_queries
):
    client.get(certificate.get_absolute_url())
    with django_assert_max_num_queries(3):  # the throttle, the record, the provider in the footer
        client.get(certificate.get_absolute_url())


def test_search_engines_may_come_in_and_are_told_to_list_nothing(client, certificate):
    assert "verify" not in client.get("/robots.txt").content.decode()
    for address in ("/verify/", "/verify/many/", "/verify/file/", certificate.get_absolute_url()):
        response = client.get(address)
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()
