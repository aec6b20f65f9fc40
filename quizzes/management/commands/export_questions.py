"""Write the questions of an edition into files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from course.models import Edition
from quizzes.bank.exporting import ExportRefusedError, export


class Command(BaseCommand):
    help = (
        "Write quiz.yaml and one file a question, byte for byte as they were published, into a new or empty folder, "
        "where they lie in the course's folder."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("course", help="the course's slug")
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--edition", type=int, help="the edition's number; the newest, if none is given"
        )

    def handle(
        self, *args: Any, course: str, folder: Path, edition: int | None, **options: Any
    ) -> None:
        editions = {
            row.number: row
            for row in Edition.objects.filter(course__slug=course).order_by("number")
        }
        if not editions:
            raise CommandError(f"No edition of a course {course!r} was published.")
        exported = editions.get(max(editions) if edition is None else edition)
        if exported is None:
            raise CommandError(
                f"There is no edition {edition} of {course}; there are {', '.join(map(str, editions))}."
            )
        try:
            count = export(exported, folder)
        except ExportRefusedError as refused:
            raise CommandError(str(refused)) from refused
        done = f"Wrote {count} files of {course}, edition {exported.number}, to {folder}."
        self.stdout.write(self.style.SUCCESS(done))
