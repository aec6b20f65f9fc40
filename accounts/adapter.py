"""Where allauth asks us."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """E-mail addresses are kept in lower case; new accounts are open to everybody."""

    def clean_email(self, email: str) -> str:
        return str(super().clean_email(email)).lower()

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing here: accounts.backend limits guesses, from whichever page they come."""
        self._login_failed_rl_usage = None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Say that there were too many guesses, where the password was not even read."""
        if getattr(request, "has_too_many_guesses", False):
            raise self.validation_error("too_many_login_attempts")
