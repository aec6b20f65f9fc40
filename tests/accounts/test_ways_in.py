"""Signing in by several ways from one page, how long it lasts, and what strangers cannot stop."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.core.signing import TimestampSigner
from django.urls import reverse

from accounts import personal_data
from accounts.models import AccountEvent, User
from accounts.security.events import forget_old_events
from tests.accounts.browser import Browser, code_to, link_to, mails_to, proven
from tests.accounts.factors import SECURITY, add_app, add_passkey, app_code
from tests.accounts.test_password_limits import guess
from tests.factories import make_edition

pytestmark = pytest.mark.django_db
ADA, PASSWORD = "ada@example.org", "walnut tandem orbit"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 Version/18.0 Mobile Safari/604"


@pytest.fixture
def ada() -> User:
    return proven(ADA, password=PASSWORD, name="Ada Lovelace")


def sign_in(browser: Browser, **ticks: str) -> None:
    browser.post("account_login", login=ADA, password=PASSWORD, **ticks)


# --- one page -------------------------------------------------------------------------------------


def test_the_address_alone_gets_a_code_and_an_empty_password_asks_for_it(ada):
    browser = Browser()
    asked = browser.post("account_login", login=ADA)
    assert asked.headers["Location"] == reverse("account_confirm_login_code")
    browser.enter_sign_in_code(code_to(ADA))
    assert browser.user == ada
    page = Browser().post("account_login", login=ADA, way="password").content.decode()
    assert "Type your password" in page


def test_a_wrong_password_does_not_close_the_code(ada):
    browser = Browser()
    for _wrong in range(8):
        browser.sign_in(ADA, "not the password")
    browser.post("account_login", login=ADA, password="filled by a program", way="code")
    browser.enter_sign_in_code(code_to(ADA))
    assert browser.user == ada


def test_the_page_goes_on_where_the_visitor_wanted(ada):
    browser = Browser()
    page = browser.client.get(f"{reverse('account_login')}?next=/account/").content.decode()
    assert page.count('<input type="hidden" name="next" value="/account/">') == 2


def test_a_passkey_without_scripts_says_what_it_needs():
    answer = Browser().client.post(reverse("mfa_login_webauthn"), follow=True)
    assert "Passkeys need a browser" in answer.content.decode()


HOSTILE = ["{}", "[]", '"x"', '{"id": "x", "response": {}}', "{", "9" * 5000, "[" * 200_000]


@pytest.mark.parametrize("credential", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_passkey_is_refused(ada, credential):
    browser = Browser()
    answer = browser.post("mfa_login_webauthn", credential=credential)
    assert answer.headers["Location"] == reverse("account_login")
    add_app(ada)
    sign_in(browser)
    assert browser.post("mfa_authenticate", credential=credential).status_code == 200
    assert browser.user is None


# --- how long -------------------------------------------------------------------------------------


def test_a_session_ends_with_the_browser_unless_it_is_kept(ada):
    for ticks, age in (({}, ""), ({"remember": "on"}, 14 * 24 * 60 * 60)):
        browser = Browser()
        sign_in(browser, **ticks)
        assert browser.client.cookies["sessionid"]["max-age"] == age
    browser = Browser()
    browser.post("account_login", login=ADA, remember="on")
    browser.enter_sign_in_code(code_to(ADA))
    assert browser.client.cookies["sessionid"]["max-age"] == 14 * 24 * 60 * 60


@pytest.mark.parametrize(
    ("is_staff", "ticks", "unused"),
    [
        (False, {"is_shared": "on", "remember": "on"}, 15),
        (True, {}, 30),
        (True, {"is_shared": "on"}, 15),
    ],
)
def test_a_session_that_is_not_used_ends(ada, is_staff, ticks, unused):
    User.objects.update(is_staff=is_staff)
    browser = Browser()
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(browser, **ticks)
        for _page in range(3):
            clock.shift(timedelta(minutes=unused - 1))
            assert browser.user == ada
        clock.shift(timedelta(minutes=unused + 1))
        ended = browser.client.get(SECURITY, follow=True).content.decode()
    assert "What you saved is still there" in ended
    assert browser.user is None
    assert not Session.objects.filter(session_key=browser.client.session.session_key).exists()


def test_the_session_of_a_learner_on_their_own_device_goes_on_for_two_weeks(ada):
    browser = Browser()
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(browser, remember="on")
        clock.shift(timedelta(days=13))
        assert browser.user == ada
        assert "last_use" not in browser.client.cookies
        # What is written into a session would make it last longer.
        session = browser.client.session
        session["seen"] = True
        session.save()
        clock.shift(timedelta(days=2))
        assert browser.user is None


def test_staff_sign_in_anew_after_twelve_hours(ada):
    User.objects.update(is_staff=True)
    browser = Browser()
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(browser)
        session = browser.client.session
        session["signed_in_at"] -= 12 * 60 * 60 - 60
        session.save()
        browser.client.cookies["last_use"] = stays_in_use(session.session_key)
        assert browser.user == ada
        clock.shift(timedelta(minutes=2))
        assert browser.user is None


def stays_in_use(session_key: str) -> str:
    """The cookie of a session that is used now."""
    return TimestampSigner(salt=f"accounts.security.stays:{session_key}").sign("used")


def test_the_cookie_of_one_session_keeps_no_other(ada):
    with time_machine.travel(NOW, tick=False) as clock:
        first, second = Browser(), Browser()
        sign_in(first, is_shared="on")
        sign_in(second, is_shared="on")
        clock.shift(timedelta(minutes=14))
        assert first.user == ada
        second.client.cookies["last_use"] = first.client.cookies["last_use"].value
        clock.shift(timedelta(minutes=10))
        assert (first.user, second.user) == (ada, None)


# --- devices --------------------------------------------------------------------------------------


def test_a_sign_in_on_a_new_device_is_mailed_once(ada):
    browser = Browser()
    browser.client.defaults["HTTP_USER_AGENT"] = PHONE
    sign_in(browser)
    assert "a device that we do not know" in mails_to(ADA)[-1]
    browser.client.cookies.pop("sessionid")
    sign_in(browser)
    assert len(mails_to(ADA)) == 1
    kinds = list(ada.account_events.values_list("kind", "device"))
    assert kinds == [("signed-in", "Safari on iPhone"), ("new-device", "Safari on iPhone")]


def test_who_signs_up_is_not_warned_of_the_own_device():
    make_edition()
    browser = Browser()
    browser.sign_up(ADA)
    browser.enter_code(code_to(ADA))
    assert browser.user
    assert len(mails_to(ADA)) == 1


def test_a_shared_computer_is_not_remembered(ada):
    browser = Browser()
    sign_in(browser, is_shared="on")
    assert "known_device" not in browser.client.cookies


# --- strangers ------------------------------------------------------------------------------------


def test_a_stranger_cannot_shut_out_the_owner(ada, rf):
    home = Browser("203.0.113.9")
    sign_in(home)
    waiting = Browser("203.0.113.10")
    waiting.ask_for_code(ADA)
    code = code_to(ADA)
    for number in range(100):
        stranger = rf.post("/", REMOTE_ADDR=f"198.51.100.{number}")
        authenticate(stranger, email=ADA, password="not the password")
    for number in range(40):
        Browser(f"198.51.100.{number}").post("account_reset_password", email=ADA)
    # Elsewhere the password is shut for an hour, and no new code is mailed …
    refused = Browser("203.0.113.11")
    sign_in(refused)
    assert refused.user is None
    assert refused.ask_for_code(ADA).status_code == 200
    # … but a code that was asked for before still works, and so do devices that are known.
    waiting.enter_sign_in_code(code)
    assert waiting.user == ada
    home.client.cookies.pop("sessionid")
    sign_in(home)
    assert home.user == ada
    home.client.cookies.pop("sessionid")
    home.sign_in_by_code(ADA)
    assert home.user == ada
    home.client.cookies.pop("sessionid")
    home.reset_password(ADA, "another long password")
    assert link_to(ADA, "/password/reset/key/")


@pytest.mark.parametrize("email", [ADA, "nobody@example.org"])
def test_one_network_gets_ten_mails_for_an_address_within_an_hour(ada, email):
    browsers = [Browser("198.51.100.1") for _ in range(11)]
    pages = [browser.ask_for_code(email) for browser in browsers]
    assert [page.status_code for page in pages] == [302] * 10 + [200]
    assert "many emails within an hour" in pages[-1].content.decode()
    by_reset = Browser("198.51.100.1").post("account_reset_password", email=email)
    assert by_reset.status_code == 200
    # Neither do look-alike letters or a hidden one bring more: the mails go to the same mailbox.
    for typed in (email.replace("exa", "exa\u200b"), email.replace("example", "ｅxample")):
        assert "many emails" in Browser("198.51.100.1").ask_for_code(typed).content.decode()
    assert "many emails" in Browser("198.51.100.1").sign_up(email).content.decode()


def test_after_sixty_people_behind_one_address_the_next_still_signs_up_and_in(ada):
    """A class does so within a minute. The limit counts every form, that without an address too."""
    classroom = Browser("198.51.100.1")
    for _person in range(60):
        classroom.sign_up("")
    newcomer, owner = Browser("198.51.100.1"), Browser("198.51.100.1")
    newcomer.sign_up("newcomer@example.org")
    newcomer.enter_code(code_to("newcomer@example.org"))
    owner.sign_in_by_code(ADA)
    assert (newcomer.user.email, owner.user) == ("newcomer@example.org", ada)


def test_a_known_device_still_cannot_guess_for_ever(ada):
    browser = Browser()
    sign_in(browser)
    browser.client.cookies.pop("sessionid")
    for _wrong in range(20):
        browser.sign_in(ADA, "not the password")
    sign_in(browser)
    assert browser.user is None
    assert "Too many wrong passwords" not in guess(1, address="203.0.113.77")


# --- the page -------------------------------------------------------------------------------------


def test_the_page_lists_ways_sessions_and_what_happened(ada, django_assert_num_queries):
    for number in range(3):
        add_passkey(ada, f"key {number}")
        other = Browser()
        other.client.defaults["HTTP_USER_AGENT"] = PHONE
        sign_in(other)
    browser = Browser()
    sign_in(browser)
    add_app(ada)
    browser.get(SECURITY)
    with django_assert_num_queries(10):
        page = browser.get(SECURITY).content.decode()
    for words in ("Passkey: key 2", "To ada@example.org. Always on.", "Safari on iPhone"):
        assert words in page
    assert page.count("/account/security/sessions/") == 4


def sessions_page(browser: Browser) -> list[tuple[str, bool]]:
    sessions = browser.get(SECURITY).context["sessions"]
    return [(session.device, session.is_here) for session in sessions]


def test_one_session_or_all_can_be_ended(ada):
    here, there, elsewhere = Browser(), Browser(), Browser()
    there.client.defaults["HTTP_USER_AGENT"] = PHONE
    for browser in (elsewhere, there, here):
        sign_in(browser)
    unknown = "Unknown device"
    assert sessions_page(here) == [(unknown, True), ("Safari on iPhone", False), (unknown, False)]
    phone = here.get(SECURITY).context["sessions"][1]
    eve = Browser()
    eve.stay_signed_in(proven("eve@example.org"))
    eve.post(reverse("accounts:sign_out_session", args=[phone.pk]))
    assert there.user == ada
    here.post(reverse("accounts:sign_out_session", args=[phone.pk]))
    assert (there.user, elsewhere.user, here.user) == (None, ada, ada)
    here.post("accounts:sign_out_everywhere")
    assert (elsewhere.user, here.user) == (None, None)


def test_a_password_can_be_removed_for_the_code_is_always_on(ada):
    browser, thief = Browser(), Browser()
    sign_in(thief)
    browser.stay_signed_in(ada)
    assert browser.post("accounts:remove_password").status_code == 302
    assert (browser.user, thief.user) == (ada, None)
    ada.refresh_from_db()
    assert not ada.has_usable_password()
    assert "password of your account was removed" in mails_to(ADA)[-1]
    assert browser.post("accounts:remove_password").headers["Location"] == SECURITY
    # The session has another key by now. It is listed still, and ends with the others.
    elsewhere = Browser()
    elsewhere.sign_in_by_code(ADA)
    assert len(sessions_page(elsewhere)) == 2
    elsewhere.post("accounts:sign_out_everywhere")
    assert browser.user is None


def test_an_undo_drops_the_factors_that_a_thief_added(ada):
    add_passkey(ada, "own key")
    Authenticator.objects.update(created_at=NOW)
    thief = Browser()
    thief.stay_signed_in(ada)
    thief.move_to("thief@example.org", ADA)
    add_app(ada)
    add_passkey(ada, "key of the thief")
    link = link_to(ADA, "/account/undo/").removeprefix("http://localhost:8000")
    Browser().post(link)
    assert [str(row) for row in Authenticator.objects.all()] == ["own key"]


def test_what_is_kept_is_exported_and_ends(ada):
    add_passkey(ada)
    browser = Browser()
    sign_in(browser)
    exported = personal_data.export(ada)["sign_in"]
    assert exported["ways_to_sign_in"][0]["type"] == "webauthn"
    assert exported["account_events"][0]["kind"] == "new-device"
    assert exported["sessions"][0]["ip"] == "127.0.0.1"
    AccountEvent.objects.update(at=NOW - timedelta(days=200))
    with time_machine.travel(NOW):
        assert forget_old_events() == 1


def test_sign_ins_and_refusals_are_logged_without_names(ada, caplog):
    caplog.set_level(logging.INFO)
    add_app(ada)
    browser = Browser()
    browser.ask_for_code(ADA)
    browser.enter_sign_in_code("wrong")
    browser = Browser()
    sign_in(browser)
    browser.post("mfa_authenticate", code="000000")
    browser.post("mfa_authenticate", code=app_code())
    browser.post("account_logout")
    lines = [record.getMessage() for record in caplog.records if "user=" in record.getMessage()]
    assert lines == [
        f"mailed code refused user={ada.pk}",
        f"second factor refused user={ada.pk} type=totp",
        f"second factor used user={ada.pk} type=totp",
        f"account event kind=new-device user={ada.pk}",
        f"signed out user={ada.pk}",
    ]
    assert ADA not in caplog.text
