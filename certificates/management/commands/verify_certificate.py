from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.checking.files import Finding, check_file
from certificates.checking.verdicts import State, verdict_of


class Command(BaseCommand):
    help = (
        "Say whether a file is a certificate as it was issued, and what its record is worth today. "
        "Ends with 0 only for an identical file of a genuine record."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The PDF to check.")

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        checked = check_file(content)
        if checked.certificate is None:
            raise CommandError(checked.heading)
        verdict = verdict_of(checked.certificate)
        lines = [
            checked.heading,
            f"Number: {checked.certificate.shown_code}",
            f"Record: {verdict.heading}",
        ]
        if checked.finding != Finding.IDENTICAL or verdict.state != State.GENUINE:
            raise CommandError("\n".join(lines))
        self.stdout.write("\n".join(lines))
