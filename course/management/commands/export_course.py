"""The command that writes the folder of an edition, as it was published."""

from pathlib import Path

from course.management.export_command import ExportCommand
from course.models import Edition
from course.publishing.kept_sources import NotKeptError, files_of
from course.source.folders import FolderRefusedError, write_folder


class Command(ExportCommand):
    help = (
        "Write the folder of a course, byte for byte as it was published, into a new or empty "
        "folder. Publishing that folder again changes nothing."
    )
    refused = (NotKeptError, FolderRefusedError)

    def write(self, edition: Edition, folder: Path) -> int:
        files = files_of(edition)
        write_folder(files, folder)
        return len(files)
