"""Return the files of an upload from the storage, and remove those that nobody needs."""

import hashlib

from django.core.files.storage import default_storage
from django.utils import timezone

from course.models import Upload, UploadedUnit
from course.source.zips import read_zip


class FilesLostError(Exception):
    """The storage does not hold what was uploaded. The text says what to do."""


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def files_of(upload: Upload) -> dict[str, bytes]:
    """Return the files of an upload by path. Raises FilesLostError, SourceError."""
    try:
        with default_storage.open(upload.storage_name) as file:
            data: bytes = file.read()
    except OSError as error:
        raise FilesLostError(
            "The files are no longer on this server. Upload them again."
        ) from error
    if sha256_of(data) != upload.sha256:
        raise FilesLostError("The files were changed since they came. Upload them again.")
    return read_zip(data)


def forget_outlived() -> int:
    """Remove the files of uploads that are published or too old; return how many uploads.

    Of a published upload the row stays, and the edition keeps the files itself.
    """
    outlived = list(Upload.objects.outlived(timezone.now()))
    for upload in outlived:
        _forget(upload)
    return len(outlived)


def _forget(upload: Upload) -> None:
    """Remove the files, then the rows that nobody needs without them."""
    # Who uploaded the same files again still needs them.
    others = Upload.objects.filter(sha256=upload.sha256, edition=None).exclude(pk=upload.pk)
    if not others.exists():
        default_storage.delete(upload.storage_name)
    if upload.edition_id:
        UploadedUnit.objects.filter(upload=upload).delete()
    else:
        Upload.objects.filter(pk=upload.pk, edition=None).delete()
