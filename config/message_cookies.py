"""Keep messages in a cookie that no other host can set; long ones in the session."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage

from accounts.host_cookies import host_cookie_name


class HostCookieStorage(CookieStorage):
    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        """Return the name; browsers take one with this beginning over HTTPS alone."""
        return host_cookie_name("messages")


class MessageStorage(FallbackStorage):
    storage_classes = (HostCookieStorage, SessionStorage)
