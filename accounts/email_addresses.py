"""Bring email addresses into the one form in which they are kept, compared and counted."""

import unicodedata

from django.utils.encoding import punycode


def plain_address(address: str) -> str:
    """Return an address in plain small letters, with its domain in ASCII, as its mail is sent.

    "ſ" and "Ｈ" are read as "s" and "h", and a domain loses what cannot be seen. An address to
    which no mail can go keeps its domain.
    """
    plain = unicodedata.normalize("NFKC", address).lower()
    name, at, domain = plain.rpartition("@")
    try:
        return f"{name}{at}{punycode(domain)}"
    except UnicodeError:
        return plain
