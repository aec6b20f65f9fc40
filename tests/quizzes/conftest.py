"""Who sits the quizzes."""

import pytest
from django.test import Client


@pytest.fixture
def learner(client, ada) -> Client:
    """The browser of Ada, signed in."""
    client.force_login(ada)
    return client
