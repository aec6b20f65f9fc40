"""Publishing the whole course takes seconds.

What a test file needs first is built once a run, by the worker that asks first, then put back.
"""

import fcntl
import pickle
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection


class Snapshots:
    """Copies of the database and of the media folder, by name.

    On PostgreSQL everything is built anew.
    folder: the same for all workers of a run, and empty when it starts.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def get(self, name: str, media: Path, build: Callable[[], Any]) -> Any:
        """Return what ``build`` returned, with the rows and files that it made.

        It is pickled: equal in another worker, not the same object.
        """
        if connection.vendor != "sqlite":
            return build()
        connection.ensure_connection()
        folder = self.folder / name
        with self._locked(name):
            if not folder.exists():
                return self._build(folder, media, build)
        with closing(sqlite3.connect(folder / "database")) as copy:
            copy.backup(connection.connection)
        shutil.copytree(folder / "media", media, dirs_exist_ok=True)
        ContentType.objects.clear_cache()
        return pickle.loads((folder / "result").read_bytes())

    def _build(self, folder: Path, media: Path, build: Callable[[], Any]) -> Any:
        """Build, keep a copy, and return what ``build`` returned."""
        result = build()
        unfinished = folder.with_suffix(".unfinished")
        unfinished.mkdir()
        with closing(sqlite3.connect(unfinished / "database")) as copy:
            connection.connection.backup(copy)
        shutil.copytree(media, unfinished / "media")
        (unfinished / "result").write_bytes(pickle.dumps(result))
        unfinished.rename(folder)
        return result

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        """Let the other workers wait for the one that builds."""
        with (self.folder / f"{name}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
