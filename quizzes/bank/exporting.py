"""Write the questions of an edition back into files as they were published: all files or none."""

import os
import secrets
import shutil
from pathlib import Path, PurePosixPath

from course.models import Edition
from course.source.files import FILE_NAME
from quizzes.bank.formats import TEXT
from quizzes.models import Quiz


class ExportRefusedError(Exception):
    """Raised when nothing was written. The text says why, and what to do."""


def export(edition: Edition, folder: Path) -> int:
    """Write the quizzes of an edition into ``folder``. Return how many files.

    Writes ``quiz.yaml`` and a file for each question, at their paths in the course's folder.
    Raises ExportRefusedError: the folder must be new or empty, and its parent must exist.
    """
    folder = folder.resolve()
    if folder.exists() and not (folder.is_dir() and next(folder.iterdir(), None) is None):
        raise ExportRefusedError(f"{folder} is not empty. Name a folder that is new or empty.")
    files = _files(edition)
    try:
        _write(files, folder)
    except OSError as error:
        raise ExportRefusedError(
            f"{folder} cannot be written: {error.strerror}. Nothing was written."
        ) from error
    return len(files)


def _files(edition: Edition) -> dict[str, bytes]:
    """Return the content of each file by its path. Raises ExportRefusedError."""
    quizzes = Quiz.objects.filter(unit__edition=edition).order_by("unit__position")
    files = dict(pair for quiz in quizzes for pair in TEXT.write(quiz))
    if not files:
        raise ExportRefusedError(f"{edition} has no quiz, so there is nothing to write.")
    for path in files:
        if not path:
            raise ExportRefusedError(
                f"{edition} was published before files were kept. Publish its folder again first."
            )
        if not all(FILE_NAME.fullmatch(part) for part in PurePosixPath(path).parts):
            raise ExportRefusedError(
                f"{path!r} is no path of a course's folder; the row was not written by publishing."
            )
    return files


def _write(files: dict[str, bytes], folder: Path) -> None:
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
