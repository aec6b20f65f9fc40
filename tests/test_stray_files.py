"""What a killed process leaves in the storage goes after a day; what a record names stays."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.utils import timezone

from accounts.models import DataFile
from certificates.models import GuideFile, NotesFile
from config.stray_files import RECORDS, delete_stray
from tests.factories import enrol, make_edition, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def stored(name: str, age: timedelta, place: str = "default") -> str:
    storage = storages[place]
    assert storage.save(name, ContentFile(b"Words of a learner")) == name
    written_at = (timezone.now() - age).timestamp()
    os.utime(storage.path(name), (written_at, written_at))
    return name


def test_files_without_a_record_and_unfinished_ones_go_after_a_day(media):
    edition, now = make_edition(), timezone.now()
    enrolment = enrol(make_user(), edition)
    kept = {stored(f"{folder}/kept.bin", 48 * HOUR) for folder in RECORDS}
    made = {"asked_at": now, "made_at": now, "size": 1}
    DataFile.objects.create(user=enrolment.user, storage_name="data-files/kept.bin", **made)
    NotesFile.objects.create(enrolment=enrolment, storage_name="notes/kept.bin", **made)
    guide = {"state": "s", "paper": "a4", "sha256": "s", "pages": 1, "size": 1}
    GuideFile.objects.create(edition=edition, storage_name="guides/kept.bin", **guide)
    kept |= {stored(f"{folder}/being-written.bin", 23 * HOUR) for folder in RECORDS}
    kept |= {stored("courses/basics.zip", 48 * HOUR), stored("x.zip.unfinished", 23 * HOUR)}
    gone = {stored(f"{folder}/stray.bin", 25 * HOUR) for folder in RECORDS}
    gone |= {stored("courses/deep/half.zip.0a.unfinished", 25 * HOUR)}
    copy = stored("certificates/half.pdf.0a.unfinished", 25 * HOUR, "copies")
    for _time in range(2):
        delete_stray()
    assert {name for name in kept | gone if default_storage.exists(name)} == kept
    assert not storages["copies"].exists(copy)
