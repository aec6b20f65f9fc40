"""A course to start from: it can be checked and published as it is written."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from course.models import Edition, Upload
from tests.course.staff.test_staff import staff_with
from tests.course.uploads.sending import UPLOADS, publish, send


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "slug"),
    [("hand-hygiene", "hand-hygiene"), ("My course (2)", "my-course-2"), ("2026", "2026")],
)
def test_a_new_course_has_no_mistake_and_no_warning_and_is_published(tmp_path, capsys, name, slug):
    folder = tmp_path / name
    call_command("new_course", folder)
    call_command("check_course", folder)
    found = capsys.readouterr().out
    assert "\n1 module, 1 lesson of " in found
    assert found.endswith("0 errors, 0 warnings.\n")
    call_command("publish_course", folder)
    edition = Edition.objects.get()
    assert (edition.course.slug, edition.number) == (slug, 1)
    assert edition.expires_on == timezone.localdate() + timedelta(days=365)


@pytest.mark.django_db
def test_it_is_downloaded_uploaded_and_published_without_a_shell(client, settings, tmp_path):
    settings.CONTENT_ROOT = tmp_path
    client.force_login(staff_with("course.view_editions", "course.publish_edition"))
    zipped = client.get(f"{UPLOADS}starter.zip").content
    assert b"# The content format" in zipped
    send(client, zipped, "first-course.zip")
    sent = Upload.objects.get()
    assert (sent.course_slug, sent.errors, sent.warnings) == ("first-course", 0, 0)
    publish(client, sent)
    assert Edition.objects.get().course.slug == "first-course"


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("Mine.")
    with pytest.raises(CommandError, match="is not empty"):
        call_command("new_course", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
