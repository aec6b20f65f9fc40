"""Write the questions of an edition back into files as they were published: all files or none."""

from pathlib import Path, PurePosixPath

from course.models import Edition
from course.source.files import FILE_NAME
from course.source.folders import FolderRefusedError, write_folder
from quizzes.bank.formats import TEXT
from quizzes.models import Quiz


class ExportRefusedError(Exception):
    """Raised when nothing was written. The text says why, and what to do."""


def export(edition: Edition, folder: Path) -> int:
    """Write the quizzes of an edition into ``folder``. Return how many files.

    Writes ``quiz.yaml`` and a file for each question, at their paths in the course's folder.
    Raises ExportRefusedError: the folder must be new or empty, and its parent must exist.
    """
    files = _files(edition)
    try:
        write_folder(files, folder)
    except FolderRefusedError as error:
        raise ExportRefusedError(str(error)) from error
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
