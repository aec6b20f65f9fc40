"""Bring email addresses into the one form in which they are kept, compared and counted."""

import unicodedata


def plain_address(address: str) -> str:
    """Return an address in plain small letters, so that one mailbox has one address.

    "ſ" and "Ｈ" are read as "s" and "h". A domain loses what cannot be seen, and has its own
    letters again where a browser sent it in ASCII ("xn--…"). One that no mail server can have
    stays as it is.
    """
    plain = unicodedata.normalize("NFKC", address).lower()
    name, at, domain = plain.rpartition("@")
    try:
        return f"{name}{at}{domain.encode('idna').decode('idna')}"
    except UnicodeError:
        return plain
