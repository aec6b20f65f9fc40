from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.email_addresses import plain_address
from accounts.models import AccountJoin
from accounts.moving.joins import JoinRefusedError, separate


class Command(BaseCommand):
    help = (
        "Take two joined accounts apart again, after a join by mistake. Each record goes back to "
        "the account that it came from; what was begun since stays where it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="The address of the account that ended.")
        parser.add_argument(
            "--because", required=True, help="Why, without name and address; it stays on record."
        )

    def handle(self, *args: object, email: str, because: str, **options: object) -> None:
        joins = AccountJoin.objects.in_force().filter(ended_email=plain_address(email))
        joined = joins.select_related("kept", "ended").last()
        if joined is None:
            raise CommandError("No account with this address was joined with another one.")
        try:
            separate(joined, by=None, because=because)
        except JoinRefusedError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Separated. {email} can sign in again, by a code.")
