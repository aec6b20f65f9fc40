"""Encrypt the secrets of second factors anew, so that an old key can go."""

from django.core.management.base import BaseCommand, CommandError

from accounts.security.factor_keys import count_unreadable, encrypt_again


class Command(BaseCommand):
    help = (
        "Encrypts the secrets of authenticator apps and recovery codes with the first of"
        " SECOND_FACTOR_KEYS. Once it has nothing left to do, the other keys can be removed."
    )

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"Encrypted with the first key: {encrypt_again()}.")
        if unreadable := count_unreadable():
            raise CommandError(
                f"No key reads the secrets of {unreadable}: put the key back that made them, or "
                "let these people in again (manage.py let_in)."
            )
