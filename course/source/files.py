"""Hold the files of a course by path; refuse wrong sizes, names and encodings.

Every mistake is collected with file and line, so that an author sees all of them at once.
No Django, no database.
"""

import codecs
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

KIBIBYTE = 1024
MAX_TEXT_BYTES = 1024 * KIBIBYTE
MAX_IMAGE_BYTES = 5 * 1024 * KIBIBYTE
MAX_TOTAL_BYTES = 64 * 1024 * KIBIBYTE
MAX_FILES = 20_000
MAX_FOLDER_DEPTH = 3  # module / quiz / question

FILE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)?")
# Hidden files, what git and desktops add, and texts about the folder itself.
IGNORED_NAME = re.compile(
    r"\.(?!\.?\Z).*|__MACOSX|Thumbs\.db|desktop\.ini"
    r"|(?:README|LICEN[SC]E|COPYING|NOTICE|AUTHORS|CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY)"
    r"(?:[.-].*)?"
)
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
        level = "warning: " if self.is_warning else ""
        return f"{self.file}:{self.line}: {level}{self.text}"


class SourceError(Exception):
    """The folder cannot be read as a course; ``mistakes`` says why."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        lines = [str(mistake) for mistake in self.mistakes]
        super().__init__("\n".join(lines))


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
    undecodable: the paths of texts that are not UTF-8, as far as they were asked for.
    refused: the paths of texts that are not in ``files``, for instance because of their name.
    """

    files: Mapping[str, bytes]
    report: Report
    undecodable: set[str] = field(default_factory=set)
    refused: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._names_by_folder: dict[str, list[str]] = {}
        self._folders_by_folder: dict[str, list[str]] = {}
        for path in self.files:
            folder, _slash, name = path.rpartition("/")
            if folder not in self._names_by_folder:
                self._add_folder(folder)
            self._names_by_folder[folder].append(name)

    def _add_folder(self, path: str) -> None:
        """Take a folder, and those that it is in."""
        self._names_by_folder[path] = []
        if not path:
            return
        parent, _slash, name = path.rpartition("/")
        if parent not in self._names_by_folder:
            self._add_folder(parent)
        self._folders_by_folder.setdefault(parent, []).append(name)

    def folder(self, path: str) -> SourceFolder:
        """Return the text files directly in the folder ``path`` ("" is the course's own)."""
        folder = SourceFolder(path, {})
        texts = {}
        for name in self._names_by_folder.get(path, ()):
            if PurePosixPath(name).suffix not in TEXT_SUFFIXES:
                continue
            file = folder.folder(name)
            data = self.files[file]
            text = decode(file, data, self.report)
            if text is None:
                self.undecodable.add(file)
            else:
                texts[name] = SourceFile(file, text, data.decode())
        return replace(folder, files=texts)

    def folders_in(self, path: str) -> list[str]:
        """Return the names of the folders directly in the folder ``path``, sorted."""
        return sorted(self._folders_by_folder.get(path, ()))

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


def tree_of(files: Mapping[str, bytes], report: Report) -> SourceTree:
    """Return the files that may belong to a course; report the others, each once.

    files: bytes by path, wherever they were read from. A tree that is too large is empty.
    """
    wanted = {path: files[path] for path in sorted(files) if not is_ignored(path)}
    if excess := _excess(wanted):
        report.add(*excess)
        return SourceTree({}, report)

    refusals = {}
    taken = {}
    for path, data in wanted.items():
        refusal = _refusal_of_path(path) or _refusal_of_file(path, data)
        if refusal:
            refused_path, text = refusal
            refusals[refused_path] = text
        else:
            taken[path] = data
    for path, text in refusals.items():
        report.add(printable(path), 1, text)
    refused = {
        path for path in wanted.keys() - taken if PurePosixPath(path).suffix in TEXT_SUFFIXES
    }
    return SourceTree(taken, report, refused=frozenset(refused))


def is_ignored(path: str) -> bool:
    """Return whether a file is no part of the course: hidden, of git, or about the folder."""
    return any(IGNORED_NAME.fullmatch(name) for name in path.split("/"))


def size_limit(path: str) -> int:
    """Return how many bytes a file of this kind may have; 0 if the kind is not allowed."""
    suffix = PurePosixPath(path).suffix
    if suffix in TEXT_SUFFIXES:
        return MAX_TEXT_BYTES
    return MAX_IMAGE_BYTES if suffix in IMAGE_SUFFIXES else 0


def _excess(files: Mapping[str, bytes]) -> tuple[str, int, str] | None:
    """Return file, line and text of the mistake that there are too many or too large files."""
    total = 0
    for number, (path, data) in enumerate(files.items(), 1):
        total += len(data)
        if number > MAX_FILES:
            text = f"a course has at most {MAX_FILES} files; take out what does not belong to it"
            return printable(path), 1, text
        if total > MAX_TOTAL_BYTES:
            mebibytes = MAX_TOTAL_BYTES // KIBIBYTE // KIBIBYTE
            text = (
                f"with this file the course is larger than {mebibytes} MiB; make pictures smaller"
            )
            return printable(path), 1, text
    return None


def _refusal_of_path(path: str) -> tuple[str, str] | None:
    """Return what of a path is refused, and why; None if it can be in a course."""
    names = path.split("/")
    for number, name in enumerate(names, 1):
        if not FILE_NAME.fullmatch(name):
            text = "names are lower-case letters, digits and hyphens; rename or remove it"
            return "/".join(names[:number]), text
    if len(names) > MAX_FOLDER_DEPTH:
        text = "folders go no deeper than a quiz in a module; move its files up"
        return "/".join(names[:MAX_FOLDER_DEPTH]), text
    return None


def _refusal_of_file(path: str, data: bytes) -> tuple[str, str] | None:
    """Return the path and why its file is refused; None if it is not."""
    limit = size_limit(path)
    if not limit:
        allowed = ", ".join(sorted(TEXT_SUFFIXES | IMAGE_SUFFIXES))
        text = "a course does not hold files of this kind; remove it, or use one of"
        return path, f"{text} {allowed}"
    if len(data) > limit:
        kibibytes = limit // KIBIBYTE
        return path, f"this file is larger than {kibibytes} KiB; split it or make it smaller"
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
