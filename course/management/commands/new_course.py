"""The command that writes a small course to start from."""

import shlex
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from course.source.content_root import slug_of
from course.source.folders import FolderRefusedError, write_folder
from course.source.starter import starter_files


class Command(BaseCommand):
    help = (
        "Write a small course, which can be published as it is, into a new or empty folder. "
        "Its texts say what to write in their place."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        slug = slug_of(folder.resolve().name)
        files = starter_files(slug, timezone.localdate())
        try:
            write_folder(files, folder)
        except FolderRefusedError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(self.style.SUCCESS(f"Wrote {len(files)} files to {folder}."))
        shown = shlex.quote(str(folder))
        self.stdout.write(f"Change them, then: {settings.MANAGE_COMMAND} check_course {shown}")
