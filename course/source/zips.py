"""Read the files of a course from a zip, whoever made it, and write them into one. No Django.

A zip may be made to do harm. Nothing is unpacked on the disk, and no more bytes than a course
may have are unpacked in memory.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from course.source.files import (
    KIBIBYTE,
    MAX_FILES,
    MAX_TOTAL_BYTES,
    Mistake,
    SourceError,
    is_ignored,
    printable,
    size_limit,
)
from course.source.folding import folded
from course.source.parts import COURSE_FILE, FACTS_FILE, GLOSSARY_FILE, REFERENCES_FILE

MAX_ZIP_BYTES = MAX_TOTAL_BYTES
MAX_ENTRIES = MAX_FILES  # folders and ignored files count
MAX_PATH_LETTERS = 1000  # far more than a course needs, few enough to compare every folder of it
FILES_AT_THE_TOP = (COURSE_FILE, REFERENCES_FILE, FACTS_FILE, GLOSSARY_FILE)
ENTRY_SIGNATURE = b"PK\x01\x02"  # stands before each entry in the list at the end of a zip
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
DRIVE = re.compile(r"[A-Za-z]:")
FILE_TYPES = {0, stat.S_IFREG, stat.S_IFDIR}  # 0: the packer does not know of types
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
# What zipfile raises for a damaged file.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of the files, by path: the same bytes for the same files, on every machine."""
    # Not compressed: compressed bytes differ between versions of the compressing library.
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, EARLIEST)
            entry.create_system = 3  # Unix, for the permissions
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[path])
    return written.getvalue()


def read_zip(data: bytes) -> dict[str, bytes]:
    """Return the bytes of every file by path, without ignored files.

    If all stands in one folder, paths begin in it. Raises SourceError.
    """
    if len(data) > MAX_ZIP_BYTES:
        mebibytes = MAX_ZIP_BYTES // KIBIBYTE // KIBIBYTE
        raise _error("", f"the zip is larger than {mebibytes} MiB; make pictures smaller")
    # Before the list is read: each entry of it takes far more memory than bytes.
    if data.count(ENTRY_SIGNATURE) > MAX_ENTRIES:
        raise _error("", f"the zip has more than {MAX_ENTRIES} entries; pack the course only")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_entries(archive)
    except UnicodeDecodeError as error:
        text = "a name in the zip is not UTF-8; name files in lower-case letters, digits, hyphens"
        raise _error("", text) from error
    except DAMAGED as error:
        raise _error("", "this is not a zip, or it is damaged; pack the folder again") from error


def _read_entries(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the files of an opened zip. Raises SourceError, or what DAMAGED names."""
    # First of all: a path may hold 32,000 folders, and what follows looks at each of them.
    for entry in archive.infolist():
        if len(_name(entry)) > MAX_PATH_LETTERS:
            text = f"this path is longer than {MAX_PATH_LETTERS} letters; pack the course only"
            raise _error(f"{_name(entry)[:MAX_PATH_LETTERS]}…", text)

    entries = [entry for entry in archive.infolist() if not is_ignored(_name(entry))]
    mistakes = []
    for entry in entries:
        if refusal := _refusal(entry):
            mistakes.append(_mistake(_name(entry), refusal))
    files = [entry for entry in entries if not entry.is_dir()]
    mistakes += _mistakes_of_names([_name(entry) for entry in files])
    if mistakes:
        raise SourceError(folded(mistakes))

    # What the list declares, before anything is unpacked.
    if sum(entry.file_size for entry in files) > MAX_TOTAL_BYTES:
        raise _too_large()
    return _without_top_folder(_unpacked(archive, files))


def _unpacked(archive: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Return the bytes of each file; at most one more than files of its kind may have."""
    files = {}
    total = 0
    for entry in entries:
        name = _name(entry)
        with archive.open(entry) as opened:
            files[name] = opened.read(size_limit(name) + 1)
        total += len(files[name])
        if total > MAX_TOTAL_BYTES:
            raise _too_large()
    return files


def _without_top_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files by their paths in the only folder; unchanged if there are several."""
    tops = {path.partition("/")[0] for path in files}
    if len(tops) != 1:
        return files
    prefix = f"{tops.pop()}/"
    # A course that lacks one of these is a course: then only that file is said to be missing.
    if not any(prefix + name in files for name in FILES_AT_THE_TOP):
        return files
    inner = {path.removeprefix(prefix): data for path, data in files.items()}
    return {path: data for path, data in inner.items() if not is_ignored(path)}


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name as it was packed, without what zipfile makes of it."""
    return entry.orig_filename


def _refusal(entry: zipfile.ZipInfo) -> str:
    """Return why an entry is refused; "" if it is not."""
    name = _name(entry)
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or DRIVE.match(name):
        return "this path is absolute; pack the folder, not whole paths"
    if "\\" in name or "\0" in name:
        return (
            "this path holds a backslash or a zero; pack the folder with another program, "
            "on Windows by “Send to, Compressed (zipped) folder”"
        )
    if not all(part not in {"", ".", ".."} for part in parts):
        return 'this path leads out of the folder, or has empty parts; pack it without ".."'
    if stat.S_IFMT(entry.external_attr >> 16) not in FILE_TYPES:
        return "this is a link or a device; pack the file itself"
    if entry.flag_bits & ENCRYPTED:
        return "this file is encrypted; pack the folder without a password"
    if entry.compress_type not in METHODS:
        return "this file is packed by a rare method; pack the folder as an ordinary zip"
    return ""


def _mistakes_of_names(names: Iterable[str]) -> list[Mistake]:
    """Return a mistake for each file that comes twice, or under a path that is a file."""
    mistakes = []
    met: set[str] = set()
    for name in names:
        if name in met:
            mistakes.append(_mistake(name, "the zip holds this file twice; pack the folder again"))
        met.add(name)
    for name in met:
        parents = _parents(name)
        if not met.isdisjoint(parents):
            text = "this file stands in a file, not in a folder; pack the folder again"
            mistakes.append(_mistake(name, text))
    return mistakes


def _parents(path: str) -> list[str]:
    """Return the paths of the folders that a file is in."""
    names = path.split("/")
    return ["/".join(names[:number]) for number in range(1, len(names))]


def _too_large() -> SourceError:
    mebibytes = MAX_TOTAL_BYTES // KIBIBYTE // KIBIBYTE
    return _error("", f"unpacked, the zip is larger than {mebibytes} MiB; make pictures smaller")


def _error(file: str, text: str) -> SourceError:
    return SourceError([_mistake(file, text)])


def _mistake(file: str, text: str) -> Mistake:
    return Mistake(printable(file) or "(zip)", 1, text)
