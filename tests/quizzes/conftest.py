"""Who sits the quizzes."""

import pytest
from django.test import Client

from tests.factories import make_user


@pytest.fixture
def learner(client, ada) -> Client:
    """The browser of Ada, signed in."""
    client.force_login(ada)
    return client


@pytest.fixture
def ida(db):
    """Ida is staff and approves."""
    return make_user("ida@example.org", is_staff=True, name="Ida Issuer")
