"""The command that writes the questions of an edition into files."""

from pathlib import Path

from course.management.export_command import ExportCommand
from course.models import Edition
from quizzes.bank.exporting import ExportRefusedError, export


class Command(ExportCommand):
    help = (
        "Write quiz.yaml and one file a question, byte for byte as they were published, into a "
        "new or empty folder, where they lie in the course's folder."
    )
    refused = (ExportRefusedError,)

    def write(self, edition: Edition, folder: Path) -> int:
        return export(edition, folder)
