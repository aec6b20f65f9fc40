"""Uploads that a dead worker left, and those that are too old to keep."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django_tasks.backends.immediate import ImmediateBackend

from course.models import Edition, Upload
from course.uploads.kept_files import forget_outlived
from course.uploads.unfinished import queue_again
from tests.course.staff.test_staff import staff_with
from tests.course.uploads.sending import publish, text_of, upload

pytestmark = pytest.mark.django_db
AGO = timedelta(minutes=6)


@pytest.fixture(autouse=True)
def editor(client, settings, tmp_path):
    settings.CONTENT_ROOT = tmp_path
    editor = staff_with("course.view_editions", "course.publish_edition")
    client.force_login(editor)
    return editor


@pytest.fixture
def no_worker(settings):
    """Tasks wait in the queue: no worker takes them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def with_worker(settings):
    path = f"{ImmediateBackend.__module__}.{ImmediateBackend.__qualname__}"
    settings.TASKS = {"default": {"BACKEND": path}}


def test_a_check_that_nobody_did_is_found_again(client, settings, no_worker):
    sent = upload(client)
    assert "It is being checked" in text_of(client, sent)
    with_worker(settings)
    assert queue_again() == 0  # a worker may have it
    Upload.objects.update(check_asked_at=timezone.now() - AGO)
    assert queue_again() == 1
    assert "Publish this edition" in text_of(client, sent)
    assert queue_again() == 0


def test_a_publication_that_nobody_did_is_found_again(client, settings, editor):
    sent = upload(client)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    publish(client, sent)
    assert "It is being published" in text_of(client, sent)
    assert not Edition.objects.exists()
    with_worker(settings)
    Upload.objects.update(publication_asked_at=timezone.now() - AGO)
    assert queue_again() == 1
    assert Edition.objects.get().published_by == editor
    assert queue_again() == 0


def test_what_failed_for_a_day_waits_for_the_button(client, settings, no_worker):
    sent = upload(client)
    with_worker(settings)
    Upload.objects.update(check_asked_at=timezone.now() - timedelta(days=2))
    assert queue_again() == 0
    client.post(reverse("staff:check_upload", args=[sent.pk]))
    assert "Publish this edition" in text_of(client, sent)


def age(upload: Upload, days: int) -> None:
    uploaded_at = timezone.now() - timedelta(days=days)
    Upload.objects.filter(pk=upload.pk).update(uploaded_at=uploaded_at)


def test_after_thirty_days_an_unpublished_upload_and_its_files_are_removed(client):
    sent = upload(client)
    age(sent, 29)
    assert forget_outlived() == 0
    assert default_storage.exists(sent.storage_name)
    age(sent, 30)
    assert forget_outlived() == 1
    assert not Upload.objects.exists()
    assert not default_storage.exists(sent.storage_name)


def test_what_could_not_be_published_for_thirty_days_is_removed(client, settings):
    sent = upload(client)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    publish(client, sent)
    age(sent, 31)
    assert forget_outlived() == 0
    Upload.objects.update(publication_asked_at=timezone.now() - timedelta(days=31))
    assert forget_outlived() == 1
    assert not Upload.objects.exists()


def test_files_that_were_sent_again_stay(client):
    first, again = upload(client), upload(client)
    assert first.sha256 == again.sha256
    age(first, 31)
    assert forget_outlived() == 1
    assert default_storage.exists(again.storage_name)
    assert "Publish this edition" in text_of(client, again)


def test_a_published_upload_keeps_its_record_without_files(client):
    sent = upload(client)
    publish(client, sent)
    assert forget_outlived() == 1
    age(sent, 100)
    Upload.objects.update(publication_asked_at=timezone.now() - timedelta(days=100))
    assert forget_outlived() == 0
    assert not default_storage.exists(sent.storage_name)
    assert "A tiny course, edition 1" in text_of(client, sent)


def test_an_upload_without_its_files_says_what_to_do(client):
    sent = upload(client)
    default_storage.delete(sent.storage_name)
    client.post(reverse("staff:check_upload", args=[sent.pk]))
    assert "The files are no longer on this server" in text_of(client, sent)
