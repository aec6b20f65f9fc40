"""Where allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """E-mail addresses are kept in lower case; new accounts are open to everybody."""

    def clean_email(self, email: str) -> str:
        return str(super().clean_email(email)).lower()

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True
