"""The providers that the environment names."""

from typing import Any

from django.conf import settings

App = dict[str, Any]


def configured_apps() -> list[App]:
    """Return the providers, as config/single_sign_on.py reads them."""
    providers = settings.SOCIALACCOUNT_PROVIDERS
    of_openid: App = providers["openid_connect"]
    return list(of_openid["APPS"])
