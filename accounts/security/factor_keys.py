"""Encrypt the secrets of authenticator apps and recovery codes with SECOND_FACTOR_KEYS."""

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

SECRETS = ("secret", "seed")  # of an app, and of recovery codes


class UnreadableSecretError(Exception):
    """No key of SECOND_FACTOR_KEYS made a stored secret."""

    def __init__(self) -> None:
        super().__init__(
            "No key of SECOND_FACTOR_KEYS made this secret. Put the key back that made it."
        )


def encrypt(text: str) -> str:
    """Return a secret as it is stored, by the first key."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(encrypted_text: str) -> str:
    """Return a stored secret, by any key. Raises UnreadableSecretError."""
    try:
        return _cipher().decrypt(encrypted_text.encode()).decode()
    except InvalidToken:
        raise UnreadableSecretError from None


def count_unreadable() -> int:
    """Return how many apps and sets of recovery codes no key can read."""
    return sum(not _is_readable(row, _cipher()) for row in _with_secrets().iterator())


def encrypt_again() -> int:
    """Encrypt with the first key what another one made, and return how much; safe to repeat."""
    newest = Fernet(settings.SECOND_FACTOR_KEYS[0])
    changed = 0
    for pk in _with_secrets().values_list("pk", flat=True):
        with transaction.atomic():
            row = _with_secrets().select_for_update().filter(pk=pk).first()
            if row is None or _is_readable(row, newest) or not _is_readable(row, _cipher()):
                continue
            row.data |= {name: encrypt(decrypt(row.data[name])) for name in _names(row)}
            row.save(update_fields=["data"])
            changed += 1
    return changed


def _with_secrets() -> QuerySet[Authenticator]:
    """Return the apps and recovery codes of everybody."""
    rows: QuerySet[Authenticator] = Authenticator.objects.order_by("pk")
    return rows.exclude(type=Authenticator.Type.WEBAUTHN)


def _names(row: Authenticator) -> list[str]:
    return [name for name in SECRETS if name in row.data]


def _is_readable(row: Authenticator, cipher: Fernet | MultiFernet) -> bool:
    """Return whether a cipher reads all secrets of a row."""
    try:
        for name in _names(row):
            cipher.decrypt(row.data[name].encode())
    except InvalidToken:
        return False
    return True


def _cipher() -> MultiFernet:
    """Return what encrypts with the first key and decrypts with any."""
    return MultiFernet([Fernet(key) for key in settings.SECOND_FACTOR_KEYS])
