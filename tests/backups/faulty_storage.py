"""Storages that fail while a backup reads them, for ``settings.STORAGES``."""

import errno
import os
import signal
from typing import Any

from config.whole_files import WholeFileStorage


class BrokenDisk(WholeFileStorage):
    def _open(self, name: str, mode: str = "rb") -> Any:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


class KillsItsReader(WholeFileStorage):
    def _open(self, name: str, mode: str = "rb") -> Any:
        os.kill(os.getpid(), signal.SIGKILL)
