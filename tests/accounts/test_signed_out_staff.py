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

    # This address takes a form alone: the page that held it is shown again.
    refuse = reverse("approvals:refuse", args=["letting-in", 1])
    held_by = f"http://testserver{page}?row=7"
    answer = Client(headers={"Referer": held_by}).post(refuse, {"because": words})
    assert f"?next={page}%3Frow%3D7" in answer.content.decode()
    answer = Client(headers={"Referer": "https://elsewhere.example/staff/"}).post(
        page, {"a": words}
    )
    assert "elsewhere" not in answer.content.decode()

    for sent in ({}, {"reason": "short"}):
        assert Client().post(page, sent).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    assert words not in strict.post(page, {"reason": words}).content.decode()
    assert Client().post(reverse("accounts:settings"), {"name": "Ada King"}).status_code == 302
