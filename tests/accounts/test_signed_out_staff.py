"""What staff wrote is not lost when their session has ended meanwhile."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_whoever_was_signed_out_reads_their_words_again_and_nothing_is_done(ada):
    page = reverse("staff:disable_person", args=[ada.public_id])
    words = 'She left the hospital <script>alert("1")</script>'
    answer = Client().post(page, {"reason": words, "planned": "12", "row": "7"})
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert "She left the hospital &lt;script&gt;" in text
    assert text.count("<textarea") == 1
    assert f'href="{reverse("account_login")}?next={page}"' in text
    ada.refresh_from_db()
    assert ada.is_active
    assert not AuditEvent.objects.exists()

    for sent in ({}, {"reason": "short"}):
        assert Client().post(page, sent).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    assert words not in strict.post(page, {"reason": words}).content.decode()
    assert Client().post(reverse("accounts:settings"), {"name": "Ada King"}).status_code == 302
