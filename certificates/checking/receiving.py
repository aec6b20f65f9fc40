"""Receive a file to check in memory, and only so much of it as may be; nothing is stored."""

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.urls import reverse

PAGES = ("certificates:check_file", "certificates:check_many")
MAX_FILE_BYTES = 2 * 1024 * 1024


class KeepOffDisk(FileUploadHandler):
    """Keep the files of the public check in memory, and leave all others to later handlers.

    The file's ``size`` tells how large it was; its content is cut at the limit.
    """

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begin a file, and keep the handlers that write to the disk out of it."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self.kept: BytesIO | None = None
        # Which view will answer is not known yet: middleware reads the form before that.
        if self.request and self.request.path_info in map(reverse, PAGES):
            self.kept = BytesIO()
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep the bytes up to the limit, and throw the others away."""
        if self.kept is None:
            return raw_data
        room = MAX_FILE_BYTES - self.kept.tell()
        self.kept.write(raw_data[:room])
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        """Return the file."""
        if self.kept is None:
            return None
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept,
            self.field_name,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )
