"""Devices of people: known ones by a signed cookie, and their names in plain words."""

import secrets
from datetime import timedelta
from typing import TypedDict

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.host_cookies import read_host_cookie, set_host_cookie

COOKIE = "known_device"
COOKIE_AGE = timedelta(days=180)
SALT = "accounts.security.devices"
MAX_ACCOUNTS = 5

# In this order: the name of a later one also stands in what an earlier one says about itself.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


class KnownDevice(TypedDict):
    """Say what the cookie holds: a number of the device, and digests of addresses."""

    id: str
    accounts: list[str]


def device_name(user_agent: str) -> str:
    """Return what a browser says about itself in plain words, such as "Firefox on Windows"."""
    browser = _first_name(BROWSERS, user_agent)
    system = _first_name(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def device_of(request: HttpRequest) -> str:
    """Return the name of the device that sent the request."""
    return device_name(request.headers.get("User-Agent", ""))


def known_device_id(request: HttpRequest | None, email: str) -> str | None:
    """Return the number of the device if this account has signed in on it before, else None."""
    known = _known_device(request)
    return known["id"] if _digest(email) in known["accounts"] else None


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Set the cookie by which later sign-ins of this account are known on this device."""
    known = _known_device(request)
    others = [digest for digest in known["accounts"] if digest != _digest(email)]
    known["accounts"] = [_digest(email), *others][:MAX_ACCOUNTS]
    set_host_cookie(response, COOKIE, signing.dumps(known, salt=SALT), COOKIE_AGE)


def _known_device(request: HttpRequest | None) -> KnownDevice:
    """Return what the cookie of this device holds; a new device without one."""
    text = read_host_cookie(request, COOKIE) if request else ""
    try:
        known: KnownDevice = signing.loads(text, salt=SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return {"id": secrets.token_hex(8), "accounts": []}
    return known


def _digest(email: str) -> str:
    """Return a digest of an address, which tells nobody the address."""
    return salted_hmac(SALT, email.lower(), algorithm="sha256").hexdigest()[:16]


def _first_name(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    """Return the name of the first word that stands in the text; "" without one."""
    return next((name for word, name in names if word in user_agent), "")
