"""Addresses to which a text may link."""

import html
import re

HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][^\s\"'<>\\]*)?")
MAILTO = re.compile(r"mailto:[^\s\"'<>\\@:]+@[A-Za-z0-9.-]+")


def address_of(href: str) -> str:
    """Return the address that an author wrote, without entities and spaces around it."""
    return html.unescape(href).strip()


def is_web_or_mail(address: str) -> bool:
    """Return whether an address leads to the web or to a mailbox."""
    patterns = (HTTPS, MAILTO)
    return any(pattern.fullmatch(address) for pattern in patterns)
