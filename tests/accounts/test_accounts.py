"""Signing up and in, settings, the outbox, the audit log."""

import pytest
from django.urls import reverse

from accounts import personal_data
from accounts.audit import record
from accounts.models import AuditEvent, User
from tests.accounts.browser import Browser, code_to
from tests.factories import enrol, finish, make_edition

pytestmark = pytest.mark.django_db
LOGIN = reverse("account_login")


def test_somebody_signs_up_confirms_by_code_and_is_in():
    make_edition()
    browser = Browser()
    answer = browser.sign_up("ada@example.org", "Ada Lovelace")
    code = code_to("ada@example.org")
    page = browser.client.post(answer.headers["Location"], {"code": code}, follow=True)
    assert page.context["user"].email == "ada@example.org"
    assert "Next time, sign in with a code" in page.content.decode()
    assert User.objects.get().name == "Ada Lovelace"


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_a_wrong_password_reads_the_same_for_known_and_unknown_addresses(client, ada, email):
    page = client.post(LOGIN, {"login": email, "password": "not the password"})
    assert "do not match" in page.content.decode() or "not correct" in page.content.decode()


def test_an_address_is_one_account_however_it_is_written(ada):
    assert User.objects.get_by_natural_key("ADA@Example.org") == ada


def test_settings_keep_name_and_zone(client, ada):
    client.force_login(ada)
    url = reverse("accounts:settings")
    data = {
        "name": "Ada King",
        "time_zone": "Europe/Berlin",
        "language": "en-us",
        "theme": "dark",
    }
    for _twice in range(2):
        assert client.post(url, data).status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.time_zone, ada.theme) == ("Ada King", "Europe/Berlin", "dark")
    assert 'data-theme="dark"' in client.get(url).content.decode()


@pytest.mark.parametrize(
    "change",
    [{"time_zone": "Mars/Olympus"}, {"theme": "pink"}, {"language": "xx"}],
)
def test_impossible_settings_are_refused(client, ada, change):
    client.force_login(ada)
    data = {
        "name": "Ada",
        "time_zone": "UTC",
        "language": "en-us",
        "theme": "",
        "is_staff": "on",
        "is_superuser": "on",
    }
    assert client.post(reverse("accounts:settings"), data | change).status_code == 200
    ada.refresh_from_db()
    assert not ada.is_staff


def test_settings_cannot_make_anybody_staff(client, ada):
    client.force_login(ada)
    data = {
        "name": "Ada",
        "time_zone": "UTC",
        "language": "en-us",
        "theme": "",
        "is_staff": "on",
        "is_superuser": "on",
    }
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
