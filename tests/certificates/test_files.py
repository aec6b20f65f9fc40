"""The files of certificates: stored twice, compared at every use, mended, and swept."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from certificates import file_checks, issuing
from certificates.models import Certificate, FileCheck, FileDamage
from certificates.records import files
from certificates.records.chain import append_certificate
from course.models import Provider
from tests.accounts.desk_page import waiting
from tests.certificates.desk.test_revoking import staff_of
from tests.certificates.test_documents import made
from tests.conftest import copies_of
from tests.factories import finish

pytestmark = pytest.mark.django_db
TWO_DAYS = timedelta(days=2)


@pytest.fixture
def file(certificate, settings) -> Path:
    return settings.MEDIA_ROOT / certificate.pdf_name


@pytest.fixture
def copy(certificate, settings) -> Path:
    return copies_of(settings) / certificate.pdf_name


@pytest.fixture
def of_another_release(enrolment, django_capture_on_commit_callbacks) -> Certificate:
    """Ada's certificate with a file that this release prints with other bytes."""
    finish(enrolment)
    enrolment.refresh_from_db()
    certificate = issuing.snapshot(enrolment, "basics", Provider.get())
    files.store(certificate, b"%PDF-1.7 of another release")
    append_certificate(certificate)
    return certificate


def lose(path: Path) -> None:
    path.unlink()


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def replace_by_a_folder(path: Path) -> None:
    """Reading it then fails, as on a disk with a bad sector, and nothing can be put there."""
    path.unlink()
    path.mkdir()
    (path / "something").touch()


def download(client, certificate):
    return client.get(reverse("certificates:pdf", args=[certificate.shown_code]))


def history() -> list[tuple[str, str, str]]:
    damages = FileDamage.objects.order_by("pk")
    return list(damages.values_list("place", "kind", "mended_from"))


def age(path: Path, by: timedelta = TWO_DAYS) -> None:
    moment = (timezone.now() - by).timestamp()
    os.utime(path, (moment, moment))


def test_a_certificate_is_stored_twice(file, copy, certificate):
    assert file.read_bytes() == copy.read_bytes() == certificate.pdf()


@pytest.mark.parametrize("harm", [lose, flip_a_bit])
@pytest.mark.parametrize("copies", ["sound", "lost"])
def test_a_damaged_file_is_sent_as_issued_and_mended(
    client, ada, certificate, file, copy, harm, copies
):
    issued = file.read_bytes()
    harm(file)
    if copies == "lost":
        lose(copy)
    client.force_login(ada)
    assert download(client, certificate).content == issued
    assert file.read_bytes() == issued
    kind = "missing" if harm is lose else "altered"
    assert history() == [("file", kind, "copy" if copies == "sound" else "printed")]


def test_what_cannot_be_mended_is_still_sent_and_stays_on_record(
    client, ada, certificate, file, copy
):
    replace_by_a_folder(file)
    client.force_login(ada)
    for _time in range(2):
        assert download(client, certificate).content == copy.read_bytes()
    assert history() == [("file", "unreadable", "")]


def test_a_file_that_is_lost_everywhere_is_an_honest_page_until_it_is_put_back(
    client, ada, of_another_release, settings
):
    certificate = of_another_release
    file = settings.MEDIA_ROOT / certificate.pdf_name
    issued = file.read_bytes()
    flip_a_bit(file)
    lose(copies_of(settings) / certificate.pdf_name)

    client.force_login(ada)
    response = download(client, certificate)
    assert response.status_code == 503
    assert "This file is damaged" in response.content.decode()
    with pytest.raises(CommandError, match=certificate.shown_code):
        call_command("check_files")
    client.force_login(staff_of("Issuer"))
    assert waiting(client)["Stored certificates that are damaged"] == 1
    assert "Still damaged" in client.get(reverse("certificates:staff_files")).content.decode()
    record = reverse("certificates:staff_certificate", args=[certificate.shown_code])
    assert "It was altered. Still damaged." in client.get(record).content.decode()

    file.write_bytes(issued)
    call_command("check_files")
    assert history() == [("file", "altered", "outside")]
    assert "Stored certificates that are damaged" not in waiting(client)
    assert "Put back by hand" in client.get(reverse("certificates:staff_files")).content.decode()
    client.force_login(ada)
    assert download(client, certificate).content == issued


def test_a_night_mends_both_places_and_makes_the_copies_that_never_were(file, copy, capsys):
    issued = file.read_bytes()
    lose(copy)  # as of a certificate that was issued before there were copies
    call_command("check_files")
    assert (copy.read_bytes(), history()) == (issued, [])

    flip_a_bit(copy)
    call_command("check_files")
    assert copy.read_bytes() == issued
    lose(file)
    call_command("check_files")
    assert file.read_bytes() == issued
    assert history() == [("copy", "altered", "file"), ("file", "missing", "copy")]
    assert "compared: 1, files mended: 1" in capsys.readouterr().out


def test_files_that_no_record_names_are_swept_after_a_day(file, copy, settings):
    folder = file.parent
    for name in ("0" * 64 + ".pdf", "half.pdf.abc.unfinished", "just-now.pdf"):
        (folder / name).touch()
        (copy.parent / name).touch()
    for path in [*folder.iterdir(), *copy.parent.iterdir()]:
        if path.name != "just-now.pdf":
            age(path)
    call_command("check_files")
    for place in (file, copy):
        names = {path.name for path in place.parent.iterdir()}
        assert names == {place.name, "just-now.pdf"}


def test_very_many_files_without_a_record_are_kept(file):
    for number in range(file_checks.MAX_ORPHANS + 1):
        path = file.with_name(f"{number}.pdf")
        path.touch()
        age(path)
    with pytest.raises(CommandError, match="51 files have no record"):
        call_command("check_files")
    assert len(list(file.parent.iterdir())) == 52
    call_command("check_files", "--sweep-all")
    assert list(file.parent.iterdir()) == [file]


def test_what_was_issued_before_a_restore_is_kept_until_somebody_says_otherwise(file, copy):
    """Timed work would else delete it a minute after the site has started again."""
    lost = [file.with_name("lost.pdf"), copy.with_name("lost.pdf")]
    for path in lost:
        path.touch()
        age(path)
    AuditEvent.objects.create(verb="site.restored", subject_type="", reason="From the backup.")
    for _day in range(2):
        with pytest.raises(CommandError, match="2 files have no record"):
            call_command("check_files")
    assert all(path.exists() for path in lost)
    call_command("check_files", "--sweep-all")
    assert not any(path.exists() for path in lost)


def test_a_comparison_goes_on_where_its_time_was_over(settings):
    certificates = [made(code=f"7K4P2QXD910{number}") for number in (1, 2, 3)]
    for certificate in certificates:
        files.store(certificate, certificate.code.encode())
        append_certificate(certificate)
    FileCheck.objects.create(pk=1, reached=1)  # a run whose time was over after the first

    for certificate in certificates:
        lose(copies_of(settings) / certificate.pdf_name)
    assert file_checks.check_for(timedelta(0)) == file_checks.Tally(is_whole=False)
    tally = file_checks.check_for(timedelta(hours=1))
    assert (tally.compared, tally.is_whole) == (2, True)
    copies = [copies_of(settings) / certificate.pdf_name for certificate in certificates]
    assert [path.exists() for path in copies] == [False, True, True]
    assert file_checks.check_for(timedelta(hours=1)).compared == 3
