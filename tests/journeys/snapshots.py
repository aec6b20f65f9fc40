"""Publishing the whole course takes seconds.

What a test file needs first is built once a run, then put back.
"""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection


class Snapshots:
    """Copies of the database and of the media folder, by name.

    On PostgreSQL everything is built anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: dict[str, tuple[sqlite3.Connection, Any]] = {}

    def get(self, name: str, media: Path, build: Callable[[], Any]) -> Any:
        """What ``build`` returned, with the rows and files that it made."""
        if connection.vendor != "sqlite":
            return build()
        connection.ensure_connection()
        if name not in self.kept:
            result = build()
            copy = sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(copy)
            shutil.copytree(media, self.folder / name)
            self.kept[name] = copy, result
            return result
        copy, result = self.kept[name]
        copy.backup(connection.connection)
        shutil.copytree(self.folder / name, media, dirs_exist_ok=True)
        ContentType.objects.clear_cache()
        return result
