"""Keep the files of every edition's folder in the storage, and return them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from course.models import Edition, EditionSource
from course.source import CourseSource, SourceError
from course.source.files import Report, tree_of
from course.source.zips import read_zip, write_zip


class NotKeptError(Exception):
    """The files of an edition cannot be returned. The text says why, and what to do."""


@dataclass(frozen=True)
class SourceZip:
    """Hold the zip of a folder's files, before it is stored."""

    files: Mapping[str, bytes]

    @cached_property
    def data(self) -> bytes:
        return write_zip(self.files)

    def row(self, edition: Edition) -> EditionSource:
        """Return the row that says where the zip of ``edition`` is stored, unsaved."""
        sha256 = hashlib.sha256(self.data).hexdigest()
        return EditionSource(edition=edition, sha256=sha256, size=len(self.data))


def store_source(source: CourseSource) -> None:
    """Store the zip of the folder's files, if it is not in the storage."""
    source_zip = SourceZip(source.files)
    name = source_zip.row(Edition()).storage_name
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(source_zip.data))


def keep_missing_source(source: CourseSource) -> bool:
    """Keep the files of the edition that was published from them, if nothing is kept of it.

    Return whether they were kept now.
    """
    edition = Edition.objects.filter(
        course__slug=source.slug, digest=source.digest, source=None
    ).first()
    if edition is None:
        return False
    # The file first, then the row: a row without its file would promise too much.
    store_source(source)
    row = SourceZip(source.files).row(edition)
    _row, is_new = EditionSource.objects.get_or_create(
        edition=edition, defaults={"sha256": row.sha256, "size": row.size}
    )
    return is_new


def zip_of(edition: Edition) -> bytes:
    """Return the zip of an edition's files, as it was stored. Raises NotKeptError."""
    row = EditionSource.objects.filter(edition=edition).first()
    if row is None:
        raise NotKeptError(
            f"The files of {edition} were not kept when it was published. "
            "Publish its very folder once more: nothing changes, and they are kept."
        )
    try:
        with default_storage.open(row.storage_name) as file:
            data: bytes = file.read()
    except OSError as error:
        raise NotKeptError(f"{row.storage_name} is missing. {RESTORE}") from error
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise NotKeptError(f"{row.storage_name} was changed since it was stored. {RESTORE}")
    return data


RESTORE = "Restore the stored files from a backup."


def files_of(edition: Edition) -> dict[str, bytes]:
    """Return the files of an edition by path, as they were published. Raises NotKeptError."""
    try:
        files = read_zip(zip_of(edition))
    except SourceError as error:
        raise NotKeptError(f"The files of {edition} cannot be read: {error}") from error
    if tree_of(files, Report()).digest() != edition.digest:
        raise NotKeptError(f"The files that are kept are not those of {edition}. {RESTORE}")
    return files
