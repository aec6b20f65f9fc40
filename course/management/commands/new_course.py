"""The command that writes a small course to start from."""

import shlex
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from string import Template

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from course.source.content_root import slug_of
from course.source.files import Report
from course.source.folders import FolderRefusedError, read_folder, write_folder
from course.source.parts import COURSE_FILE

STARTER = Path(__file__).resolve().parent.parent.parent / "starter"
LIFETIME = timedelta(days=365)


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
        files = read_folder(STARTER, Report())
        files[COURSE_FILE] = _filled_in(files[COURSE_FILE], folder)
        try:
            write_folder(files, folder)
        except FolderRefusedError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(self.style.SUCCESS(f"Wrote {len(files)} files to {folder}."))
        shown = shlex.quote(str(folder))
        self.stdout.write(f"Change them, then: {settings.MANAGE_COMMAND} check_course {shown}")


def _filled_in(course_file: bytes, folder: Path) -> bytes:
    """Return course.yaml with the slug, from the folder's name, and the dates, from today."""
    today = timezone.localdate()
    text = Template(course_file.decode()).substitute(
        slug=slug_of(folder.resolve().name),
        released_on=today.isoformat(),
        expires_on=(today + LIFETIME).isoformat(),
    )
    return text.encode()
