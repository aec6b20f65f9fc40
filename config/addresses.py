"""Read the address of the site, and that of its mail server, from the environment."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.variables import Variables, split_address, unreadable

SMTP = "django.core.mail.backends.smtp.EmailBackend"
MAIL_EXAMPLE = (
    "smtp+tls://USER:PASSWORD@mail.example.org:587, with each @ or / or # or ? of the password "
    "as its percent code, such as %40 for @"
)


def read_base_url(env: Variables) -> str:
    """Return the public address without a slash at its end."""
    address = env.str("BASE_URL", default="http://localhost:8000").rstrip("/")
    parts = split_address(address)
    # urlsplit writes the scheme in small letters, as the rest of the settings compares it.
    if (
        parts is None
        or address != f"{parts.scheme}://{parts.netloc}"
        or parts.scheme not in {"http", "https"}
        or "@" in parts.netloc
    ):
        raise ImproperlyConfigured(
            f"BASE_URL is {address!r}. It has http:// or https://, a host and perhaps a port, "
            "and nothing behind them: BASE_URL=https://learn.example.org"
        )
    return str(address)


def read_mail_server(env: Variables, *, is_debug: bool) -> dict[str, object]:
    """Return the settings of email."""
    # Under DEBUG mails are printed. Elsewhere codes must not end in a log: without EMAIL_URL
    # nothing is sent and no site is served, but commands work (config/missing_mail.py).
    url = env.str("EMAIL_URL", default="") or ("consolemail://" if is_debug else "")
    if not url:
        return {"EMAIL_BACKEND": "config.missing_mail.MissingMailBackend"}
    server: dict[str, object] = env.parsed(
        "EMAIL_URL", lambda: env.email_url_config(url), MAIL_EXAMPLE
    )
    parts = urlsplit(url)
    is_torn = parts.path.strip("/") or parts.fragment or "@" in parts.query
    if server["EMAIL_BACKEND"] == SMTP and (is_torn or not server["EMAIL_HOST"]):
        raise unreadable("EMAIL_URL", MAIL_EXAMPLE)
    return server
