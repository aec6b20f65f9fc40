import logging
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from config.backups import age, keys, making, stored_files
from config.backups.description import BackupError

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Back up the database and the stored files into a new folder, while the site serves. "
        "Ends with 1 if no whole backup was made."
    )
    # A backup is made also of a site that does not pass them.
    requires_system_checks = []  # noqa: RUF012

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="Of all backups; it must exist.")
        parser.add_argument(
            "--no-files",
            action="store_true",
            help="Leave the stored files out: for a bucket that keeps old versions by itself.",
        )
        parser.add_argument(
            "--keys",
            type=Path,
            dest="keys_folder",
            metavar="FOLDER",
            help="Write the keys into this folder too; it must lie apart from the backups.",
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="Afterwards delete all but the newest N backups."
        )

    def handle(
        self,
        *args: object,
        folder: Path,
        no_files: bool,
        keys_folder: Path | None,
        keep: int | None,
        **options: object,
    ) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep is at least 1.")
        if keys_folder:
            try:
                self._write_keys(keys_folder, folder)
            except CommandError as error:
                age.record_failure(error)
                raise
        made = self._make(folder, with_files=not no_files)
        self.stdout.write(f"{made}: {self._contents(made)}.")
        if keys_folder is None:
            self.stdout.write("The keys are not in it: keep var/.env, or use --keys (apart).")
        if keep:
            self._remove_older(folder, keep)

    def _make(self, folder: Path, *, with_files: bool) -> Path:
        """Make a backup, write down whether that worked, and return its folder."""
        try:
            made = making.make_backup(folder, with_files=with_files)
        except Exception as error:  # each database, storage and disk fails in its own way
            if not isinstance(error, BackupError):
                logger.exception("backup failed")
            age.record_failure(error)
            raise CommandError(f"No backup was made. {error}") from error
        try:
            age.record_success()
        except Error as error:
            self.stderr.write(f"{made} is whole, but could not be noted as made: {error}")
        return made

    def _remove_older(self, folder: Path, keep: int) -> None:
        """Delete old backups, and say which ones."""
        try:
            for name in making.remove_older(folder, keep):
                self.stdout.write(f"Deleted: {name}.")
        except (BackupError, OSError) as error:
            raise CommandError(
                f"A backup was made, but old ones could not be deleted: {error}"
            ) from error

    def _write_keys(self, keys_folder: Path, folder: Path) -> None:
        """Write the keys, and say where they are; raise CommandError."""
        if not keys_folder.is_dir():
            raise CommandError(f"{keys_folder} is no folder. Make it: mkdir --mode=700.")
        if keys_folder.resolve().is_relative_to(folder.resolve()):
            raise CommandError(
                "Keep the keys apart: whoever has them and a backup can use the second factors of"
                " everybody. Name a folder that does not lie among the backups."
            )
        self.stderr.write(
            f"The keys are in {keys.write_keys(keys_folder)}. Keep them apart from the backups:"
            " whoever has both can use the second factors of everybody."
        )

    def _contents(self, made: Path) -> str:
        """Say in words what is in a backup."""
        size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file())
        stored = made / stored_files.FOLDER
        count = sum(path.is_file() for path in stored.rglob("*"))
        return f"the database, {count} stored files, {size / 1e6:.1f} MB"
