"""The mail log: what was sent, waits or could not be sent, and sending again."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.mail import deliver_due
from accounts.mail_log.kinds import MailKind, beginnings_of
from accounts.models import AuditEvent, OutgoingMail
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LIST, MANY = reverse("mail_log:list"), reverse("mail_log:send_many")
BECAUSE = "The server of the hospital was down."
ROOT = Path(__file__).resolve().parents[2]
NOW = timezone.now()


@pytest.fixture(autouse=True)
def support(client):
    """The group that reads the log, beside administrators."""
    user = make_user(name="Sam Support", is_staff=True)
    user.groups.add(Group.objects.get(name="Support"))
    client.force_login(user)
    return user


def make_mail(key: str, **fields) -> OutgoingMail:
    text = {"subject": f"About {key}", "body": f"The text of {key}", "language": "en-us"}
    defaults = text | {"recipient": f"{key.partition(':')[0]}@h.example"}
    return OutgoingMail.objects.create(key=key, **(defaults | fields))


@pytest.fixture
def log():
    gone = {"given_up_at": NOW, "last_error": "SMTPRecipientsRefused", "attempts": 9}
    make_mail("certificate:1", **gone)
    make_mail("course-reminder:1", **gone | {"last_error": "TimeoutError"})
    make_mail("account/email/login_code:1", **gone | {"body": ""}, is_secret=True)
    make_mail("certificate-revoked:1", last_error="TimeoutError", attempts=2)
    make_mail("message.answered:1", next_attempt_at=NOW + timedelta(hours=1))
    make_mail("role-given:1", sent_at=NOW, body="")


def shown(client, **asked) -> list[str]:
    """The addresses of the list, without their domain."""
    page = client.get(LIST, asked).content.decode()
    return re.findall(r"<span>([\w./-]+)@h\.example</span>", page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["account/email/login_code", "course-reminder", "certificate"]),
        ({"tab": "refused"}, ["certificate-revoked"]),
        ({"tab": "waiting"}, ["message.answered"]),
        ({"tab": "sent"}, ["role-given"]),
        ({"tab": "old"}, ["account/email/login_code", "course-reminder", "certificate"]),
        ({"address": "REMINDER@"}, ["course-reminder"]),
        ({"kind": "code"}, ["account/email/login_code"]),
        ({"kind": "certificate"}, ["certificate"]),
        ({"kind": "account"}, []),
        ({"kind": "certificate", "tab": "refused"}, ["certificate-revoked"]),
        ({"address": "%"}, []),
    ],
)
def test_mails_are_found_by_state_address_and_kind(client, log, asked, found):
    assert shown(client, **asked) == found


def test_no_text_and_no_subject_of_a_code_is_shown(client, log):
    for tab in ("", "refused", "waiting", "sent"):
        page = client.get(LIST, {"tab": tab}).content.decode()
        assert "The text of" not in page
        assert "About account" not in page
    words = " ".join(strip_tags(client.get(LIST).content.decode()).split())
    assert "Could not be sent 3 Refused, tried again 1 Waiting 1 Taken by the server 1" in words
    assert "Code or link to sign in account/email/login_code@h.example Address refused" in words
    assert "About certificate:1 certificate@h.example Address refused" in words


def test_one_mail_is_sent_again_once(client, log, support):
    unsent = OutgoingMail.objects.get(key="certificate:1")
    again = reverse("mail_log:send_again", args=[unsent.pk])
    for words in ("the mail server has taken it", "This email was sent before"):
        assert words in client.post(f"{again}?kind=certificate", follow=True).content.decode()
    assert [message.to for message in mail.outbox] == [["certificate@h.example"]]
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.subject_key) == (
        support, "mail.sent_again", str(unsent.pk),
    )  # fmt: skip
    code = OutgoingMail.objects.get(is_secret=True)
    assert client.post(reverse("mail_log:send_again", args=[code.pk])).status_code == 404


def test_many_are_sent_again_in_two_steps_but_no_codes(client, log):
    first = " ".join(strip_tags(client.get(MANY).content.decode()).split())
    assert "Send 2 emails again" in first
    assert "1 is left out" in first
    assert OutgoingMail.objects.filter(given_up_at=None).count() == 3
    assert "Write the reason" in client.post(MANY, {"reason": ""}).content.decode()
    done = client.post(MANY, {"reason": BECAUSE}, follow=True).content.decode()
    assert "2 emails are sent within the next minutes" in done
    deliver_due()
    sent_to = {address for message in mail.outbox for address in message.to}
    assert sent_to == {
        "certificate@h.example", "course-reminder@h.example", "certificate-revoked@h.example",
    }  # fmt: skip
    [event] = AuditEvent.objects.all()
    assert event.reason == f"2 emails of “Could not be sent”, this one first. {BECAUSE}"
    assert (
        "0 emails are sent" in client.post(MANY, {"reason": BECAUSE}, follow=True).content.decode()
    )
    assert AuditEvent.objects.count() == 1


def test_auditors_do_not_read_addresses_here(client):
    auditor = make_user(is_staff=True)
    auditor.groups.add(Group.objects.get(name="Auditor"))
    client.force_login(auditor)
    assert client.get(LIST).status_code == 404


def test_every_key_of_the_code_has_a_kind():
    keys = {
        node.values[0].value
        for app in ("accounts", "certificates", "config", "course", "quizzes")
        for path in (ROOT / app).rglob("*.py")
        if "mail.queue" in (text := path.read_text())
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
    }
    keys = {key for key in keys if re.fullmatch(r"[a-z.-]+:", key)}
    known = tuple(beginning for kind in MailKind for beginning in beginnings_of(kind))
    assert len(keys) > 15
    assert {key for key in keys if not key.startswith(known)} == set()


def test_30_mails_cost_as_many_statements_as_one(client, django_assert_num_queries):
    make_mail("certificate:x", given_up_at=NOW)
    client.get(LIST)
    for first in (0, 300):
        with django_assert_num_queries(10):
            client.get(LIST, {"before": "end"})
        for number in range(first, first + 30):
            make_mail(f"certificate:{number}", given_up_at=NOW)
