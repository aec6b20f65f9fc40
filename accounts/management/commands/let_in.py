"""Let in a person who lost every passkey and code, where no second administrator can."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.security.letting_in import let_in_by_command


class Command(BaseCommand):
    help = (
        "Removes passkeys, authenticator app and recovery codes of an account, ends its sessions,"
        " and emails the person. For the last administrator; others ask on the page of staff."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address of the account")

    def handle(self, *args: object, **options: str) -> None:
        person = User.objects.with_address(options["email"]).filter(is_active=True).first()
        if person is None:
            raise CommandError("No active account has this address.")
        let_in_by_command(person)
        self.stdout.write("Done. At the next sign-in the person adds a passkey or an app.")
