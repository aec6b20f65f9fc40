"""A browser whose requests commit, and a mail server."""

import pytest
from django.test import Client, TestCase

from tests.accounts.mail_server import MailServer


class CommittingClient(Client):
    """Run after each request what waits for its commit, as in production."""

    def request(self, **request):
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().request(**request)


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
