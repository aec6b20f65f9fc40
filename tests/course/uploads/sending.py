"""Send a course folder through the pages of staff, as a zip."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from course.models import Unit, Upload, UploadedUnit
from course.source.zips import write_zip
from course.uploads.receiving import ReceivedFiles, keep
from tests.course.course_folder import FILES, QUIZ_FILES

UPLOADS = reverse("staff:uploads")


def files_of(**changes: str | bytes | None) -> dict[str, bytes]:
    """The files of the tiny course with its quiz; ``changes`` as in ``write_course``."""
    contents = {
        path: content
        for path, content in (FILES | QUIZ_FILES | changes).items()
        if content is not None
    }
    return {
        path: content if isinstance(content, bytes) else content.encode()
        for path, content in contents.items()
    }


def zip_of(**changes: str | bytes | None) -> bytes:
    return write_zip(files_of(**changes))


def keep_tiny_course(by: User, **changes: str | bytes | None) -> Upload:
    """An upload of the tiny course that waits for its check."""
    return keep(ReceivedFiles("tiny-course", files_of(**changes)), by)


def make_upload(by: User, lesson: str = "welcome") -> Upload:
    """An upload of the tiny course that was checked, with the preview of a lesson."""
    upload = keep_tiny_course(by)
    checked = {"checked_at": timezone.now(), "digest": "0" * 64, "course_slug": "tiny-course"}
    Upload.objects.filter(pk=upload.pk).update(**checked)
    UploadedUnit.objects.create(
        upload=upload,
        position=1,
        key=lesson,
        revision=1,
        kind=Unit.Kind.LESSON,
        number="1.1",
        title="The lesson",
        required=True,
        is_changed=True,
        preview="<main></main>",
    )
    return upload


def send(client, data: bytes, name: str = "course.zip"):
    """Post a file to the form; return the answer."""
    file = SimpleUploadedFile(name, data, content_type="application/octet-stream")
    return client.post(UPLOADS, {"file": file})


def upload(client, **changes: str | bytes | None) -> Upload:
    """The upload of a zip of the tiny course, checked."""
    answer = send(client, zip_of(**changes))
    assert answer.status_code == 302
    return Upload.objects.get(pk=int(answer.headers["Location"].rstrip("/").rpartition("/")[2]))


def text_of(client, upload: Upload) -> str:
    return client.get(upload.get_absolute_url()).content.decode()


def publish(client, upload: Upload, **changes: str):
    """Press the button; return the answer."""
    form = client.get(upload.get_absolute_url()).context["form"]
    values = {"checked_at": form["checked_at"].value(), "has_read": "on"} | changes
    return client.post(reverse("staff:publish_upload", args=[upload.pk]), values)
