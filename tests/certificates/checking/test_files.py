"""A file is told to be the issued one, an altered one, another one, or none of ours."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from certificates.checking.receiving import MAX_FILE_BYTES
from certificates.models import Certificate
from certificates.records import events
from tests.certificates.checking.test_records import copy_of

pytestmark = pytest.mark.django_db
IDENTICAL = "This is the file that was issued, byte for byte."
ANOTHER = "This is the file of another certificate, byte for byte."
ALTERED = "This file names the certificate, but it is not the file that was issued."
NOT_OURS = "This is not a file that was issued here."


def send(client, content: bytes, code: str = ""):
    file = SimpleUploadedFile("paper.pdf", content)
    return client.post(reverse("certificates:check_file"), {"file": file, "code": code})


@pytest.fixture
def pdf(certificate) -> bytes:
    return certificate.pdf()


def test_the_issued_file_is_identical_with_and_without_its_number(client, certificate, pdf):
    for code in ("", certificate.code, certificate.shown_code):
        page = send(client, pdf, code).content.decode()
        assert IDENTICAL in page
        assert "Genuine record" in page
        assert certificate.get_absolute_url() in page
        assert certificate.holder_name not in page


def test_any_changed_byte_alters_it(client, certificate, pdf):
    for changed in (pdf + b"\n", pdf[:-100], pdf[:1000] + bytes([pdf[1000] ^ 1]) + pdf[1001:]):
        assert ALTERED in send(client, changed).content.decode()
        assert ALTERED in send(client, changed, certificate.code).content.decode()


def test_the_file_of_another_certificate_is_said_to_be_that(client, certificate, pdf):
    other = copy_of(certificate, code="0" * 12, sequence=2, pdf_sha256="0" * 64)
    page = send(client, pdf, other.code).content.decode()
    assert ANOTHER in page
    assert certificate.shown_code in page


HOSTILE = [
    b"",
    b"%PDF-1.7 \0\xff" * 1000,
    b"0000-0000-0000",
    b"1234-5678-9012 " * 10_000,
    b"-" * 100_000,
    b"%PDF-1.7 /Length 99999999999 " + b"<<" * 50_000,
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_anything_else_is_not_ours(client, certificate, content):
    response = send(client, content)
    assert response.status_code == 200
    assert NOT_OURS in response.content.decode()


def test_a_number_is_found_with_a_zero_byte_before_each_letter(client, certificate):
    named = certificate.shown_code.encode("utf-16")
    assert ALTERED in send(client, named).content.decode()


def test_a_large_file_is_refused_without_touching_the_disk(
    client, certificate, pdf, tmp_path, settings
):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "not-there"
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    assert IDENTICAL in send(client, pdf).content.decode()
    response = send(client, bytes(MAX_FILE_BYTES + 1))
    assert response.status_code == 400
    assert "larger than 2 MB" in response.content.decode()
    assert NOT_OURS in send(client, bytes(MAX_FILE_BYTES)).content.decode()


def test_a_form_without_a_file_asks_for_one(client):
    response = client.post(reverse("certificates:check_file"), {"code": ""})
    assert response.status_code == 400
    assert "This field is required" in response.content.decode()


def test_a_file_is_taken_only_from_our_own_form(pdf):
    assert send(Client(enforce_csrf_checks=True), pdf).status_code == 403


def test_a_file_costs_three_statements(client, pdf, django_assert_max_num_queries):
    send(client, pdf)
    with django_assert_max_num_queries(3):  # the limit, the record, the provider in the footer
        send(client, pdf)


def test_the_command_ends_well_only_for_an_issued_file_of_a_genuine_record(
    certificate, pdf, tmp_path, capsys, grace
):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf)
    call_command("verify_certificate", str(path))
    printed = capsys.readouterr().out
    assert IDENTICAL in printed
    assert certificate.shown_code in printed
    assert "Genuine record" in printed

    events.revoke(certificate, events.Act(by=grace, because="holder-request"))
    with pytest.raises(CommandError, match="Revoked: do not rely"):
        call_command("verify_certificate", str(path))
    path.write_bytes(pdf + b" ")
    with pytest.raises(CommandError, match=f"{ALTERED}\nNumber: {certificate.shown_code}"):
        call_command("verify_certificate", str(path))
    path.write_bytes(b"")
    with pytest.raises(CommandError, match=NOT_OURS):
        call_command("verify_certificate", str(path))
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("verify_certificate", str(tmp_path / "missing.pdf"))
    assert Certificate.objects.count() == 1
