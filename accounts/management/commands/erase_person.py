from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.erasing.acts import ErasureRefusedError, erase_account
from accounts.models import User


class Command(BaseCommand):
    help = (
        "Erase the account of an address at once, with all that no rule obliges to keep. "
        "It cannot be undone. The audit log keeps the reason, without name and address."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--because", required=True, help="Why, without name and address; it stays on record."
        )

    def handle(self, *args: object, email: str, because: str, **options: object) -> None:
        user = User.objects.with_address(email).first()
        if user is None:
            raise CommandError("No account has this address. Was it erased before?")
        try:
            erase_account(user, by=None, because=because)
        except ErasureRefusedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Erased: the account with the record number {user.public_id}.")
