from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.records.chain import current_head
from certificates.records.verifying import verify_chain


class Command(BaseCommand):
    help = (
        "Check that no certificate was altered or removed, and that every file is as issued. "
        "Prints the last link: kept elsewhere, it also shows if the whole chain was rewritten."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-files",
            action="store_true",
            help="Check the records only, not the stored files.",
        )
        parser.add_argument(
            "--expect",
            default="",
            help="A last link printed earlier that must still be in the chain.",
        )

    def handle(self, *args: object, no_files: bool, expect: str, **options: object) -> None:
        faults = verify_chain(files=not no_files, expect=expect)
        if faults:
            raise CommandError("\n".join(faults))
        head = current_head()
        self.stdout.write(
            f"{head.sequence} records, none altered. Last link: {head.record_hash or 'none'}"
        )
