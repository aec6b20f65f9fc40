"""Keep files in a folder, each of them whole or not at all."""

import os
import uuid
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage

# The end of the name of a file while it is written; one that stays was left by a killed process.
UNFINISHED = ".unfinished"


class WholeFileStorage(FileSystemStorage):
    """Write a file under another name; give it its own once all of it is on the disk."""

    def _save(self, name: str, content: File[bytes]) -> str:
        unfinished_name = f"{name}.{uuid.uuid4().hex}{UNFINISHED}"
        unfinished = Path(self.path(unfinished_name))
        try:
            super()._save(unfinished_name, content)  # type: ignore[misc]  # missing in the stubs
            put_on_disk(unfinished)
            unfinished.replace(self.path(name))
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        put_on_disk(unfinished.parent)
        return name


def put_on_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would outlast a power failure."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
