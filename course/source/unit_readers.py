"""The registry of the kinds of units that other apps add. No Django, no database."""

from typing import Protocol

from course.source.files import Report, SourceFolder
from course.source.parts import CourseSource, UnitSource


class UnitReader(Protocol):
    """Read the folders of one kind of unit, those that hold a file named ``marker``."""

    kind: str
    marker: str

    def read(self, folder: SourceFolder, report: Report) -> UnitSource | None:
        """Return the unit in ``folder``, or None if it cannot be read.

        Mistakes go to ``report``.
        """

    def check(self, unit: UnitSource, course: CourseSource, report: Report) -> None:
        """Report what the unit refers to and the course does not have.

        Called once everything is read.
        """


unit_readers: dict[str, UnitReader] = {}


def files_of_unit(folder: SourceFolder, reader: UnitReader | None) -> set[str]:
    """Return the paths of the files that a reader reads; of all files if there is none."""
    paths = set()
    for file in folder.files.values():
        if reader is None or file.name == reader.marker or file.name.endswith(".md"):
            paths.add(file.path)
    return paths


def reader_of(folder: SourceFolder) -> UnitReader | None:
    """Return the reader whose marker is in the folder; None if there is none."""
    for marker, reader in unit_readers.items():
        if marker in folder.files:
            return reader
    return None
