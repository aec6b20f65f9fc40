"""What goes wrong: each function does harm to a running site, and takes it back."""

import random
import resource
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.postgres_server import Server
from tests.storm.site import Site

DISK_SIZE = "96m"
SMALL_FILE = 8 * 1024  # bytes; papers and the pages of SQLite's log are larger
HOUR = 3600


@dataclass(frozen=True)
class Storm:
    """Hold what the faults act on.

    server: PostgreSQL; None on SQLite.
    has_own_disk: the files of the site lie on a disk of their own, which can be filled.
    length: how many seconds a fault lasts, and how long a database is away.
    """

    site: Site
    server: Server | None
    chance: random.Random
    has_own_disk: bool
    length: float

    def last(self) -> None:
        time.sleep(self.length)


def kill_web_process(storm: Storm) -> None:
    storm.site.kill_one("web child", storm.chance)


def kill_web_server(storm: Storm) -> None:
    """Kill gunicorn's first process, which watches the others."""
    storm.site.kill_one("web", storm.chance)


def kill_worker(storm: Storm) -> None:
    storm.site.kill_one("worker", storm.chance)


def kill_timed_work(storm: Storm) -> None:
    """Kill ``run_periodic`` at some moment of its run."""
    storm.site.run_timed_work()
    time.sleep(storm.chance.uniform(0, storm.length))
    storm.site.kill_one("timer", storm.chance)


def take_database_away(storm: Storm) -> None:
    """Stop PostgreSQL at once and start it again; on SQLite hold the lock of every writer."""
    if storm.server:
        # It may be starting still, after its disk was full.
        storm.server.control("stop", "-m", "immediate", check=False)
        storm.last()
        storm.server.control("start")
        return
    other = sqlite3.connect(storm.site.var / "waymark.sqlite3", isolation_level=None, timeout=60)
    other.execute("BEGIN IMMEDIATE")
    # Who writes waits for 20 seconds; in a long storm some wait in vain.
    time.sleep(storm.length * storm.chance.choice((1, 6)))
    other.execute("ROLLBACK")
    other.close()


def fill_disk(storm: Storm) -> None:
    """Leave no room for files nor, where the database lies on such a disk, for rows."""
    if not storm.has_own_disk:
        limit_files(storm, SMALL_FILE)
        storm.last()
        limit_files(storm, resource.RLIM_INFINITY)
        return
    with ExitStack() as full:
        for disk in disks_of(storm):
            full.enter_context(full_disk(disk))
        storm.last()
    if storm.server and not storm.server.is_running():
        # It ends where it cannot write its log; the operator starts it when there is room.
        storm.server.control("start")


def disks_of(storm: Storm) -> list[Path]:
    """Return the disk of the files and, if it is a small one too, that of PostgreSQL."""
    disks = [storm.site.var]
    if storm.server and Path(storm.server.folder).parent.is_mount():
        disks.append(Path(storm.server.folder).parent)
    return disks


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """Fill the disk of a folder, and make room again."""
    filler = folder / "filler"
    try:
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(64 * 1024))
        yield
    finally:
        filler.unlink()


def limit_files(storm: Storm, size: int) -> None:
    """Let no process of the site write a file beyond a size, in bytes."""
    for pid in storm.site.all_pids():
        try:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        except ProcessLookupError:  # ended meanwhile
            continue


def refuse_mail(storm: Storm) -> None:
    switch_mail(storm, "refuse")


def silence_mail(storm: Storm) -> None:
    switch_mail(storm, "silent")


def switch_mail(storm: Storm, mode: str) -> None:
    storm.site.mail.mode = mode
    storm.last()
    storm.site.mail.mode = "work"


def jump_clock(storm: Storm) -> None:
    """Put the clock forward by up to two hours, back behind the real time, and right."""
    for hours in (storm.chance.uniform(0.1, 2), -storm.chance.uniform(0.1, 2), 0):
        storm.site.move_clock(int(hours * HOUR))
        storm.last()


FAULTS: tuple[Callable[[Storm], None], ...] = (
    kill_web_process,
    kill_web_server,
    kill_worker,
    kill_timed_work,
    take_database_away,
    fill_disk,
    refuse_mail,
    silence_mail,
    jump_clock,
)


def mount_own_disk(folder: Path, size: str = DISK_SIZE) -> bool:
    """Put a small disk in memory under a folder; return whether this machine lets us."""
    if not shutil.which("mount"):
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
