"""The providers that the environment names."""

from typing import Any

from django.conf import settings


def configured_apps() -> list[dict[str, Any]]:
    """Return the providers, as config/single_sign_on.py reads them."""
    providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    apps: list[dict[str, Any]] = providers["APPS"]
    return apps
