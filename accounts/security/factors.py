"""Our answers where allauth asks the site about passkeys, authenticator apps and recovery codes."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.security import factor_keys, second_factor
from accounts.security.devices import device_of


@dataclass(frozen=True)
class WaysToSignIn:
    """Hold what a person can sign in with.

    app: the authenticator app, or None. recovery_codes_left: None without such codes.
    """

    passkeys: list[Authenticator]
    app: Authenticator | None
    recovery_codes_left: int | None


def ways_to_sign_in(user: User) -> WaysToSignIn:
    """Return what a person can sign in with. One query."""
    rows = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    passkeys = [row for row in rows if row.type == Authenticator.Type.WEBAUTHN]
    by_type = {row.type: row for row in rows}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    left = len(codes.wrap().get_unused_codes()) if codes else None
    return WaysToSignIn(passkeys, by_type.get(Authenticator.Type.TOTP), left)


def has_one_factor(user: User) -> bool:
    """Return whether a person has just one passkey or app, and not two."""
    ways = ways_to_sign_in(user)
    return len(ways.passkeys) + (ways.app is not None) == 1


def is_second_factor_asked(user: User | AnonymousUser) -> bool:
    """Return whether a password or a mailed code alone does not sign this person in.

    That is so for staff, and for those who added an authenticator app. For all others a passkey
    is one more way to sign in, and a lost one shuts nobody out.
    """
    return user.is_staff or bool(is_mfa_enabled(user, [Authenticator.Type.TOTP]))


class FactorStage(AuthenticateStage):  # type: ignore[misc]
    """Ask for a second factor after the first, where one is asked."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if user and is_second_factor_asked(user):
            answer: tuple[HttpResponse | None, bool] = super().handle()
            return answer
        return None, True


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Store secrets encrypted, and name passkeys after devices."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Add a passkey first: staff need one or an app."),
        "incorrect_code": _(
            "That did not work. Use a new code of the app, or an unused recovery code."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return factor_keys.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret; raise UnreadableSecretError if no key made it."""
        return factor_keys.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether the authenticator app may be removed."""
        user = authenticator.user
        return not (second_factor.is_needed_by(user) and has_one_factor(user))

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """Return the name that a new passkey gets if nobody types another."""
        return device_of(context.request)

    def get_totp_issuer(self) -> str:
        """Return the name that stands beside the codes in the app."""
        return _host()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return for which site passkeys are made: that of BASE_URL."""
        return {"id": _host(), "name": _host()}


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or ""
