"""Our answers where allauth asks about identity providers and who comes through them."""

from collections.abc import Mapping
from typing import Any

import requests
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.http import HttpRequest

from accounts.groups import way_in
from accounts.models import User
from accounts.single_sign_on import faults, joining
from accounts.single_sign_on.configured import configured_apps
from accounts.single_sign_on.origins import origin_of


class ForeignAddressError(requests.RequestException):
    """A provider named an address outside of the origins that the environment gives it."""


class ProviderSession(requests.Session):
    """Ask the origins of the providers, and no other; follow no redirect."""

    def request(self, method: str, url: str, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        """Send a request; raise ForeignAddressError for any other address."""
        if origin_of(url) not in _known_origins():
            raise ForeignAddressError(f"No provider may send us to {origin_of(url)}.")
        kwargs |= {"timeout": app_settings.REQUESTS_TIMEOUT, "allow_redirects": False}
        return super().request(method, url, **kwargs)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Take providers from the environment alone, and join people with their accounts."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the providers of the environment; rows of the database are none."""
        # A server's address in a row would let an administrator send our requests anywhere.
        apps = [SocialApp(provider="openid_connect", **app) for app in configured_apps()]
        wanted = (None, "openid_connect")
        return [
            app
            for app in apps
            if (provider in wanted or provider == app.provider_id)
            and client_id in (None, app.client_id)
        ]

    def get_requests_session(self) -> requests.Session:
        return ProviderSession()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return whether a newcomer may come in: by the provider's word, or as SIGN_UP says."""
        if not sociallogin.provider.app.settings["follows_sign_up"]:
            return True
        return way_in.may_be_proven(request, sociallogin.email_addresses[0].email)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Find nobody here: accounts.single_sign_on.joining does, by proven addresses."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        # Nothing is asked of the provider again, and no session keeps what would open it.
        sociallogin.token = None
        joining.admit(request, sociallogin)

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: Mapping[str, str]
    ) -> User:
        """Give a new account its address and name."""
        user: User = sociallogin.user
        user.email = data.get("email", "")
        user.name = data.get("name", "")
        return user

    def send_notification_mail(
        self, template_prefix: str, user: User, context: Mapping[str, Any]
    ) -> None:
        """Send the notice that a provider was connected or disconnected."""
        # On pages and in mails of ours, "provider" is who runs the site.
        words = {"organization": context["provider"].name}
        super().send_notification_mail(template_prefix, user, words)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str = AuthError.UNKNOWN,
        exception: Exception | None = None,
        extra_context: Mapping[str, Any] | None = None,
    ) -> None:
        """Answer with our page, which says what to do."""
        state = (extra_context or {}).get("state")
        raise faults.stop(request, provider, faults.reason_of(error, exception, state), state)


def _known_origins() -> set[str]:
    return {origin for app in configured_apps() for origin in app["settings"]["origins"]}
