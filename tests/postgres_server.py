"""A throw-away PostgreSQL server on loopback, on a free port, for as long as a command runs.

``python -m tests.postgres_server pytest -m postgres`` starts the server, runs the command with
``WAYMARK_TEST_DATABASE_URL`` set, stops the server, removes its files and ends with the command's
exit code.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


def program(name: str) -> str:
    """Where the program is; ends with the line to run if PostgreSQL is not installed."""
    found = shutil.which(name) or max(
        map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default=None
    )
    return found or sys.exit(
        "PostgreSQL is missing. Run: apt-get install --yes --no-install-recommends postgresql"
    )


def owner() -> str | None:
    """PostgreSQL refuses to run as root: somebody else then."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Server(NamedTuple):
    """A running server: its URL, and how to control it."""

    url: str
    folder: str
    options: str
    user: str | None

    def control(self, *command: str, check: bool = True) -> None:
        """Run pg_ctl."""
        places = ["-D", f"{self.folder}/data", "-l", f"{self.folder}/log"]
        pg_ctl = [program("pg_ctl"), "-w", *places, "-o", self.options]
        subprocess.run(
            [*pg_ctl, *command],
            check=check,
            stdout=subprocess.DEVNULL,
            user=self.user,
            cwd=self.folder,
        )

    def is_running(self) -> bool:
        """Return whether the server has not ended."""
        try:
            self.control("status")
        except subprocess.CalledProcessError:
            return False
        return True

    def restart(self) -> None:
        """Stop like a machine that loses its power, and start again: every connection is cut."""
        self.control("restart", "-m", "immediate")


@contextmanager
def postgres_server(
    *, durable: bool = False, place: Path | None = None, more_options: str = ""
) -> Iterator[Server]:
    """A running server.

    durable: it writes to the disk before it says so, as in production.
    place: the folder in which its own one is made; that of temporary files if None.
    """
    user = owner()
    with (
        socket.socket() as free,
        tempfile.TemporaryDirectory(
            prefix="waymark-pg-", dir=place, ignore_cleanup_errors=True
        ) as folder,
    ):
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        if user:
            shutil.chown(folder, user)
        free.close()
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c max_connections=200 {more_options}"
        if not durable:
            options += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
            options += " -c autovacuum=off -c jit=off"  # they take processor time from the tests
        server = Server(f"postgres://waymark@127.0.0.1:{port}/postgres", folder, options, user)
        trusting = ["-A", "trust", "-U", "waymark", "-E", "UTF8", "--no-sync"]
        subprocess.run(
            [program("initdb"), *trusting, "-D", f"{folder}/data"],
            check=True,
            stdout=subprocess.DEVNULL,
            user=user,
            cwd=folder,
        )
        server.control("start")
        try:
            yield server
        finally:
            server.control("stop", "-m", "immediate", check=False)


def new_database(name: str) -> str:
    """Make an empty database on the server of this run, and return its URL."""
    server = os.environ["WAYMARK_TEST_DATABASE_URL"]
    create = ["--quiet", "--command", f'CREATE DATABASE "{name}"']
    subprocess.run([program("psql"), *create, server], check=True)
    return url_of(name)


def url_of(name: str) -> str:
    """Return the URL of a database on the server of this run."""
    return f"{os.environ['WAYMARK_TEST_DATABASE_URL'].rpartition('/')[0]}/{name}"


def copy_database(source: str, target: str) -> None:
    """Copy schema and rows from one URL to another, whole or not at all."""
    pg_dump = [program("pg_dump"), "--no-owner", source]
    dump = subprocess.run(pg_dump, check=True, capture_output=True).stdout
    load_sql(dump, target)


def load_sql(dump: bytes, target: str) -> None:
    """Run what pg_dump wrote in an empty database, whole or not at all."""
    whole = ["--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    psql = [program("psql"), *whole, target]
    subprocess.run(psql, input=dump, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    with postgres_server() as server:
        environ = os.environ | {"WAYMARK_TEST_DATABASE_URL": server.url}
        code = subprocess.run(sys.argv[1:], env=environ, check=False).returncode
    sys.exit(code)
