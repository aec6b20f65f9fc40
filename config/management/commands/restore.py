from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from config.backups import description
from config.backups.description import BackupError
from config.backups.restoring import Order, next_steps, restore


class Command(BaseCommand):
    help = (
        "Put a backup back: the database, the stored files and the migrations; then verify records "
        "and grades. Refuses a site that people use, unless told in words."
    )
    # They may complain of the very site that is to be replaced.
    requires_system_checks = []  # noqa: RUF012

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, help="The folder of one backup.")
        parser.add_argument(
            "--replace", default="", metavar="WORDS", help="Words that the refusal says."
        )
        parser.add_argument(
            "--erased",
            type=Path,
            metavar="FILE",
            help="A file of the log: whom it says to be erased is erased again.",
        )

    def handle(
        self, *args: object, backup: Path, replace: str, erased: Path | None, **options: object
    ) -> None:
        try:
            problems = restore(Order(backup.resolve(), replace, erased), self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"The database cannot be read or written: {error} Is the server up? If an SQLite"
                " file is damaged, move it and its -wal and -shm away; then run this again."
            ) from error
        except OSError as error:
            raise CommandError(
                f"Not restored: {error}. Mend this, then run the same command again."
            ) from error
        self.stdout.write("\nNow:")
        for step in next_steps(description.read(backup)):
            self.stdout.write(f"- {step}")
        if problems:
            raise CommandError("\n".join(["Restored, but not all is well:", *problems]))
