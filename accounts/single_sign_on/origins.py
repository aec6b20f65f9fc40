"""Compare web addresses by their origin."""

from urllib.parse import urlsplit


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address, in small letters."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()
