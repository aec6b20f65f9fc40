"""Make the demo cast, only under DEBUG: a learner, an admin and a provider."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo_accounts import PASSWORD, close_demo_accounts, demo_user
from course.models import Provider

PROVIDER = "Demo provider (not a real organization)"


class Command(BaseCommand):
    help = (
        "Make a demo learner, a demo admin and a demo provider, once, and print how to sign in. "
        "Refused unless DEBUG is on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--remove",
            action="store_true",
            help="close every demo account instead (no password, no rights, no sign-in; "
            "records stay), and delete the demo provider",
        )

    def handle(self, *args: object, remove: bool, **options: object) -> None:
        if remove:
            # Without it certificates are held until the real provider is entered.
            Provider.objects.filter(legal_name=PROVIDER).delete()
            self.stdout.write(
                f"Demo accounts closed: {close_demo_accounts()}. Their training records stay."
            )
            return
        if not settings.DEBUG:
            raise CommandError(
                "The demo cast has published passwords. It is made only where DEBUG is on."
            )
        # Without a provider every certificate would be held.
        Provider.objects.get_or_create(
            pk=1, defaults={"legal_name": PROVIDER, "web": settings.BASE_URL}
        )
        learner = demo_user("learner", "Demo Learner")
        admin = demo_user("admin", "Demo Admin", is_staff=True, is_superuser=True)
        self.stdout.write(f"Demo cast, password “{PASSWORD}”: {learner} (learner), {admin} (admin)")
