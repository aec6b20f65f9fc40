"""The demo cast: a learner, an admin and a provider, with passwords that are printed. Only under DEBUG."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from course.models import Provider

PASSWORD = "waymark demo only"  # noqa: S105  printed, and made only under DEBUG
LEARNER, ADMIN = "learner@demo.example", "admin@demo.example"
PROVIDER = "Demo provider (not a real organization)"


def demo_user(email: str, name: str, **fields: Any) -> User:
    """The demo user of that address, made if missing; the address counts as confirmed."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD, name=name, **fields)
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


class Command(BaseCommand):
    help = (
        "Make a demo learner, a demo admin and a demo provider, once, and print how to sign in. "
        "Refused unless DEBUG is on."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo cast has known passwords, so it is made only under DEBUG (make run turns it on)."
            )
        # Without a provider every certificate would be held.
        Provider.objects.get_or_create(pk=1, defaults={"legal_name": PROVIDER, "web": settings.BASE_URL})
        demo_user(LEARNER, "Demo Learner")
        demo_user(ADMIN, "Demo Admin", is_staff=True, is_superuser=True)
        self.stdout.write(f"Demo cast, password “{PASSWORD}”: {LEARNER} (learner), {ADMIN} (admin)")
