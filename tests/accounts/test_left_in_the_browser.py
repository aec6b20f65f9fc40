"""What the site leaves in a browser: cookies of this host alone, and nothing after a sign-out."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from tests.accounts.browser import Browser, proven

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
SECURITY = reverse("accounts:security")
CLEARED = "Clear-Site-Data"


@pytest.fixture
def device() -> Browser:
    ada = proven("ada@example.org")
    ada.set_password(PASSWORD)
    ada.save()
    return Browser()


def sign_in(device: Browser, **ticks: str):
    return device.client.post(
        reverse("account_login"), {"login": "ada@example.org", "password": PASSWORD} | ticks
    )


def test_every_cookie_belongs_to_this_host_and_is_closed_to_scripts(device, settings):
    settings.SESSION_COOKIE_SECURE = True
    settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME = "__Host-sessionid"
    settings.CSRF_COOKIE_NAME = "__Host-csrftoken"
    shared = Browser()
    for each in (device, shared):
        each.client.defaults["wsgi.url_scheme"] = "https"
    device.client.post(reverse("accounts:look"), {"theme": "dark"})
    sign_in(device)
    sign_in(shared, is_shared="on")
    # A page that shows no messages, so that their cookie stays.
    shared.client.get(reverse("manifest"))
    cookies = shared.client.cookies | device.client.cookies
    names = {"sessionid", "csrftoken", "messages", "look", "known_device", "last_use"}
    assert cookies.keys() == {f"__Host-{name}" for name in names}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("way_out", ["account_logout", "accounts:sign_out_everywhere"])
def test_whoever_signs_out_leaves_nothing_that_scripts_kept(device, way_out):
    assert CLEARED not in sign_in(device).headers
    assert CLEARED not in device.client.get(SECURITY).headers
    assert device.client.post(reverse(way_out)).headers[CLEARED] == '"storage"'
    assert CLEARED not in device.client.get(reverse("account_login")).headers


@pytest.mark.parametrize(("ticks", "is_cleared"), [({"is_shared": "on"}, True), ({}, False)])
def test_a_session_that_ends_unused_leaves_it_on_a_device_of_ones_own(device, ticks, is_cleared):
    with time_machine.travel(datetime(2026, 11, 30, 9, tzinfo=UTC), tick=False) as clock:
        sign_in(device, **ticks)
        User.objects.update(is_staff=True)
        clock.shift(timedelta(minutes=31))
        ended = device.client.get(SECURITY)
    assert ended.status_code == 302
    assert (CLEARED in ended.headers) == is_cleared
