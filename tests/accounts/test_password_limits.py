"""Passwords cannot be guessed, whichever page asks for one."""

from typing import ClassVar

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests.accounts.browser import Browser, proven

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
PASSWORD = "walnut tandem orbit"
WRONG = "this is not the one"
TOO_MANY = "Too many wrong passwords. Ask for a sign-in code"


@pytest.fixture
def owner() -> User:
    return proven(ADA, password=PASSWORD)


class NotingHasher(MD5PasswordHasher):
    """Hash, and note what was hashed."""

    noted: ClassVar[list[str]] = []

    def encode(self, password, salt):
        self.noted.append(password)
        return super().encode(password, salt)


@pytest.fixture
def hashed(settings) -> list[str]:
    """Every password that was hashed, to compare it or to take as long as a comparison."""
    settings.PASSWORD_HASHERS = ["tests.accounts.test_password_limits.NotingHasher"]
    NotingHasher.noted.clear()
    return NotingHasher.noted


def guess(times: int, address: str = "198.51.100.1", email: str = ADA) -> str:
    """Send a wrong password so many times; the text of the last page."""
    browser = Browser(address)
    pages = [browser.sign_in(email, WRONG) for _ in range(times)]
    return pages[-1].content.decode()


@pytest.mark.parametrize("email", [ADA, "nobody@example.org"])
def test_the_sixth_guess_from_one_network_is_refused_unread(owner, email, hashed):
    assert TOO_MANY not in guess(5, email=email)
    assert hashed
    hashed.clear()
    assert TOO_MANY in guess(1, email=email)
    assert TOO_MANY in guess(1, email=email.upper())
    assert hashed == []


def test_an_address_in_other_letters_gets_no_guesses_of_its_own(hashed):
    """PostgreSQL finds the account by look-alikes too: each would bring five guesses more."""
    susan = proven("susan@example.org", password=PASSWORD)
    for email in ("ſusan@example.org", "suſan@example.org", "ſuſan@ｅxample.org"):
        guess(2, email=email)
    hashed.clear()
    stranger = Browser("198.51.100.1")
    stranger.sign_in("susan@example.org", PASSWORD)
    assert (stranger.user, hashed) == (None, [])
    known = Browser("203.0.113.9")
    known.sign_in("ſusan@exam\u200bple.org", PASSWORD)
    assert known.user == susan


def test_the_right_password_is_refused_too_where_there_were_too_many_wrong_ones(owner):
    guess(5)
    stranger = Browser("198.51.100.1")
    stranger.sign_in(ADA, PASSWORD)
    assert stranger.user is None


def test_a_stranger_who_guesses_does_not_shut_out_the_owner_elsewhere(owner):
    guess(20)
    ada = Browser("203.0.113.9")
    ada.sign_in(ADA, PASSWORD)
    assert ada.user == owner


def test_right_passwords_are_not_counted(owner):
    for _ in range(7):
        ada = Browser()
        ada.sign_in(ADA, PASSWORD)
        assert ada.user == owner


def test_typos_of_a_class_behind_one_address_do_not_refuse_the_next_person(owner):
    for number in range(20):
        guess(1, email=f"learner{number}@example.org")
    ada = Browser("198.51.100.1")
    ada.sign_in(ADA, PASSWORD)
    assert ada.user == owner


def test_a_network_gets_a_hundred_guesses_at_all_accounts(owner, rf, hashed):
    for number in range(100):
        authenticate(rf.post("/"), email=f"learner{number}@example.org", password=WRONG)
    assert len(hashed) == 100
    assert authenticate(rf.post("/"), email=ADA, password=PASSWORD) is None
    assert len(hashed) == 100


def test_an_account_gets_a_hundred_guesses_from_all_networks(owner, rf, hashed):
    for number in range(100):
        stranger = rf.post("/", REMOTE_ADDR=f"198.51.100.{number}")
        authenticate(stranger, email=ADA, password=WRONG)
    assert len(hashed) == 100
    ada = rf.post("/", REMOTE_ADDR="203.0.113.9")
    assert authenticate(ada, email=ADA, password=PASSWORD) is None
    assert len(hashed) == 100


def test_addresses_of_one_ipv6_network_count_as_one(owner):
    for number in range(5):
        guess(1, address=f"2001:db8::{number}")
    assert TOO_MANY in guess(1, address="2001:db8::ffff")


@pytest.mark.parametrize("name", ["email", "username"])
def test_a_check_of_a_password_from_any_code_is_limited(owner, rf, name):
    request = rf.post("/")
    for _ in range(5):
        assert authenticate(request, **{name: ADA, "password": WRONG}) is None
    assert authenticate(request, **{name: ADA, "password": PASSWORD}) is None
    assert authenticate(rf.post("/", REMOTE_ADDR="203.0.113.9"), email=ADA, password=PASSWORD)


def test_a_check_without_a_request_is_limited_by_account(owner):
    for _ in range(100):
        authenticate(None, email=ADA, password=WRONG)
    assert authenticate(None, email=ADA, password=PASSWORD) is None


def test_the_current_password_cannot_be_guessed_by_changing_it(owner, hashed):
    thief = Browser()
    thief.client.force_login(owner)
    change = {"password1": "another long password", "password2": "another long password"}
    pages = [thief.post("account_change_password", oldpassword=WRONG, **change) for _ in range(5)]
    assert "type your current password" in pages[-1].content.decode()
    assert hashed
    hashed.clear()
    thief.post("account_change_password", oldpassword=PASSWORD, **change)
    assert hashed == []
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_confirming_it_is_you_is_limited_with_the_same_count(owner):
    thief = Browser()
    thief.client.force_login(owner)
    for _ in range(5):
        thief.post("account_reauthenticate", password=WRONG)
    assert TOO_MANY in thief.sign_out_and_in(ADA, PASSWORD).content.decode()


def test_a_password_longer_than_any_that_can_be_set_is_refused_unread(owner, hashed):
    for email in (ADA, "nobody@example.org"):
        page = Browser().sign_in(email, "x" * 500_000)
        assert "not correct" in page.content.decode()
    assert hashed == []


def test_who_has_reset_the_password_may_sign_in_at_once(owner):
    ada = Browser()
    for _ in range(5):
        ada.sign_in(ADA, WRONG)
    ada.reset_password(ADA, "another long password")
    ada.sign_in(ADA, "another long password")
    assert ada.user == owner


def test_rights_of_a_group_are_still_found(owner):
    owner.groups.add(Group.objects.get(name="Issuer"))
    assert owner.get_group_permissions()
    assert owner.has_perms(owner.get_group_permissions())


def test_a_disabled_account_does_not_get_in(owner):
    User.objects.update(is_active=False)
    ada = Browser()
    page = ada.sign_in(ADA, PASSWORD)
    assert page.headers["Location"] == reverse("account_inactive")
    assert ada.user is None


WAYS_TO_ASK = {
    "sign-up": ("account_signup", {"email": "{email}", "name": "Ada"}),
    "sign-in": ("account_login", {"login": "{email}", "password": WRONG}),
    "code": ("account_request_login_code", {"email": "{email}"}),
    "reset": ("account_reset_password", {"email": "{email}"}),
}


@pytest.mark.parametrize("way", WAYS_TO_ASK)
def test_a_known_and_an_unknown_address_take_the_same_work_of_hashing(owner, hashed, way):
    """Hashing takes a quarter of a second in production: it would tell who has an account."""
    view, fields = WAYS_TO_ASK[way]
    counts, answers = {}, {}
    for email in (ADA, "nobody@example.org"):
        hashed.clear()
        browser = Browser()
        filled = {name: value.format(email=email) for name, value in fields.items()}
        with CaptureQueriesContext(connection) as captured:
            answer = browser.post(view, **filled)
        counts[email] = (len(hashed), len(captured))
        answers[email] = (answer.status_code, answer.headers.get("Location"))
    (known, of_known), (unknown, of_unknown) = counts.values()
    assert known == unknown
    assert abs(of_known - of_unknown) <= 20
    assert len(set(answers.values())) == 1
