"""Copy the files of the storage, wherever it keeps them, into a backup and back."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copyfileobj
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage

from config.whole_files import UNFINISHED

FOLDER = "files"  # in a backup


def copy_out(backup: Path) -> None:
    """Copy every file of the storage into a backup."""
    for name in _stored_names(""):
        path = backup / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with default_storage.open(name) as stored, path.open("wb") as copy:
                copyfileobj(stored, copy)
        except FileNotFoundError:  # deleted since it was listed, or while it was read
            path.unlink(missing_ok=True)


def _stored_names(folder: str) -> Iterator[str]:
    """Yield the names of all files below a folder of the storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    prefix = f"{folder}/" if folder else ""
    for file in files:
        if file and not file.endswith(UNFINISHED):
            yield prefix + file
    for subfolder in folders:
        yield from _stored_names(prefix + subfolder)


def put_back(backup: Path, names: Iterable[str]) -> int:
    """Store the files of a backup where their bytes are not stored; return how many it has.

    names: of all files in the backup. Files that are only in the storage stay there.
    """
    count = 0
    for name in names:
        if not name.startswith(f"{FOLDER}/"):
            continue
        count += 1
        stored_name = name.removeprefix(f"{FOLDER}/")
        with (backup / name).open("rb") as copy:
            if not _is_stored(stored_name, copy):
                _store(stored_name, File(copy))
    return count


def _is_stored(name: str, copy: IO[bytes]) -> bool:
    """Return whether the storage has exactly these bytes under this name."""
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as stored:
        is_same = _sha256(stored) == _sha256(copy)
    copy.seek(0)
    return is_same


def _store(name: str, content: File[bytes]) -> None:
    """Store a file under exactly this name, in the place of another one."""
    default_storage.delete(name)
    stored_name = default_storage.save(name, content)
    if stored_name != name:
        default_storage.delete(stored_name)
        raise OSError(f"{name} could not be stored under its name")


def _sha256(file: IO[bytes] | File[bytes]) -> bytes:
    """Return the SHA-256 of what is left to read in a file."""
    digest = hashlib.sha256()
    while chunk := file.read(1024 * 1024):
        digest.update(chunk)
    return digest.digest()
