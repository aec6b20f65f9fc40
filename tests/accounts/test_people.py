"""What support does for a person: stop and allow the sign-in, and send a mail again."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail as sent_mails
from django.test import Client
from django.urls import reverse

from accounts import mail
from accounts.models import AuditEvent, OutgoingMail, User
from tests.accounts.browser import CommittingClient
from tests.factories import make_user

pytestmark = pytest.mark.django_db
REASON = "Left the hospital on Friday."


@pytest.fixture
def client() -> Client:
    return CommittingClient()


@pytest.fixture
def support(client) -> User:
    person = make_user(name="Sue Support", is_staff=True)
    person.groups.add(Group.objects.get(name="Support"))
    client.force_login(person)
    return person


def address(act: str, person: User, *more: object) -> str:
    return reverse(f"staff:{act}", args=[person.public_id, *more])


def events() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "reason"))


def test_a_stopped_sign_in_ends_sessions_and_old_ones_do_not_come_back(client, support, ada):
    browser = Client()
    browser.force_login(ada)
    assert browser.get(reverse("accounts:settings")).status_code == 200
    client.post(address("disable_person", ada), {"reason": REASON})
    assert browser.get(reverse("accounts:settings")).status_code == 302
    page = client.get(address("person", ada)).content.decode()
    assert "cannot sign in" in page
    assert REASON in page

    client.post(address("enable_person", ada), {"reason": "Is back since Monday."})
    assert browser.get(reverse("accounts:settings")).status_code == 302
    ada.refresh_from_db()
    assert ada.is_active
    assert events() == [
        ("account.disabled", REASON),
        ("account.enabled", "Is back since Monday."),
    ]


def test_who_knows_the_password_is_told_the_truth(client, support, ada):
    client.post(address("disable_person", ada), {"reason": REASON})
    sign_in = {"login": ada.email, "password": "correct horse battery"}
    page = Client().post(reverse("account_login"), sign_in, follow=True).content.decode()
    assert "This account is closed" in page


def test_a_second_click_changes_nothing_and_a_reason_is_asked_for(client, support, ada):
    refused = client.post(address("disable_person", ada), {"reason": "x"})
    assert "10 characters or more" in refused.content.decode()
    for _click in range(2):
        client.post(address("disable_person", ada), {"reason": REASON})
    assert events() == [("account.disabled", REASON)]


def test_support_stops_neither_staff_nor_themselves(client, support, grace):
    assert client.get(address("disable_person", grace)).status_code == 404
    assert client.post(address("disable_person", grace), {"reason": REASON}).status_code == 404
    assert client.post(address("disable_person", support), {"reason": REASON}).status_code == 403
    assert User.objects.filter(is_active=False).count() == 0


def test_a_mail_that_failed_is_sent_again_once_and_a_code_never(client, support, ada):
    mail.queue("welcome", ada, "Welcome", "Hello")
    mail.queue_to(ada.email, "code", "Code: 482 913", "482 913", "en", secret_until=None)
    OutgoingMail.objects.filter(key="code").update(is_secret=True)
    OutgoingMail.objects.update(last_error="SMTPServerDisconnected", attempts=1)
    failed = OutgoingMail.objects.get(key="welcome")
    page = client.get(address("person", ada)).content.decode()
    assert "482 913" not in page
    for _click in range(2):
        client.post(address("send_mail_again", ada, failed.pk))
    assert [each.subject for each in sent_mails.outbox] == ["Welcome"]
    assert events() == [("mail.sent_again", "Welcome")]
    secret = OutgoingMail.objects.get(key="code")
    assert client.post(address("send_mail_again", ada, secret.pk)).status_code == 404
    another = make_user()
    assert client.post(address("send_mail_again", another, failed.pk)).status_code == 404
