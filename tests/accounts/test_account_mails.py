"""The mails of sign-up and sign-in when the mail server refuses, stays silent, or is back."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.messages.storage.cookie import MessageSerializer
from django.core import mail, signing
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import mail as outbox
from accounts.models import OutgoingMail, User
from tests.accounts.browser import CommittingClient
from tests.factories import make_edition, make_provider

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
SIGN_UP = (
    "account_signup",
    {"email": "new@example.org", "password1": PASSWORD, "name": "New Person"},
)
LOGIN_CODE = ("account_request_login_code", {"email": "ada@example.org"})
RESET = ("account_reset_password", {"email": "ada@example.org"})
LATE = "Our emails are late at the moment."


@pytest.fixture(params=["refuses", "is silent"])
def broken_server(request, mail_server, settings):
    if request.param == "is silent":
        mail_server.stay_silent()
        settings.EMAIL_TIMEOUT = 0.2
    return mail_server


def ask(client, name, data):
    return client.post(reverse(name), data, follow=True)


@pytest.mark.parametrize(("name", "data"), [SIGN_UP, LOGIN_CODE, RESET])
def test_a_broken_mail_server_stops_no_page_and_the_mail_comes_later(
    client, ada, broken_server, settings, name, data
):
    page = ask(client, name, data)
    assert (page.status_code, len(page.redirect_chain)) == (200, 1)
    assert LATE in page.content.decode()
    assert User.objects.filter(email=data["email"]).exists()
    row = OutgoingMail.objects.get()
    assert (row.recipient, row.sent_at, row.attempts) == (data["email"], None, 1)
    assert row.last_error in {"ConnectionRefusedError", "TimeoutError", "SMTPServerDisconnected"}

    settings.EMAIL_TIMEOUT = 10
    broken_server.work()
    with time_machine.travel(row.next_attempt_at):
        assert outbox.deliver_due() == 1
    assert [message["To"] for message in broken_server.received] == [data["email"]]
    row.refresh_from_db()
    assert (row.body, bool(row.sent_at), row.attempts) == ("", True, 2)


def test_a_code_that_came_late_still_opens_the_account(client, ada, mail_server):
    make_edition()
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    ask(client, *LOGIN_CODE)
    mail_server.work()
    row = OutgoingMail.objects.get()
    with time_machine.travel(row.next_attempt_at):
        outbox.deliver_due()
        code = code_in(mail_server.received[0].get_payload())
        page = client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)
    assert page.context["user"] == ada


def code_in(text: str) -> str:
    """The code of a mail: a line of its own."""
    return re.search(r"^\s*([A-Z0-9-]{6,})\s*$", text, re.MULTILINE)[1]


@pytest.mark.parametrize(
    ("name", "data", "life"),
    [
        (*SIGN_UP, timedelta(minutes=15)),
        (*LOGIN_CODE, timedelta(minutes=10)),
        (*RESET, timedelta(days=3)),
    ],
)
def test_a_code_or_link_expires_in_the_outbox_when_it_is_dead(
    client, ada, mail_server, name, data, life
):
    asked_at = timezone.now()
    with time_machine.travel(asked_at, tick=False):
        ask(client, name, data)
    row = OutgoingMail.objects.get()
    assert (row.is_secret, row.expires_at) == (True, asked_at + life)
    assert row.body
    mail_server.work()
    with time_machine.travel(asked_at + life, tick=False):
        outbox.deliver_due()
    row.refresh_from_db()
    assert (row.body, row.given_up_at, mail_server.received) == ("", asked_at + life, [])


def test_with_a_worker_the_page_does_not_wait_and_codes_go_before_other_tasks(
    client, ada, mail_server, settings
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    mail_server.work()
    page = ask(client, *LOGIN_CODE)
    assert page.status_code == 200
    assert (OutgoingMail.objects.get().attempts, mail_server.received) == (0, [])
    assert DBTaskResult.objects.get().priority > 0


def test_the_mail_server_gets_ten_seconds(settings):
    assert settings.EMAIL_TIMEOUT == 10


def test_mail_is_not_said_to_be_late_when_it_is_not(client, ada):
    page = ask(client, *LOGIN_CODE).content.decode()
    assert LATE not in page
    assert "It can take a minute." in page
    assert "It can take a minute." not in client.get(reverse("account_login")).content.decode()


def test_each_of_two_mails_with_the_same_text_is_sent(client, ada):
    for _twice in range(2):
        ask(client, *RESET)
    assert len(mail.outbox) == 2


def test_mails_come_from_the_provider_and_greet_without_a_host_name(client, ada):
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    make_provider(address="1 Harbour Road\nVancouver", contact="desk@northgate.example")
    ask(client, *LOGIN_CODE)
    (message,) = mail.outbox
    assert message.body.startswith("Hello,\n")
    assert message.body.endswith(
        "\n\n--\nNorthgate Teaching Hospital\n1 Harbour Road, Vancouver · desk@northgate.example\n"
        "You get this because of your account here. Nothing in it tells us that you read it.\n"
    )
    assert message.from_email.startswith("Northgate Teaching Hospital <")
    assert message.reply_to == ["desk@northgate.example"]
    assert re.fullmatch("Your code: [A-Z0-9-]+", message.subject)
    row = OutgoingMail.objects.get()
    assert (row.subject, row.body) == ("Your code: …", "")
    assert "testserver" not in message.body


@pytest.mark.parametrize(("name", "data"), [LOGIN_CODE, RESET])
def test_somebody_whose_account_is_closed_is_told_so_and_a_stranger_gets_no_mail(
    client, ada, name, data
):
    User.objects.filter(pk=ada.pk).update(is_active=False)
    ask(client, name, data)
    (message,) = mail.outbox
    assert message.subject == "Your account is closed"
    assert reverse("inbox:help") in message.body
    ask(CommittingClient(), name, {"email": "eve@example.org"})
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("page", ["account_signup", "accounts:settings"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Dr Eve\r\nBcc: eve", "U+000D"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}evil", "U+202E"),
        ("eve@example.org", "without an address"),
    ],
)
def test_a_name_that_lists_would_show_wrongly_is_refused_with_what_to_do(
    client, ada, page, name, said
):
    if page == "accounts:settings":
        client.force_login(ada)
    fields = {"email": "eve@example.net", "time_zone": "UTC", "language": "en-us"}
    answer = client.post(reverse(page), fields | {"name": name})
    assert said in answer.content.decode()
    assert not User.objects.filter(name=name).exists()
    assert mail.outbox == []


def test_the_cookie_of_messages_is_bound_to_the_host_and_holds_no_address(client, ada, settings):
    settings.SESSION_COOKIE_SECURE = True
    sent = {"email": "ada@example.org"}
    answer = client.post(reverse("account_request_login_code"), sent, secure=True)
    cookie = answer.cookies["__Host-messages"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    signer = signing.get_cookie_signer(salt="django.contrib.messages")
    (message,) = signer.unsign_object(cookie.value, serializer=MessageSerializer)
    assert "sign-in code" in str(message)
    assert "ada@" not in str(message)
