"""Send a course folder through the pages of staff, as a zip."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from course.models import Upload
from course.source.zips import write_zip
from tests.course.course_folder import FILES, QUIZ_FILES

UPLOADS = reverse("staff:uploads")


def zip_of(**changes: str | bytes | None) -> bytes:
    """A zip of the tiny course with its quiz; ``changes`` as in ``write_course``."""
    files = {}
    for path, content in (FILES | QUIZ_FILES | changes).items():
        if content is not None:
            files[path] = content if isinstance(content, bytes) else content.encode()
    return write_zip(files)


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
