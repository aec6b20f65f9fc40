"""Start the in-memory test database from a migrated copy, so that one test starts in seconds.

The copy lies in ``var/``, named after everything that a migrated database depends on. Where one
of these files changes, the migrations run once more and make a new copy.
"""

import hashlib
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.signals import connection_created

from tests.postgres_server import copy_database, url_of

ROOT = Path(__file__).resolve().parent.parent


def template_path() -> Path:
    """Return where the copy for today's migrations and packages lies."""
    patterns = "*/migrations/*.py", "*/models.py", "*/models/*.py", "requirements/*.txt"
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for file in sorted(file for pattern in patterns for file in ROOT.glob(pattern)):
        digest.update(file.read_bytes())
    return Path(settings.VAR) / f"test-database-{digest.hexdigest()[:16]}.sqlite3"


def use() -> None:
    """Fill the in-memory database of the tests from the copy, if there is one."""

    def fill(connection: Any, **_: Any) -> None:
        template = template_path()
        is_ours = "memorydb_default" in str(connection.settings_dict["NAME"])
        if is_ours and template.exists() and not connection.introspection.table_names():
            copy = sqlite3.connect(template)
            copy.backup(connection.connection)
            copy.close()

    connection_created.connect(fill, weak=False)


def copy_to(path: Path) -> None:
    """Put the migrated database at a path, for the processes that a test starts."""
    shutil.copyfile(template_path(), path)


def copy_to_postgres(url: str) -> None:
    """Put the migrated database of these tests, on PostgreSQL, at the URL of an empty one.

    The test that calls it is marked with ``django_db``, or asks for ``db``: else there is none.
    """
    copy_database(url_of(settings.DATABASES["default"]["NAME"]), url)


def keep(connection: Any) -> None:
    """Write the migrated database into the copy, unless it is there: whole or not at all."""
    template = template_path()
    if template.exists():
        return
    for outdated in template.parent.glob("test-database-*.sqlite3"):
        outdated.unlink(missing_ok=True)
    unfinished = template.with_suffix(f".{os.getpid()}")
    copy = sqlite3.connect(unfinished)
    connection.connection.backup(copy)
    copy.close()
    unfinished.replace(template)
