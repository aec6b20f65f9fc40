"""What the commands that write files of an edition have in common."""

from argparse import ArgumentParser
from pathlib import Path
from typing import ClassVar

from django.core.management.base import BaseCommand, CommandError

from course.management.arguments import edition_named
from course.management.counts import counted
from course.models import Edition


class ExportCommand(BaseCommand):
    """Write files of the edition that was named into a folder.

    refused: the errors of ``write`` that say what to do.
    """

    refused: ClassVar[tuple[type[Exception], ...]] = ()

    def write(self, edition: Edition, folder: Path) -> int:
        """Write the files into a new or empty folder, and return how many."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("course", help="the course's slug")
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--edition", type=int, help="the edition's number; the newest, if none is given"
        )

    def handle(
        self,
        *args: object,
        course: str,
        folder: Path,
        edition: int | None,
        **options: object,
    ) -> None:
        exported = edition_named(course, edition)
        try:
            count = self.write(exported, folder)
        except self.refused as refused:
            raise CommandError(str(refused)) from refused
        done = (
            f"Wrote {counted(count, 'file')} of {course}, edition {exported.number}, to {folder}."
        )
        self.stdout.write(self.style.SUCCESS(done))
