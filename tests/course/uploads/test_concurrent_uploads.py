"""Two editors, two workers at once: one edition, and the other editor is told."""

import pytest

from accounts.models import AuditEvent
from course.models import Edition
from course.uploads.publication import publish_by_id
from tests.course.course_folder import SECOND
from tests.course.staff.test_staff import staff_with
from tests.course.test_concurrent_completion import in_parallel
from tests.course.uploads.sending import publish, text_of, upload

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def editor(client, settings, tmp_path):
    settings.CONTENT_ROOT = tmp_path
    editor = staff_with("course.view_editions", "course.publish_edition")
    client.force_login(editor)
    return editor


def asked(client, settings, *contents: str):
    """Uploads with these second lessons, of which the publication waits for a worker."""
    uploads = [upload(client, **{"01-start/020-second.md": content}) for content in contents]
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for sent in uploads:
        publish(client, sent)
    return uploads


def test_of_two_uploads_at_once_one_is_published_and_the_other_told(client, settings):
    uploads = asked(client, settings, SECOND, SECOND.replace("Much.", "More."))
    in_parallel([lambda pk=sent.pk: publish_by_id.call(pk) for sent in uploads])
    assert Edition.objects.count() == 1
    texts = [text_of(client, sent) for sent in uploads]
    assert sum("Published as edition 1" in text for text in texts) == 1
    assert sum("It cannot be published" in text for text in texts) == 1


def test_two_workers_with_one_upload_publish_it_once(client, settings):
    (sent,) = asked(client, settings, SECOND)
    in_parallel([lambda: publish_by_id.call(sent.pk)] * 2)
    assert Edition.objects.count() == 1
    assert AuditEvent.objects.filter(verb="edition.published").count() == 1
    assert "Published as edition 1" in text_of(client, sent)
