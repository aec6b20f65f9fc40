"""Check passwords, and limit wrong guesses on every page that asks for one."""

import logging
from typing import Protocol

from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.internal import ratelimit
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone

from accounts.compiled_queries import CompiledQuery
from accounts.email_addresses import plain_address
from accounts.models import RoleGrant, User
from accounts.roles import acts as roles
from accounts.security.devices import known_device_id
from accounts.single_sign_on import only

logger = logging.getLogger(__name__)

MAX_PASSWORD_LENGTH = 128
# One network alone cannot use up the 100 guesses an hour of an account: it has 5 in 5 minutes,
# which are 60 an hour.
GUESS_RATES = {
    "account_from_network": "5/5m/key",
    "network": "100/5m/ip",
    "account": "100/1h/key",
    "known_device": "20/5m/key",
}


def _active_accounts(user_id: int) -> QuerySet[User]:
    """Return an account with ``role_ends_at``, when its first role of staff ends or has ended."""
    # Asked with the account itself, so that no page costs another statement for it.
    grants = RoleGrant.objects.current().filter(person=OuterRef("pk"), ends_at__isnull=False)
    first_end = grants.order_by("ends_at").values("ends_at")[:1]
    accounts = User.objects.filter(pk=user_id, is_active=True)
    return accounts.annotate(role_ends_at=Subquery(first_end))


_active_account = CompiledQuery(_active_accounts)


class CountedGuess(Protocol):
    """A guess that allauth has counted against one limit."""

    def rollback(self) -> None:
        """Count it no longer."""


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Check a password, unless its account or network has had too many wrong ones."""

    def get_user(self, user_id: int) -> User | None:
        """Return whoever is signed in, without the roles of staff whose time is over."""
        user = _active_account.first(user_id)
        if user is None or not user.is_staff:
            return user
        role_ends_at = user.role_ends_at  # type: ignore[attr-defined]
        if role_ends_at is None or role_ends_at > timezone.now():
            return user
        roles.end_lapsed(user)
        return _active_account.first(user_id)

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> User | None:
        """Return the user whose password this is; raise PermissionDenied over the limit."""
        if len(str(credentials.get("password") or "")) > MAX_PASSWORD_LENGTH:
            return None
        account = plain_address(str(credentials.get("email") or credentials.get("username") or ""))
        if only.is_on() and not only.is_emergency_address(account):
            return None
        counted = _count_guess(request, account)
        if counted is None:
            logger.warning("password refused unread: too many guesses user=%s", _key_of(account))
            if request is not None:
                request.has_too_many_guesses = True  # type: ignore[attr-defined]
            raise PermissionDenied
        user: User | None = super().authenticate(request, **credentials)
        if user is None:
            logger.warning("password refused user=%s", _key_of(account))
            return None
        for usage in counted:
            usage.rollback()
        return user


def _key_of(account: str) -> int | None:
    """Return the key of the account with an address, for the log; None if there is none."""
    return User.objects.filter(email=account).values_list("pk", flat=True).first()


def forget_guesses(request: HttpRequest, email: str) -> None:
    """Clear the counts for ``email`` after a reset of its password."""
    for action, key in _limit_keys(request, email).items():
        ratelimit.clear(request, app="accounts", action=action, config=GUESS_RATES, key=key)


def _count_guess(request: HttpRequest | None, account: str) -> list[CountedGuess] | None:
    """Count one guess against every limit; return the counts, or None over a limit."""
    counted: list[CountedGuess] = []
    keys = _limit_keys(request, account)
    if request is not None and "known_device" not in keys:
        keys["network"] = ""
    for action, key in keys.items():
        usage = ratelimit.consume(
            request, app="accounts", action=action, config=GUESS_RATES, key=key, limit_get=True
        )
        if usage is None:
            return None
        counted.append(usage)
    return counted


def _limit_keys(request: HttpRequest | None, account: str) -> dict[str, str]:
    """Return the key under which each limit by account counts."""
    if request is None:
        return {"account": account}
    device = known_device_id(request, account)
    if device:
        # What strangers guess, here or elsewhere, does not shut out this device.
        return {"known_device": f"{account} {device}"}
    return {"account_from_network": f"{account} {ratelimit.get_ip(request)}", "account": account}
