"""Read a course folder from the disk; refuse wrong sizes, names, encodings and links out of it.

Every mistake is collected with file and line, so that an author sees all of them at once.
No Django, no database.
"""

import codecs
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

KIBIBYTE = 1024
MAX_TEXT_BYTES = 1024 * KIBIBYTE
MAX_IMAGE_BYTES = 5 * 1024 * KIBIBYTE
MAX_TOTAL_BYTES = 64 * 1024 * KIBIBYTE
MAX_FILES = 2_000
MAX_FOLDER_DEPTH = 3  # module / quiz / question

FILE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)?")
TEXT_SUFFIXES = {".md", ".yaml"}
IMAGE_SUFFIXES = {".png", ".jpg", ".webp", ".svg"}
# Control characters; characters that turn the direction of text round, are invisible, or break
# lines unseen.
FORBIDDEN_CHARACTER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\uffff\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, order=True)
class Mistake:
    """Hold what is wrong in a file of the course, and what to write instead.

    is_warning: it does not stop a publication.
    """

    file: str
    line: int
    text: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'warning: ' if self.is_warning else ''}{self.text}"


class SourceError(Exception):
    """The folder cannot be read as a course; ``mistakes`` says why."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class Report:
    """Collect mistakes and warnings while a course is read."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def add(self, file: str, line: int, text: str) -> None:
        self.mistakes.append(Mistake(file, line, text))

    def warn(self, file: str, line: int, text: str) -> None:
        self.mistakes.append(Mistake(file, line, text, is_warning=True))

    @property
    def errors(self) -> list[Mistake]:
        return [mistake for mistake in self.mistakes if not mistake.is_warning]

    @property
    def warnings(self) -> list[Mistake]:
        return [mistake for mistake in self.mistakes if mistake.is_warning]


@dataclass
class Keys:
    """Hold the keys of a course met so far, each once in its kind.

    met: file and line by (kind, key).
    """

    report: Report
    met: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def claim(self, kind: str, key: str, file: str, line: int) -> None:
        """Report ``key`` if another unit, module or objective (``kind``) has it already."""
        if not key:
            return
        first = self.met.setdefault((kind, key), (file, line))
        if first != (file, line):
            text = (
                f'the key "{key}" belongs to another {kind} already, '
                f"{first[0]}:{first[1]}; choose another"
            )
            self.report.add(file, line, text)


@dataclass(frozen=True)
class SourceFile:
    """Hold a text file of the course.

    path: relative to the course's folder.
    text: with a line feed at the end of each line.
    raw: the text as it was written, with its own line ends.
    """

    path: str
    text: str
    raw: str = ""

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name


@dataclass(frozen=True)
class SourceFolder:
    """Hold a folder and the text files directly in it, sorted by name."""

    path: str
    files: Mapping[str, SourceFile]

    def folder(self, name: str) -> str:
        """Return the path of ``name`` in this folder."""
        return f"{self.path}/{name}" if self.path else name


@dataclass
class SourceTree:
    """Hold all files of a course.

    files: bytes by relative path, sorted by path.
    seen: how many files and folders were met.
    total: how many bytes were read.
    """

    root: Path
    report: Report
    files: dict[str, bytes] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    seen: int = 0
    total: int = 0

    def folder(self, path: str) -> SourceFolder:
        """Return the text files directly in the folder ``path`` ("" is the course's own)."""
        texts = {}
        for file, data in self.files.items():
            pure = PurePosixPath(file)
            is_text = pure.suffix in TEXT_SUFFIXES
            if not is_text or not _is_in(pure, path):
                continue
            text = decode(file, data, self.report)
            if text is not None:
                texts[pure.name] = SourceFile(file, text, data.decode())
        return SourceFolder(path, texts)

    def folders_in(self, path: str) -> list[str]:
        """Return the names of the folders directly in the folder ``path``."""
        folders = [PurePosixPath(folder) for folder in self.folders]
        return [folder.name for folder in folders if _is_in(folder, path)]

    def digest(self, path: str = "") -> str:
        """Return the SHA-256 over the name and the bytes of every file under ``path``."""
        digest = hashlib.sha256()
        for name, data in self.files.items():
            if path and not name.startswith(f"{path}/"):
                continue
            name_length = len(name.encode())
            head = f"{name_length} {name} {len(data)} "
            digest.update(head.encode())
            digest.update(data)
        return digest.hexdigest()


def _is_in(entry: PurePosixPath, folder: str) -> bool:
    """Return whether a file or a folder is directly in ``folder`` ("" is the course's own)."""
    return entry.parent == PurePosixPath(folder)


def read_tree(root: Path, report: Report) -> SourceTree:
    """Return every file under ``root`` that may belong to a course; report the others."""
    tree = SourceTree(root, report)
    if not root.is_dir():
        text = "there is no such folder; give the folder that holds course.yaml"
        report.add(str(root), 1, text)
        return tree

    _walk(tree, root, "", 0)
    tree.files = dict(sorted(tree.files.items()))
    tree.folders.sort()
    return tree


def _walk(tree: SourceTree, folder: Path, prefix: str, depth: int) -> None:
    """Read what is in a folder, and in the folders in it."""
    for entry in _entries(tree, folder, prefix):
        path = prefix + printable(entry.name)
        if not _is_within_limit(tree, path):
            return

        if refusal := _refusal(entry, depth):
            tree.report.add(path, 1, refusal)
        elif entry.is_dir(follow_symlinks=False):
            tree.folders.append(path)
            _walk(tree, Path(entry.path), f"{path}/", depth + 1)
        else:
            _read(tree, Path(entry.path), path)


def _entries(tree: SourceTree, folder: Path, prefix: str) -> list[os.DirEntry[str]]:
    """Return what is in a folder, by name; [] (reported) if it cannot be read."""
    try:
        entries = [*os.scandir(folder)]
    except OSError as error:
        path = prefix.rstrip("/") or "."
        tree.report.add(path, 1, f"this folder cannot be read: {error.strerror}")
        return []
    return sorted(entries, key=lambda entry: entry.name)


def _is_within_limit(tree: SourceTree, path: str) -> bool:
    """Count one more file or folder; report the first that is too many."""
    tree.seen += 1
    if tree.seen == MAX_FILES + 1:
        text = f"a course has at most {MAX_FILES} files; take out what does not belong to it"
        tree.report.add(path, 1, text)
    return tree.seen <= MAX_FILES


def _refusal(entry: os.DirEntry[str], depth: int) -> str:
    """Return why a file or a folder cannot belong to a course; "" if it can."""
    if entry.is_symlink():
        return "this is a link to another place; put the file itself into the folder"
    if not FILE_NAME.fullmatch(entry.name):
        return "names are lower-case letters, digits and hyphens; rename or remove it"
    if entry.is_dir(follow_symlinks=False):
        is_deepest = depth == MAX_FOLDER_DEPTH - 1
        if is_deepest:
            return "folders go no deeper than a quiz in a module; move its files up"
        return ""
    if not entry.is_file(follow_symlinks=False):
        return "this is neither a file nor a folder; remove it"
    return ""


def _read(tree: SourceTree, file: Path, path: str) -> None:
    """Put the bytes of a file into the tree; report a wrong kind or size."""
    data = _bytes_of(file, path, tree.report)
    if data is None:
        return
    was_fine = tree.total <= MAX_TOTAL_BYTES
    tree.total += len(data)
    is_fine = tree.total <= MAX_TOTAL_BYTES
    if is_fine:
        tree.files[path] = data
    elif was_fine:
        limit = MAX_TOTAL_BYTES // KIBIBYTE // 1024
        text = f"from this file on the course is larger than {limit} MiB; make it smaller"
        tree.report.add(path, 1, text)


def _bytes_of(file: Path, path: str, report: Report) -> bytes | None:
    """Return what is in a file, or None (reported)."""
    limit = _size_limit(file, path, report)
    if limit is None:
        return None
    try:
        with file.open("rb") as opened:
            data = opened.read(limit + 1)
    except OSError as error:
        report.add(path, 1, f"this file cannot be read: {error.strerror}")
        return None
    if len(data) > limit:
        kibibytes = limit // KIBIBYTE
        text = f"this file is larger than {kibibytes} KiB; split it or make it smaller"
        report.add(path, 1, text)
        return None
    return data


def _size_limit(file: Path, path: str, report: Report) -> int | None:
    """Return how many bytes a file may have, or None (reported) if its kind is not allowed."""
    if file.suffix in TEXT_SUFFIXES:
        return MAX_TEXT_BYTES
    if file.suffix in IMAGE_SUFFIXES:
        return MAX_IMAGE_BYTES
    allowed = ", ".join(sorted(TEXT_SUFFIXES | IMAGE_SUFFIXES))
    text = "a course does not hold files of this kind; remove it, or use one of"
    report.add(path, 1, f"{text} {allowed}")
    return None


def decode(path: str, data: bytes, report: Report) -> str | None:
    """Return the text of a file, or None (reported) if it is not UTF-8."""
    if data.startswith(codecs.BOM_UTF8):
        report.add(path, 1, "the file begins with a byte order mark; save it as UTF-8 without one")
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.add(path, line, f"byte {error.start} is not UTF-8; save the file as UTF-8")
        return None
    text = text.replace("\r\n", "\n")
    _report_forbidden_characters(path, text, report)
    return FORBIDDEN_CHARACTER.sub(" ", text)


def _report_forbidden_characters(path: str, text: str, report: Report) -> None:
    """Report the first forbidden character of each line."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        character = FORBIDDEN_CHARACTER.search(line)
        if character is None:
            continue
        code = ord(character.group())
        report.add(path, number, f"U+{code:04X} is an invisible or control character; delete it")


def printable(name: str) -> str:
    """Return a file's name for a message, whatever bytes it is made of."""
    decoded = os.fsencode(name).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "?" for character in decoded)
