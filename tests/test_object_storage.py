"""Files lie in a storage that has no folders: it is asked by name, over a network that may fail."""

import io
from collections.abc import Callable
from datetime import timedelta
from zipfile import ZipFile

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, storages
from django.urls import reverse
from django.utils import timezone

from accounts.data_files import making
from accounts.models import DataFile
from certificates import file_checks
from certificates.models import Certificate, FileDamage
from config import busy_servers
from course.models import Asset, Edition
from tests.accounts.browser import Browser, proven
from tests.course.uploads import sending
from tests.factories import enrol, finish, make_edition, make_note, make_provider

pytestmark = pytest.mark.django_db


class BucketError(Exception):
    """The storage does not answer. Those of vendors are no OSError either."""


class Bucket(InMemoryStorage):
    """A storage without ``path``, which fails while ``is_down``."""

    is_down = False

    def _open(self, name, mode="rb"):
        self._answer()
        return super()._open(name, mode)

    def _save(self, name, content):
        self._answer()
        return super()._save(name, content)

    def delete(self, name):
        self._answer()
        super().delete(name)

    def _answer(self):
        if self.is_down:
            raise BucketError


def bucket_away(error: BaseException) -> str:
    return "the bucket" if isinstance(error, BucketError) else ""


@pytest.fixture(autouse=True)
def buckets(settings, monkeypatch) -> None:
    monkeypatch.setattr(busy_servers, "readers", [bucket_away])
    bucket = {"BACKEND": "tests.test_object_storage.Bucket"}
    settings.STORAGES = settings.STORAGES | {"default": bucket, "copies": bucket}


@pytest.fixture
def edition(client, grace, django_capture_on_commit_callbacks) -> Edition:
    """The tiny course, published by staff from a zip."""
    client.force_login(grace)
    uploaded = sending.upload(client)
    with django_capture_on_commit_callbacks(execute=True):
        sending.publish(client, uploaded)
    return Edition.objects.get()


@pytest.fixture
def issue(django_capture_on_commit_callbacks) -> Callable[[Edition], Certificate]:
    """Return the certificate of somebody who finishes an edition and wrote a note."""

    def to_ada(edition: Edition) -> Certificate:
        make_provider()
        enrolment = enrol(proven("ada@example.org", name="Ada Lovelace"), edition)
        make_note(enrolment, edition.units.first(), "My own words")
        with django_capture_on_commit_callbacks(execute=True):
            finish(enrolment)
        return Certificate.objects.get()

    return to_ada


def body(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response) if response.streaming else response.content


def test_every_file_of_a_course_is_kept_and_sent(client, edition, issue):
    certificate = issue(edition)
    picture = Asset.objects.get()
    slug = certificate.course_slug
    name = f"{picture.sha256}{picture.suffix}"
    address = reverse("course:asset", args=[slug, name])
    assert b"<svg" in body(client.get(address))
    source = reverse("staff:edition_source", args=[slug, 1])
    assert "img/line.svg" in ZipFile(io.BytesIO(body(client.get(source)))).namelist()

    browser = Browser()
    browser.stay_signed_in(certificate.enrolment.user)
    browser.client.post(reverse("certificates:make_notes_pdf", args=[slug]))
    making.ask(certificate.enrolment.user)
    for page in (
        reverse("certificates:pdf", args=[certificate.shown_code]),
        reverse("certificates:guide", args=[slug]),
        reverse("certificates:notes_pdf", args=[slug]),
    ):
        assert body(browser.client.get(page)).startswith(b"%PDF")
    own_data = ZipFile(io.BytesIO(body(browser.get(reverse("accounts:data_file")))))
    assert f"certificates/{certificate.shown_code}.pdf" in own_data.namelist()

    storages["default"].delete(picture.storage_name)
    assert client.get(address).status_code == 404
    storages["default"].delete(DataFile.objects.get().storage_name)
    assert browser.get(reverse("accounts:data_file")).status_code == 302


def test_a_storage_that_fails_is_replaced_by_the_copies_and_mended_later(client, issue):
    certificate = issue(make_edition())
    issued = certificate.pdf()
    storages["default"].is_down = True
    client.force_login(certificate.enrolment.user)
    address = reverse("certificates:pdf", args=[certificate.shown_code])
    assert body(client.get(address)) == issued
    storages["default"].is_down = False
    storages["copies"].save("certificates/left-behind.pdf", ContentFile(b"%PDF"))
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        tally = file_checks.check_all()
    assert (tally.is_fine, tally.removed) == (True, 1)
    (damage,) = FileDamage.objects.all()
    assert (damage.place, damage.kind, damage.mended_from) == ("file", "unreadable", "outside")


def test_while_the_storage_does_not_answer_pages_ask_to_try_again(client, edition, issue, caplog):
    certificate = issue(edition)
    slug, picture = certificate.course_slug, Asset.objects.get()
    client.force_login(certificate.enrolment.user)
    storages["default"].is_down = True
    caplog.set_level("WARNING")
    pages = [
        reverse("course:asset", args=[slug, f"{picture.sha256}{picture.suffix}"]),
        reverse("certificates:guide", args=[slug]),
    ]
    for page in pages:
        caplog.clear()
        answer = client.get(page)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Wait a few seconds, then try again." in answer.content.decode()
        refused = "request refused because the bucket did not answer: BucketError"
        assert [line for line in caplog.messages if "bucket" in line] == [refused]
    storages["default"].is_down = False
    assert [client.get(page).status_code for page in pages] == [200, 200]
