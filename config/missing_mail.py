"""What happens where EMAIL_URL is not set: commands work, nothing is sent, no site is served."""

from collections.abc import Sequence

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from config.site_checks import SITE

# settings.py names this class where neither EMAIL_URL nor DEBUG is set.
BACKEND = "config.missing_mail.MissingMailBackend"
PROBLEM = "EMAIL_URL is not set, and without email nobody can confirm an address."
REMEDY = "Write it into var/.env, as docs/operating.md says."


class EmailUrlMissingError(ImproperlyConfigured):
    """A mail was to be sent, or a site to be served, without EMAIL_URL."""

    def __init__(self) -> None:
        super().__init__(f"{PROBLEM} {REMEDY}")


class MissingMailBackend(BaseEmailBackend):
    """Refuse to send, so that the outbox keeps the mail. Codes must not end in a log."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise EmailUrlMissingError


@checks.register(checks.Tags.security, SITE, deploy=True)
def check_mail_is_set(**_: object) -> list[checks.CheckMessage]:
    """Return an error if no mail server is set."""
    if settings.EMAIL_BACKEND != BACKEND:
        return []
    return [checks.Error(PROBLEM, hint=REMEDY, id="config.E002")]


def refuse_missing_mail() -> None:
    """Raise EmailUrlMissingError if no mail server is set."""
    if check_mail_is_set():
        raise EmailUrlMissingError
