"""Sessions are read by a compiled query, end as Django's do, and lead back to where one was."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.accounts.browser import Browser, code_to, proven
from tests.factories import make_edition

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:settings")
ADA = "ada@example.org"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


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


@pytest.mark.parametrize(
    ("view", "email", "enter"),
    [
        ("account_request_login_code", ADA, Browser.enter_sign_in_code),
        ("account_signup", "newcomer@example.org", Browser.enter_code),
    ],
)
def test_whoever_comes_in_by_another_page_says_there_that_others_use_the_computer(
    view, email, enter
):
    proven(ADA)
    make_edition()
    browser = Browser()
    assert 'name="is_shared"' in browser.get(reverse(view)).content.decode()
    with time_machine.travel(NOW, tick=False) as clock:
        browser.post(view, email=email, is_shared="on")
        enter(browser, code_to(email))
        assert browser.user.email == email
        assert "known_device" not in browser.client.cookies
        clock.shift(timedelta(minutes=16))
        assert browser.user is None


def test_a_second_tab_of_the_sign_in_leads_on_and_says_who_is_signed_in(ada):
    """Its form has a token from before the sign-in. So has that of a second click."""
    strict = Client(enforce_csrf_checks=True)
    form = {"login": ada.email, "password": "correct horse battery", "next": PAGE}
    form["csrfmiddlewaretoken"] = strict.get(reverse("account_login")).context["csrf_token"]
    elsewhere = form | {"csrfmiddlewaretoken": "x" * 64}
    assert strict.post(reverse("account_login"), elsewhere).status_code == 403
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    for _tab in range(2):
        answer = strict.post(reverse("account_login"), form)
        assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    assert f"signed in already, as {ada.email}" in strict.get(PAGE).content.decode()
    far = strict.post(reverse("account_login"), form | {"next": "https://elsewhere.example/"})
    assert far.headers["Location"] == reverse("course:home")
    assert strict.post(PAGE, form | {"name": "Eve"}).status_code == 403
