"""The command that writes the folder of an edition, as it was published."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from course.management.arguments import edition_named
from course.publishing.kept_sources import NotKeptError, files_of
from course.source.folders import FolderRefusedError, write_folder


class Command(BaseCommand):
    help = (
        "Write the folder of a course, byte for byte as it was published, into a new or empty "
        "folder. Publishing that folder again changes nothing."
    )

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
            files = files_of(exported)
            write_folder(files, folder)
        except (NotKeptError, FolderRefusedError) as refused:
            raise CommandError(str(refused)) from refused
        done = f"Wrote {len(files)} files of {course}, edition {exported.number}, to {folder}."
        self.stdout.write(self.style.SUCCESS(done))
