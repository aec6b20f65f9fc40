"""Sessions are read by a compiled query, and end as Django's do."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:settings")


def test_a_session_is_over_at_its_end(client, ada):
    client.force_login(ada)
    assert client.get(PAGE).status_code == 200
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=30))
    assert client.get(PAGE).status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(PAGE).status_code == 302


def test_an_unknown_key_is_never_taken_for_a_new_session(client, ada):
    client.force_login(ada)
    key = client.cookies["sessionid"].value
    Session.objects.all().delete()
    assert client.get(PAGE).status_code == 302
    assert not Session.objects.filter(session_key=key).exists()
