"""An authenticator app in the hand of a person, and the pages that ask for it."""

import base64
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.models import User
from accounts.security.factors import FactorAdapter
from tests.accounts.browser import Browser

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105


def add_app(user: User, secret: str = SECRET) -> Authenticator:
    """Give a person an authenticator app, as its page does."""
    data = {"secret": FactorAdapter().encrypt(secret)}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)


def add_passkey(user: User, name: str = "work laptop") -> Authenticator:
    """Give a person a passkey that nobody holds: for pages that list it."""
    data = {"name": name, "credential": {}}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def app_code(secret: str = SECRET, steps: int = 0) -> str:
    """The digits that the app shows, so many half minutes from now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def use_app(browser: Browser, code: str | None = None) -> object:
    """Type a code into the page after the first factor."""
    return browser.post("mfa_authenticate", code=code or app_code())


def confirm_by_app(browser: Browser, page: str) -> object:
    """Type a code into the page that asks again, and go on to ``page``."""
    return browser.post("mfa_reauthenticate", code=app_code(), next=page)


SECURITY = reverse("accounts:security")
