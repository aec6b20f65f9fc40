"""The servers that several machines share, on loopback and for as long as a run takes.

PostgreSQL is that of tests/postgres_server.py. PgBouncer is Debian's package ``pgbouncer``, object
storage is ``moto[server]``, Redis is Debian's ``redis-server``.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.postgres_server import Server, owner

# Connections of PgBouncer to the database: far fewer than there are threads.
POOL_SIZE = 4
BUCKETS = ("waymark", "waymark-copies")
# The servers that run, by the address that each is found under.
PROCESSES: dict[str, subprocess.Popen[bytes]] = {}


def program(name: str) -> str:
    """Where a program is: on the PATH, or where the variable of its name says."""
    found = os.environ.get(name.upper().replace("-", "_")) or shutil.which(name)
    return found or sys.exit(f"{name} is missing. Run: apt-get install {name}")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until somebody listens on the port; raises TimeoutError after 30 seconds."""
    for _try in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")


@contextmanager
def running(
    port: int, *command: str, user: str | None = None, cwd: str | None = None
) -> Iterator[None]:
    """Run a server that listens on the port, and stop it at the end."""
    with subprocess.Popen(
        command, user=user, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        address = f"127.0.0.1:{port}"
        PROCESSES[address] = process
        try:
            wait_for(port)
            yield
        finally:
            del PROCESSES[address]
            process.terminate()


@contextmanager
def silence(url: str) -> Iterator[None]:
    """Let the server of an address accept connections, and say nothing."""
    (process,) = (process for address, process in PROCESSES.items() if address in url)
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


@contextmanager
def pgbouncer(server: Server) -> Iterator[str]:
    """PgBouncer in its mode "transaction" before the database; its address for DATABASE_URL."""
    port, database = free_port(), urlsplit(server.url)
    with tempfile.TemporaryDirectory(prefix="waymark-pgbouncer-") as folder:
        file = Path(folder) / "pgbouncer.ini"
        file.write_text(
            "[databases]\n"
            f"postgres = host=127.0.0.1 port={database.port} user={database.username}\n"
            "[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            "auth_type = any\npool_mode = transaction\n"
            f"default_pool_size = {POOL_SIZE}\nmax_client_conn = 500\n"
            "server_login_retry = 1\n"
        )
        os.chmod(folder, 0o755)
        with running(port, program("pgbouncer"), str(file), user=owner(), cwd=folder):
            yield f"postgres://waymark@127.0.0.1:{port}/postgres"


@contextmanager
def object_storage() -> Iterator[dict[str, str]]:
    """A server that speaks as S3 does, with both buckets; what machines need to find them."""
    import boto3  # of requirements/several-machines.txt

    port = free_port()
    with running(port, sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)):
        address = f"http://127.0.0.1:{port}"
        keys = {"aws_access_key_id": "only", "aws_secret_access_key": "for-tests"}
        client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", **keys)
        for bucket in BUCKETS:
            client.create_bucket(Bucket=bucket)
        options = '{{"bucket_name": "{}", "endpoint_url": "{}", "region_name": "us-east-1"}}'
        yield {
            "STORAGE_BACKEND": "config.object_storage.ObjectStorage",
            "STORAGE_OPTIONS": options.format(BUCKETS[0], address),
            "COPIES_BACKEND": "config.object_storage.ObjectStorage",
            "COPIES_OPTIONS": options.format(BUCKETS[1], address),
            "AWS_ACCESS_KEY_ID": keys["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": keys["aws_secret_access_key"],
        }


@contextmanager
def redis() -> Iterator[str]:
    """Redis, which forgets all when it stops; its address for CACHE_URL."""
    port = free_port()
    quiet = ("--bind", "127.0.0.1", "--save", "", "--dir", tempfile.gettempdir())
    with running(port, program("redis-server"), "--port", str(port), *quiet):
        yield f"redis://127.0.0.1:{port}/0"
