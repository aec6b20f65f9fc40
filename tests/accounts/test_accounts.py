"""Signing up and in, settings, the outbox, the audit log."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts import personal_data
from accounts.audit import record
from accounts.models import AuditEvent, User
from tests.accounts.conftest import CommittingClient
from tests.factories import enrol, finish, make_edition

pytestmark = pytest.mark.django_db
SIGNUP, LOGIN = reverse("account_signup"), reverse("account_login")


def code_in(message) -> str:
    """The code of a mail: a line of its own."""
    return re.search(r"^\s*([A-Z0-9-]{6,})\s*$", message.body, re.MULTILINE)[1]


def sign_up(client, email="ada@example.org"):
    return client.post(SIGNUP, {"email": email, "password1": "correct horse battery", "name": "Ada Lovelace"})


def test_somebody_signs_up_confirms_by_code_and_is_in(client):
    make_edition()
    answer = sign_up(client)
    assert answer.status_code == 302
    page = client.post(answer.headers["Location"], {"code": code_in(mail.outbox[0])}, follow=True)
    assert page.context["user"].email == "ada@example.org"
    assert User.objects.get().name == "Ada Lovelace"


def test_signing_up_with_a_known_address_tells_a_stranger_nothing(client, ada):
    known, unknown = sign_up(client), sign_up(CommittingClient(), "new@example.org")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert [message.to for message in mail.outbox] == [["ada@example.org"], ["new@example.org"]]


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_a_wrong_password_reads_the_same_for_known_and_unknown_addresses(client, ada, email):
    page = client.post(LOGIN, {"login": email, "password": "not the password"})
    assert "do not match" in page.content.decode() or "not correct" in page.content.decode()


def test_a_password_reset_reads_the_same_for_known_and_unknown_addresses(client, ada):
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in ("ada@example.org", "x@example.org")
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_guessing_passwords_is_slowed_down(client, ada):
    from django.core.management import call_command

    call_command("createcachetable")
    for _try in range(7):
        page = client.post(LOGIN, {"login": "ada@example.org", "password": "wrong wrong wrong"})
    text = page.content.decode().lower()
    assert page.status_code == 429 or "too many" in text


def test_a_short_password_is_refused_with_its_length(client):
    page = client.post(SIGNUP, {"email": "ada@example.org", "password1": "short one", "name": ""})
    assert "Use 12 characters or more. Yours has 9." in page.content.decode()
    assert not User.objects.exists()


def test_an_address_is_one_account_however_it_is_written(ada):
    assert User.objects.get_by_natural_key("ADA@Example.org") == ada


def test_settings_keep_name_roles_and_zone(client, ada):
    client.force_login(ada)
    url = reverse("accounts:settings")
    data = {
        "name": "Ada King",
        "roles": ["nurse", "prescriber"],
        "time_zone": "Europe/Berlin",
        "language": "en-gb",
        "theme": "dark",
    }
    for _twice in range(2):
        assert client.post(url, data).status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.time_zone, ada.theme) == ("Ada King", "Europe/Berlin", "dark")
    assert sorted(ada.roles.values_list("name", flat=True)) == ["nurse", "prescriber"]
    assert 'data-theme="dark"' in client.get(url).content.decode()


@pytest.mark.parametrize(
    "change", [{"time_zone": "Mars/Olympus"}, {"roles": ["surgeon"]}, {"theme": "pink"}, {"language": "xx"}]
)
def test_impossible_settings_are_refused(client, ada, change):
    client.force_login(ada)
    data = {"name": "Ada", "time_zone": "UTC", "language": "en-gb", "theme": "", "is_staff": "on", "is_superuser": "on"}
    assert client.post(reverse("accounts:settings"), data | change).status_code == 200
    ada.refresh_from_db()
    assert not ada.is_staff


def test_settings_cannot_make_anybody_staff(client, ada):
    client.force_login(ada)
    data = {"name": "Ada", "time_zone": "UTC", "language": "en-gb", "theme": "", "is_staff": "on", "is_superuser": "on"}
    assert client.post(reverse("accounts:settings"), data).status_code == 302
    ada.refresh_from_db()
    assert not ada.is_staff
    assert not ada.is_superuser


def test_the_audit_log_keeps_what_was_done_when_the_person_is_gone(ada, grace):
    record(grace, "unit.waived", ada, "a reason")
    grace.delete()
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.subject_key) == (None, "unit.waived", str(ada.public_id))


def test_personal_data_is_exported_by_part_and_erasing_keeps_the_record(ada):
    enrolment = finish(enrol(ada, make_edition(lessons=1)))
    exported = personal_data.export(ada)
    assert exported["account"]["email"] == "ada@example.org"
    assert exported["learning"][0]["completions"][0]["unit_key"] == "lesson-1"
    personal_data.erase(ada)
    enrolment.refresh_from_db()
    assert (enrolment.user, enrolment.holder_name, enrolment.completions.count()) == (None, "", 1)
    assert not User.objects.exists()
