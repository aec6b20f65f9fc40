"""Read the files of a course from a folder on the disk, and write them into one. No Django."""

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from course.source.files import (
    MAX_FILES,
    MAX_TOTAL_BYTES,
    Report,
    is_ignored,
    printable,
    size_limit,
)


class FolderRefusedError(Exception):
    """Nothing was written. The text says why, and what to do."""


def read_folder(root: Path, report: Report) -> dict[str, bytes]:
    """Return the bytes of every file by path; report links and what cannot be read.

    Reads at most one byte and one file more than a course may have, so that ``tree_of`` says it.
    """
    if not root.is_dir():
        text = "there is no such folder; give the folder that holds course.yaml"
        report.add(str(root), 1, text)
        return {}
    walk = _Walk(report)
    walk.read_folder(root, "")
    return walk.files


class _Walk:
    """Read folders until all is read, or more than a course may hold.

    total: how many bytes were read.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.files: dict[str, bytes] = {}
        self.total = 0

    def is_full(self) -> bool:
        return len(self.files) > MAX_FILES or self.total > MAX_TOTAL_BYTES

    def read_folder(self, folder: Path, prefix: str) -> None:
        """Read what is in a folder, and in the folders in it."""
        for entry in self.entries(folder, prefix):
            if self.is_full():
                return
            path = prefix + entry.name
            if is_ignored(entry.name):
                continue

            if refusal := _refusal(entry):
                self.report.add(printable(path), 1, refusal)
            elif entry.is_dir(follow_symlinks=False):
                self.read_folder(Path(entry.path), f"{path}/")
            else:
                self.read_file(Path(entry.path), path)

    def entries(self, folder: Path, prefix: str) -> list[os.DirEntry[str]]:
        """Return what is in a folder, by name; [] (reported) if it cannot be read."""
        try:
            entries = [*os.scandir(folder)]
        except OSError:
            path = printable(prefix.rstrip("/")) or "."
            self.report.add(path, 1, "this folder cannot be read; allow it to be read")
            return []
        return sorted(entries, key=lambda entry: entry.name)

    def read_file(self, file: Path, path: str) -> None:
        try:
            with file.open("rb") as opened:
                data = opened.read(size_limit(path) + 1)
        except OSError:
            text = "this file cannot be read; allow it to be read"
            self.report.add(printable(path), 1, text)
            return
        self.files[path] = data
        self.total += len(data)


def _refusal(entry: os.DirEntry[str]) -> str:
    """Return why what stands in a folder is refused; "" if it is a file or a folder."""
    if entry.is_symlink():
        return "this is a link to another place; put the file itself into the folder"
    is_folder = entry.is_dir(follow_symlinks=False)
    if not is_folder and not entry.is_file(follow_symlinks=False):
        return "this is neither a file nor a folder; remove it"
    return ""


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write all files, by path, into a new or empty folder, or none of them.

    Its parent must exist. Raises FolderRefusedError.
    """
    folder = folder.resolve()
    if folder.exists() and not (folder.is_dir() and next(folder.iterdir(), None) is None):
        raise FolderRefusedError(f"{folder} is not empty. Name a folder that is new or empty.")
    try:
        _write(files, folder)
    except OSError as error:
        raise FolderRefusedError(
            f"{folder} cannot be written: {error.strerror}. Nothing was written."
        ) from error


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write all files or none. Raises OSError."""
    # Into a folder beside it first, which then takes the name of the folder in one step.
    unfinished = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    unfinished.mkdir()
    try:
        for path, content in files.items():
            file = unfinished / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        os.replace(unfinished, folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
