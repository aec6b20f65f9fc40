"""Take the files of a course folder from a zip or from the server, and keep them as one zip."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.audit import record
from accounts.models import User
from course.models import Upload
from course.source import Report, SourceError
from course.source.files import printable
from course.source.folders import read_folder
from course.source.folding import folded
from course.source.zips import MAX_ZIP_BYTES, read_zip, write_zip
from course.uploads.kept_files import sha256_of

MAX_NAME_LETTERS = 200


@dataclass(frozen=True)
class ReceivedFiles:
    """Hold the files of a folder by path, and the name under which they came."""

    name: str
    files: Mapping[str, bytes]


def from_zip(uploaded: File[bytes]) -> ReceivedFiles:
    """Return the files of an uploaded zip, known by its bytes. Raises SourceError."""
    # One byte more than is allowed is enough to see that it is too large.
    files = read_zip(uploaded.read(MAX_ZIP_BYTES + 1))
    return ReceivedFiles((uploaded.name or "")[:MAX_NAME_LETTERS], files)


def from_folder(folder: Path) -> ReceivedFiles:
    """Return the files of a folder on the server. Raises SourceError."""
    report = Report()
    files = read_folder(folder, report)
    if report.mistakes:
        raise SourceError(folded(report.mistakes))
    return ReceivedFiles(printable(folder.name)[:MAX_NAME_LETTERS], files)


def keep(received: ReceivedFiles, by: User) -> Upload:
    """Store the files, and return the new row that waits for its check."""
    # Not the zip as it came, but one of ours: it holds the files that were read and no more.
    data = write_zip(received.files)
    upload = Upload(uploaded_by=by, name=received.name, sha256=sha256_of(data), size=len(data))
    # The file first, then the row: a row without its file would promise too much.
    if not default_storage.exists(upload.storage_name):
        default_storage.save(upload.storage_name, ContentFile(data))
    with transaction.atomic():
        upload.save()
        record(by, "course.uploaded", upload, f"{upload.name}, SHA-256 {upload.sha256}")
    return upload
