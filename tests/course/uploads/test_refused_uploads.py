"""What could do harm is refused on the page, in seconds, and nothing of it is kept."""

import time
import zipfile

import pytest
from django.core.files.storage import default_storage

from accounts.models import AuditEvent
from course.models import Upload
from course.source.zips import MAX_ZIP_BYTES
from tests.course.course_folder import COURSE, FILES, FIRST_LESSON, write_course
from tests.course.source.test_zips import HARMFUL, bomb, zipped
from tests.course.staff.test_staff import queries, staff_with
from tests.course.uploads.sending import UPLOADS, send, text_of, upload, zip_of

pytestmark = pytest.mark.django_db
MOST_CPU = 5  # seconds


@pytest.fixture(autouse=True)
def editor(client, settings, tmp_path):
    """An editor, signed in; the server has no course folder."""
    settings.CONTENT_ROOT = tmp_path
    editor = staff_with("course.view_editions", "course.publish_edition")
    client.force_login(editor)
    return editor


def refusal(client, data: bytes) -> str:
    """The page that refuses a file, of which nothing is kept."""
    begun = time.process_time()
    answer = send(client, data)
    assert time.process_time() - begun < MOST_CPU
    assert answer.status_code == 200
    assert not Upload.objects.exists()
    assert not AuditEvent.objects.exists()
    assert not default_storage.exists("uploads")
    return answer.content.decode()


@pytest.mark.parametrize(("data", "words"), HARMFUL.values(), ids=HARMFUL)
def test_a_harmful_zip_is_refused_and_nothing_is_kept(client, data, words):
    assert words in refusal(client, data)


def test_a_zip_that_would_unpack_to_too_much_is_refused(client):
    assert "unpacked, the zip is larger than 64 MiB" in refusal(client, bomb(65))


def test_a_file_larger_than_a_course_is_refused(client):
    assert "the zip is larger than 64 MiB" in refusal(client, bytes(MAX_ZIP_BYTES + 1))


def test_a_request_that_says_it_is_larger_is_refused_before_it_is_received(client):
    client.logout()
    answer = client.post(UPLOADS, {"name": "x"}, CONTENT_LENGTH=str(MAX_ZIP_BYTES + 2**21))
    assert answer.status_code == 400


def test_a_list_of_more_entries_than_a_course_may_have_is_refused(client):
    data = zipped(((f"{number}.md", b"") for number in range(20_001)), zipfile.ZIP_STORED)
    assert "more than 20000 entries" in refusal(client, data)


def test_of_many_refusals_each_is_said_once(client):
    text = refusal(client, zipped((f"/{number}/a.md", b"x") for number in range(40)))
    assert "/0/a.md:1: this path is absolute" in text
    assert "and 39 more like it" in text


def test_a_link_in_a_folder_of_the_server_is_refused(client, tmp_path):
    folder = write_course(tmp_path)
    (folder / "img" / "key.svg").symlink_to("/etc/passwd")
    answer = client.post(UPLOADS, {"folder": folder.name}).content.decode()
    assert "img/key.svg:1: this is a link to another place" in answer
    assert not Upload.objects.exists()


def test_a_zip_is_known_by_its_content(client):
    answer = send(client, zip_of(), name="course.pdf")
    assert answer.status_code == 302
    assert Upload.objects.get().name == "course.pdf"


def test_a_name_of_any_characters_is_shown_as_text(client):
    send(client, zip_of(), name="<b>\u202etxt.zip")
    text = client.get(UPLOADS).content.decode()
    assert "&lt;b&gt;txt.zip</a>" in text


@pytest.mark.parametrize("page", ["/staff/editions/", "/staff/editions/tiny-course/next/", UPLOADS])
def test_a_folder_whose_name_is_no_utf8_is_shown_and_taken(client, tmp_path, page):
    write_course(tmp_path).rename(tmp_path / "caf\udce9")
    assert client.get(page).status_code == 200
    assert client.post(UPLOADS, {"folder": "caf\ufffd"}).status_code == 302
    assert Upload.objects.get().name == "caf\ufffd"


def test_ten_thousand_tiny_files_are_checked_in_seconds_and_said_in_few_findings(client):
    data = zipped((f"01-a/{number}.md", b"x") for number in range(10_000))
    begun = time.process_time()
    send(client, data)
    assert time.process_time() - begun < MOST_CPU
    text = text_of(client, Upload.objects.get())
    assert "and 9999 more like it" in text


def test_wrong_encodings_and_mistakes_are_shown_with_file_and_line(client):
    latin = FILES["glossary.yaml"].replace("falls", "fälls").encode("latin-1")
    wrong = FILES[FIRST_LESSON].replace("revision: 1", "revision: one")
    sent = upload(client, **{"glossary.yaml": latin, FIRST_LESSON: wrong})
    text = text_of(client, sent)
    assert "glossary.yaml:3</code>" in text
    assert f"{FIRST_LESSON}:4</code>" in text
    assert "2 mistakes; it cannot be published" in text
    assert "Publish this edition" not in text


def test_many_findings_and_uploads_cost_as_many_queries_as_few(client):
    few = upload(client, **{"facts.yaml": "F1: {}\n"})
    shown, listed = queries(client, few.get_absolute_url()), queries(client, UPLOADS)
    unknown = "".join(f"field{number}: 1\n" for number in range(60))
    sent = upload(client, **{"course.yaml": COURSE + unknown})
    assert sent.findings.count() == 21  # twenty by name, and one for the rest
    assert queries(client, sent.get_absolute_url()) == shown
    for _ in range(5):
        upload(client)
    assert queries(client, UPLOADS) == listed


@pytest.mark.parametrize("permission", ["course.view_editions", "course.publish_edition"])
def test_staff_without_both_permissions_get_404(client, permission):
    sent = upload(client)
    client.force_login(staff_with(permission))
    assert client.get(UPLOADS).status_code == 404
    assert client.get(sent.get_absolute_url()).status_code == 404
