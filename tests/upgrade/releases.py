"""The databases of past releases, as the text of SQL in ``releases/``: one for each engine."""

import os
import sqlite3
import subprocess
from pathlib import Path

from tests.postgres_server import load_sql, program

FOLDER = Path(__file__).parent / "releases"
# What an older server cannot read, and comments.
LEFT_OUT = ("\\restrict", "\\unrestrict", "SET transaction_timeout", "--")


def versions() -> list[str]:
    """Return the releases that are kept, the newest last."""
    names = [file.name.removesuffix(".sqlite.sql") for file in FOLDER.glob("*.sqlite.sql")]
    return sorted(names, key=lambda name: [int(number) for number in name.split(".")])


def migrations(version: str) -> set[tuple[str, str]]:
    """Return app and name of each migration that a release had."""
    database = sqlite3.connect(":memory:")
    database.executescript((FOLDER / f"{version}.sqlite.sql").read_text())
    applied = set(database.execute("SELECT app, name FROM django_migrations"))
    database.close()
    return applied


def load_sqlite(version: str, path: Path) -> None:
    """Make the database of a release as a new file."""
    database = sqlite3.connect(path)
    database.executescript((FOLDER / f"{version}.sqlite.sql").read_text())
    database.close()


def load_postgres(version: str, url: str) -> None:
    """Make the database of a release in an empty one."""
    load_sql((FOLDER / f"{version}.postgresql.sql").read_bytes(), url)


def store_sqlite(version: str, path: Path) -> None:
    """Keep a database as that of a release."""
    database = sqlite3.connect(path)
    text = "\n".join(database.iterdump())
    database.close()
    (FOLDER / f"{version}.sqlite.sql").write_text(f"{text}\n")


def store_postgres(version: str, url: str) -> None:
    """Keep a database as that of a release, as text that older servers read, too."""
    pg_dump = [program("pg_dump"), "--no-owner", "--no-acl", url]
    lines = subprocess.run(pg_dump, check=True, capture_output=True, text=True).stdout.splitlines()
    kept = [line for line in lines if line and not line.startswith(LEFT_OUT)]
    (FOLDER / f"{version}.postgresql.sql").write_text("\n".join(kept) + "\n")


def environ(url: str, folder: Path) -> dict[str, str]:
    """Return the environment of a process that works on this database and folder of files."""
    return os.environ | {"WAYMARK_TEST_DATABASE_URL": url, "WAYMARK_VAR": str(folder)}
