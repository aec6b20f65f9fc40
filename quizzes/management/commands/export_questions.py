"""Write the questions of an edition into files."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from course.management.arguments import edition_named
from quizzes.bank.exporting import ExportRefusedError, export


class Command(BaseCommand):
    help = (
        "Write quiz.yaml and one file a question, byte for byte as they were published, into a "
        "new or empty folder, where they lie in the course's folder."
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
            count = export(exported, folder)
        except ExportRefusedError as refused:
            raise CommandError(str(refused)) from refused
        done = f"Wrote {count} files of {course}, edition {exported.number}, to {folder}."
        self.stdout.write(self.style.SUCCESS(done))
