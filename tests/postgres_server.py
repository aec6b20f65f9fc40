"""A throw-away PostgreSQL server on loopback, on a free port, for as long as a command runs.

``python -m tests.postgres_server pytest -m postgres`` starts the server, runs the command with
``WAYMARK_TEST_DATABASE_URL`` set, stops
the server, removes its files and ends with the command's exit code.
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


def program(name: str) -> str:
    """Where the program is; ends with the line to run if PostgreSQL is not installed."""
    found = shutil.which(name) or max(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default=None)
    return found or sys.exit("PostgreSQL is missing. Run: apt-get install --yes --no-install-recommends postgresql")


def owner() -> str | None:
    """PostgreSQL refuses to run as root: somebody else then."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a running server."""
    user = owner()
    with (
        socket.socket() as free,
        tempfile.TemporaryDirectory(prefix="waymark-pg-", ignore_cleanup_errors=True) as folder,
    ):
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        if user:
            shutil.chown(folder, user)
        free.close()
        data, log = f"{folder}/data", f"{folder}/log"
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c full_page_writes=off -c max_connections=200"
        quiet = {"stdout": subprocess.DEVNULL, "user": user, "cwd": folder}
        subprocess.run(
            [program("initdb"), "-A", "trust", "-U", "waymark", "-E", "UTF8", "--no-sync", "-D", data],
            check=True,
            **quiet,
        )
        subprocess.run([program("pg_ctl"), "-w", "-D", data, "-l", log, "-o", options, "start"], check=True, **quiet)
        try:
            yield f"postgres://waymark@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([program("pg_ctl"), "-D", data, "-m", "immediate", "stop"], check=False, **quiet)


if __name__ == "__main__":
    with postgres_server() as url:
        code = subprocess.run(sys.argv[1:], env=os.environ | {"WAYMARK_TEST_DATABASE_URL": url}, check=False).returncode
    sys.exit(code)
