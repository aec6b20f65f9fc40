from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates import retention


class Command(BaseCommand):
    help = (
        "Remove names and files of certificates whose retention has ended; number, dates, state "
        "and hash stay. Run it every day; again changes nothing. "
        "Ends with 1 if a file could not be deleted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Change nothing: list whose retention has ended.",
        )

    def handle(self, *args: object, check: bool, **options: object) -> None:
        if check:
            due = retention.due(timezone.now())
            for certificate in due:
                self.stdout.write(f"{certificate.shown_code}  kept until {certificate.kept_until}")
            self.stdout.write(f"Certificates whose retention has ended: {len(due)}.")
            return
        try:
            count = retention.end_retention(timezone.now())
        except retention.FilesLeftError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Certificates whose name and file were removed: {count}.")
