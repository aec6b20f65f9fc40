"""Write the whole database into one file while others go on writing, and load it again."""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from config.backups.description import BackupError

FILE_NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
# Tables take indexes, sequences and triggers with them. Nothing is dropped of other schemas.
DROP_ALL = """
SET LOCAL lock_timeout = '20s';
SET LOCAL client_min_messages = warning;
DO $$ DECLARE thing record; BEGIN
FOR thing IN SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', thing.name);
END LOOP;
FOR thing IN SELECT oid::regprocedure AS name FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace
    AND pg_get_userbyid(proowner) = current_user LOOP
    EXECUTE 'DROP FUNCTION IF EXISTS ' || thing.name || ' CASCADE';
END LOOP;
END $$
"""


def file_name() -> str:
    """Return how a backup calls the file of this database."""
    return FILE_NAMES[connection.vendor]


def dump(path: Path) -> None:
    """Write the database as it is at one moment into a new file; raise BackupError.

    Not within a transaction: SQLite would wait for its end.
    """
    if connection.vendor == "sqlite":
        _dump_sqlite(path)
    else:
        check_programs("pg_dump")
        _run("pg_dump", "--format=custom", f"--file={path}")


def load(path: Path) -> None:
    """Put what ``dump`` wrote in the place of this database: all of it, or nothing.

    Raises BackupError.
    """
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as copy:
            connection.ensure_connection()
            try:
                copy.backup(connection.connection)
            except sqlite3.Error as error:
                raise BackupError(
                    f"The database could not be loaded: {error}. It is as it was before. Are all"
                    " web processes and workers stopped, and is there room on the disk?"
                ) from error
    else:
        _load_postgres(path)
    connection.close()


def _dump_sqlite(path: Path) -> None:
    """Copy an SQLite database, and check the copy."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        # So that the copy is one file, also while somebody looks into it.
        copy.execute("PRAGMA journal_mode = DELETE")
        (found,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise BackupError(f"The database is damaged: {found}. Restore an older backup.")


def _load_postgres(path: Path) -> None:
    """Load a PostgreSQL database in one transaction."""
    check_programs("pg_restore", "psql")
    connection.close()
    with TemporaryDirectory(prefix="waymark-restore-") as folder:
        # A pipe would not do: psql would commit the half that came if pg_restore failed.
        script = Path(folder) / "database.sql"
        _call(["pg_restore", "--no-owner", "--no-acl", f"--file={script}", str(path)], None)
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        steps = [f"--command={DROP_ALL}", f"--file={script}"]
        try:
            _run("psql", *options, "--output=/dev/null", *steps)
        except BackupError as error:
            raise BackupError(
                f"{error}\nThe database is as it was before. Are all web processes and workers"
                " stopped? They may hold its tables."
            ) from error


def check_programs(*programs: str) -> None:
    """Raise BackupError where a program of PostgreSQL is missing or older than the server."""
    server = connection.get_database_version()[0]
    for program in programs:
        package = f"Install postgresql-client-{server} (Debian), or what your system calls it."
        if shutil.which(program) is None:
            raise BackupError(f"The program {program} is missing. {package}")
        answer = _call([program, "--version"], None)
        version = re.search(r"\(PostgreSQL\) (\d+)", answer)
        if version is None or int(version[1]) < server:
            raise BackupError(
                f"The server is PostgreSQL {server}, and {program} is older: {answer.strip()}."
                f" {package}"
            )


def _run(program: str, *options: str) -> None:
    """Run a program of PostgreSQL on this database; raise BackupError if it fails."""
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    _call([program, *options, *arguments[1:]], environment)


def _call(command: list[str], environment: dict[str, str] | None) -> str:
    """Run a command and return what it prints; raise BackupError, with its words, if it fails."""
    done = subprocess.run(  # noqa: S603
        command,
        env=os.environ | (environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout
