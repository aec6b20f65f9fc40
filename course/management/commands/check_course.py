"""Read a course folder and say everything that is wrong with it."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from course.source import SourceError, read_course


class Command(BaseCommand):
    help = "Check a course folder without touching the database: every mistake with its file and line."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            course = read_course(folder)
        except SourceError as error:
            for mistake in error.mistakes:
                self.stderr.write(str(mistake))
            sys.exit(1)
        units = list(course.units())
        lessons = sum(unit.kind == "lesson" for unit in units)
        self.stdout.write(
            f"{course.slug}: {len(course.modules)} modules, {lessons} lessons, {len(units) - lessons} other units with "
            f"{sum(unit.items for unit in units)} questions, {len(course.facts)} facts, "
            f"{len(course.references)} references, {len(course.glossary)} terms, {len(course.guide)} guide pages."
        )
