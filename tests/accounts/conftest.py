"""A browser whose requests commit, and a mail server."""

import pytest

from tests.accounts.browser import CommittingClient
from tests.accounts.mail_server import MailServer


@pytest.fixture
def client() -> CommittingClient:
    return CommittingClient()


@pytest.fixture
def mail_server(settings):
    """The mail server of the site. It refuses connections at first."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()


@pytest.fixture
def refused(settings):
    """Every mail is refused."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
