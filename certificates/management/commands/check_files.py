from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates import file_checks
from certificates.file_checks import Tally


class Command(BaseCommand):
    help = (
        "Compare every stored certificate and its copy with the record, mend what is damaged, "
        "make missing copies, and delete files that no record names. "
        "Ends with 1 if a file could not be mended."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--minutes",
            type=int,
            help="Stop after so many minutes; the next run with --minutes goes on from there.",
        )
        parser.add_argument(
            "--sweep-all",
            action="store_true",
            help=f"Delete files without a record even if they are more than "
            f"{file_checks.MAX_ORPHANS}, or from before a restore.",
        )

    def handle(
        self, *args: object, minutes: int | None, sweep_all: bool, **options: object
    ) -> None:
        if minutes is None:
            tally = file_checks.check_all(sweep_all=sweep_all)
        else:
            tally = file_checks.check_for(timedelta(minutes=minutes))
        self.stdout.write(
            f"certificates compared: {tally.compared}, files mended: {tally.mended}, "
            f"without a record deleted: {tally.removed}"
        )
        if not tally.is_whole:
            self.stdout.write("The time is over. The next run with --minutes goes on from here.")
        if not tally.is_fine:
            raise CommandError("\n".join(_complaints(tally)))


def _complaints(tally: Tally) -> list[str]:
    """Return what somebody has to see to, with what to do."""
    complaints = []
    if tally.damaged:
        complaints.append(
            f"Damaged, and not to be mended: {', '.join(tally.damaged)}. "
            "Put their files back from a backup, then run this again."
        )
    if tally.kept:
        complaints.append(
            f"{tally.kept} files have no record, and were not deleted. If the database was put "
            "back from a backup, they may be all that is left of certificates issued since: keep "
            "them elsewhere first. Then run this again with --sweep-all."
        )
    return complaints
