"""Every edition's folder is kept, and comes out again byte for byte."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.staff_groups import GROUPS
from course.models import Course, Edition, EditionSource
from course.publishing import prepare, publish
from course.publishing.kept_sources import NotKeptError, files_of
from course.source import read_course
from tests.course.course_folder import FACTS, FILES, QUIZ_FILES, write_course
from tests.course.staff.test_staff import queries, staff_with
from tests.factories import make_edition

pytestmark = pytest.mark.django_db
ODD = FACTS.replace("\n", "\r\n").encode()  # read as FACTS, other bytes


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_course(tmp_path, **QUIZ_FILES, **{"facts.yaml": ODD})


@pytest.fixture
def edition(folder) -> Edition:
    edition = publish(read_course(folder))
    assert edition
    return edition


def files_in(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def run(*arguments: object, **options: object) -> str:
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out, **options)
    return out.getvalue()


def refused(*arguments: object, **options: object) -> str:
    with pytest.raises(CommandError) as error:
        run(*arguments, **options)
    return str(error.value)


def test_what_is_exported_is_byte_for_byte_what_was_published(edition, folder, tmp_path):
    (folder / "README.md").write_text("No part of the course.")
    told = run("export_course", "tiny-course", tmp_path / "again")
    (folder / "README.md").unlink()
    assert files_in(tmp_path / "again") == files_in(folder)
    count = len(FILES) + len(QUIZ_FILES)
    assert told == f"Wrote {count} files of tiny-course, edition 1, to {tmp_path / 'again'}.\n"


def test_publishing_the_export_changes_nothing(edition, tmp_path):
    run("export_course", "tiny-course", tmp_path / "again")
    assert run("publish_course", tmp_path / "again") == (
        "Nothing has changed: this is edition 1 of tiny-course.\n"
    )


def test_an_older_edition_is_exported_by_its_number(edition, folder, tmp_path):
    (folder / "facts.yaml").write_text(FACTS)
    publish(read_course(folder))
    for number, options in ((1, {"edition": 1}), (2, {})):
        run("export_course", "tiny-course", tmp_path / f"edition-{number}", **options)
    assert (tmp_path / "edition-1/facts.yaml").read_bytes() == ODD
    assert (tmp_path / "edition-2/facts.yaml").read_bytes() == FACTS.encode()
    missing = refused("export_course", "tiny-course", tmp_path / "edition-3", edition=3)
    assert missing == "There is no edition 3 of tiny-course; there are 1, 2."


def test_a_folder_that_holds_something_is_refused(edition, folder, tmp_path):
    before = files_in(tmp_path)
    assert "is not empty" in refused("export_course", "tiny-course", folder)
    assert files_in(tmp_path) == before


def test_an_edition_from_before_says_how_its_files_are_kept(folder, tmp_path):
    course = Course.objects.create(slug="tiny-course")
    edition = make_edition(course, digest=read_course(folder).digest)
    told = refused("export_course", "tiny-course", tmp_path / "again")
    assert "Publish its very folder once more" in told
    assert run("publish_course", folder, check=True).count("\n") == 1
    assert not EditionSource.objects.exists()
    assert run("publish_course", folder).endswith("Its files are kept from now on.\n")
    assert files_of(edition) == files_in(folder)
    assert publish(read_course(folder)) is None
    assert EditionSource.objects.count() == 1


def test_a_rehearsal_keeps_nothing(folder):
    before = stored_zips()
    prepare(read_course(folder))
    assert (stored_zips(), EditionSource.objects.count()) == (before, 0)


def stored_zips() -> set[str]:
    if not default_storage.exists("course"):
        return set()
    return {name for name in default_storage.listdir("course")[1] if name.endswith(".zip")}


def test_a_stored_file_that_was_changed_or_lost_is_not_given_out(edition):
    name = edition.source.storage_name
    path = Path(default_storage.path(name))
    kept = path.read_bytes()
    path.write_bytes(kept[:-1] + b"x")
    with pytest.raises(NotKeptError, match="was changed since it was stored"):
        files_of(edition)
    path.unlink()
    with pytest.raises(NotKeptError, match="is missing"):
        files_of(edition)


# --- the download of staff ----------------------------------------------------------------------


def address(edition: Edition) -> str:
    return reverse("staff:edition_source", args=[edition.course.slug, edition.number])


def test_an_editor_downloads_the_folder_and_it_is_on_record(client, edition, folder):
    editor = staff_with(*GROUPS["Editor"])
    client.force_login(editor)
    page = client.get(reverse("staff:editions")).content.decode()
    assert f'href="{address(edition)}"' in page
    answer = client.get(address(edition))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files_in(folder)
    assert answer["Content-Disposition"] == ('attachment; filename="tiny-course-edition-1.zip"')
    client.head(address(edition))
    (event,) = AuditEvent.objects.all()
    assert (event.actor, event.verb, event.subject_key) == (
        editor,
        "edition.downloaded",
        str(edition.pk),
    )


def test_who_may_only_look_does_not_get_the_answers_to_all_questions(client, edition):
    client.force_login(staff_with("course.view_editions"))
    page = client.get(reverse("staff:editions")).content.decode()
    assert address(edition) not in page
    assert client.get(address(edition)).status_code == 404


def test_a_damaged_file_is_said_and_not_given_out(client, edition):
    Path(default_storage.path(edition.source.storage_name)).unlink()
    client.force_login(staff_with(*GROUPS["Editor"]))
    page = client.get(address(edition), follow=True)
    assert page.redirect_chain == [(reverse("staff:editions"), 302)]
    assert "is missing. Restore the stored files" in page.content.decode()
    assert not AuditEvent.objects.exists()


def test_editions_without_files_cost_no_query_each(client, edition):
    client.force_login(staff_with(*GROUPS["Editor"]))
    one = queries(client, reverse("staff:editions"))
    for _ in range(5):
        old = make_edition(edition.course)
    assert queries(client, reverse("staff:editions")) == one
    assert client.get(address(old)).status_code == 404
