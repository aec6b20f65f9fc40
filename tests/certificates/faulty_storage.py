"""Folders on disks that are full or may not be written to, for ``settings.STORAGES``."""

import errno
import os
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile

from config.whole_files import WholeFileStorage


class _StopsHalfWay(ContentFile):
    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        data = self.read()
        yield data[: len(data) // 2]
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class FullDisk(WholeFileStorage):
    def _save(self, name: str, content: Any) -> str:
        return super()._save(name, _StopsHalfWay(content.read()))


class ReadOnlyDisk(WholeFileStorage):
    def _save(self, name: str, content: Any) -> str:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    def delete(self, name: str) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
