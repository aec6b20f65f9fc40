"""Refuse a request with files that is larger than a zip of a course may be."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from course.source.zips import MAX_ZIP_BYTES

# Of the form around the file: field names, the token, boundaries.
MAX_FORM_BYTES = 1024 * 1024


class UploadLimit(FileUploadHandler):
    """Look at the length of a request before its files are received; then do nothing."""

    def handle_raw_input(
        self,
        input_data: object,
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Raise RequestDataTooBig, which is answered with 400."""
        # Django receives the files of every form, whoever sends it and wherever to.
        if content_length > MAX_ZIP_BYTES + MAX_FORM_BYTES:
            raise RequestDataTooBig("The files of a form are larger than a zip of a course may be.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Leave the bytes to the other handlers."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the other handlers."""
