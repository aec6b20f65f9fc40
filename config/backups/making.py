"""Make a backup: in a folder of its own, which gets its name once all of it is on the disk."""

import fcntl
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from config.backups import database_copy, description, erasures, stored_files
from config.backups.description import BackupError
from config.whole_files import put_on_disk

PARTIAL = ".partial-"
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")


def make_backup(folder: Path, *, with_files: bool = True) -> Path:
    """Make a backup in the folder of all backups, and return its own folder.

    with_files: copy the files of the storage too.
    Raises BackupError, or what the database, the storage or the disk raises; then no folder is left
    that looks like a backup.
    """
    _check_place(folder)
    with alone_in(folder):
        _remove_partial(folder)
        made = folder / f"{timezone.now():%Y-%m-%dT%H%M%SZ}"
        if made.exists():
            raise BackupError(f"{made} exists: it is of this second. Run the command again.")
        partial = folder / f"{PARTIAL}{made.name}"
        partial.mkdir(mode=0o700)
        try:
            _fill(partial, with_files=with_files)
            erasures.remember(folder)
            partial.rename(made)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        put_on_disk(folder)
    return made


def remove_older(folder: Path, keep: int) -> list[str]:
    """Delete all backups but the newest ``keep``; return the names of the deleted."""
    with alone_in(folder):
        whole = [path for path in sorted(folder.iterdir()) if _is_backup(path)]
        outdated = whole[:-keep]
        for path in outdated:
            # If this is interrupted, what is left does not look like a backup.
            partial = path.rename(folder / f"{PARTIAL}{path.name}")
            shutil.rmtree(partial)
    return [path.name for path in outdated]


def _fill(partial: Path, *, with_files: bool) -> None:
    """Write everything that belongs into a backup."""
    # It names the last link of the chain, so it comes first: the database then has this link.
    described = description.describe()
    # A file is stored before the row that names it: whatever a row names is copied afterwards.
    database_copy.dump(partial / database_copy.file_name())
    if with_files:
        stored_files.copy_out(partial)
    description.write(partial, described)


def _check_place(folder: Path) -> None:
    """Raise BackupError where no backup may be written."""
    if not folder.is_dir():
        raise BackupError(
            f"{folder} is no folder. Is its disk mounted? If so, make it: mkdir --mode=700 {folder}"
        )
    if folder.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise BackupError(f"{folder} lies in the folder of the site's files. Name one outside.")


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep a second backup out of the folder; raise BackupError if there is a first."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(f"Another backup is being written into {folder}.") from error
        yield


def _remove_partial(folder: Path) -> None:
    """Delete what backups left that were killed."""
    for path in folder.glob(f"{PARTIAL}*"):
        shutil.rmtree(path)


def _is_backup(path: Path) -> bool:
    return bool(NAME.fullmatch(path.name)) and (path / description.CHECKSUMS).is_file()
