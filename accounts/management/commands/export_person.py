from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.data_files import letters
from accounts.models import User


class Command(BaseCommand):
    help = (
        "Write all that is kept about the account of an address into a new ZIP file, for somebody "
        "who asked for it by letter. The person gets an email; the audit log keeps the reason."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("file", type=Path, help="Where to write it; nothing is overwritten.")
        parser.add_argument(
            "--because", required=True, help="Why, without name and address; it stays on record."
        )

    def handle(
        self, *args: object, email: str, file: Path, because: str, **options: object
    ) -> None:
        user = User.objects.with_address(email).first()
        if user is None:
            raise CommandError("No account has this address. Was it erased before?")
        try:
            letters.export_person(user, file, because)
        except FileExistsError as error:
            raise CommandError("This file is there already. Name another one.") from error
        except OSError as error:
            raise CommandError(
                f"{file} cannot be written: {error.strerror}. Nothing was written."
            ) from error
        except letters.ReasonNamesPersonError as error:
            raise CommandError(
                "Write the reason without name and address: it stays in the audit log."
            ) from error
        self.stdout.write(f"Written: {file}. Give it to nobody but the person.")
