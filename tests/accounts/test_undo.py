"""The owner is told of a changed address or password, and can undo it for seven days."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from accounts import changes, personal_data
from accounts.models import AccountChange, AuditEvent, User
from tests.accounts.browser import Browser, code_to, link_to, mails_to, proven
from tests.accounts.factors import add_passkey, app_code
from tests.factories import enrol, make_edition

pytestmark = pytest.mark.django_db
ADA, THIEF, THIEF_TOO = "ada@example.org", "thief@example.org", "thief-too@example.org"
PASSWORD = "walnut tandem orbit"
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def owner() -> User:
    return proven(ADA, name="Ada Lovelace")


@pytest.fixture
def thief(owner) -> Browser:
    """A browser that was left signed in to Ada's account, beside her open mailbox."""
    browser = Browser()
    browser.stay_signed_in(owner)
    return browser


def undo_link(email: str) -> str:
    return link_to(email, "/account/undo/").removeprefix("http://localhost:8000")


@pytest.fixture
def stolen(owner, thief) -> SimpleNamespace:
    """Ada's account, which the thief has moved to another address, and the link in her mail."""
    thief.move_to(THIEF, ADA)
    thief.set_password(PASSWORD)
    return SimpleNamespace(thief=thief, owner=owner, link=undo_link(ADA))


def addresses(user: User) -> tuple[str, list[tuple[str, bool, bool]]]:
    user.refresh_from_db()
    rows = EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")
    return user.email, list(rows)


# --- the mails ------------------------------------------------------------------------------------


def test_the_old_mailbox_is_told_of_a_changed_address(owner, thief):
    thief.move_to(THIEF, ADA)
    text = mails_to(ADA)[-1]
    assert f"changed from {ADA} to {THIEF}" in text
    assert "within 7 days" in text
    assert "put this address back" in text
    assert "/account/undo/" not in "".join(mails_to(THIEF))


def test_the_owner_is_told_when_a_password_is_set_changed_or_reset(owner, thief):
    thief.set_password(PASSWORD)
    new = {"password1": "another long password", "password2": "another long password"}
    thief.post("account_change_password", oldpassword=PASSWORD, **new)
    Browser().reset_password(ADA, PASSWORD)
    told = [message.subject for message in mail.outbox if "/account/undo/" in message.body]
    assert told == [
        "A password was set on your account",
        "Your password was changed",
        "Your password was reset",
    ]
    assert "remove the password" in mails_to(ADA)[0]


# --- the link -------------------------------------------------------------------------------------


def test_opening_the_link_changes_nothing(stolen):
    page = Browser().get(stolen.link)
    assert page.status_code == 200
    assert "Put my old address back" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert stolen.thief.user == stolen.owner
    assert addresses(stolen.owner) == (THIEF, [(THIEF, True, True)])


def test_the_button_puts_the_old_address_back_and_the_thief_out(stolen):
    ada = Browser()
    page = ada.client.post(stolen.link, follow=True)
    assert "Everybody was signed out" in page.content.decode()
    assert stolen.thief.user is None
    assert addresses(stolen.owner) == (ADA, [(ADA, True, True)])
    stolen.thief.sign_in(THIEF, PASSWORD)
    stolen.thief.sign_in(ADA, PASSWORD)
    assert stolen.thief.user is None
    ada.sign_in_by_code(ADA)
    assert ada.user == stolen.owner
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_key) == (
        "account.address_restored",
        str(stolen.owner.public_id),
    )


def test_the_mailbox_that_loses_the_account_is_told(stolen):
    Browser().post(stolen.link)
    assert f"changed back from {THIEF} to {ADA}" in mails_to(THIEF)[-1]
    assert "/account/undo/" not in mails_to(THIEF)[-1]


def test_a_changed_password_is_dropped_and_its_owner_signs_in_by_code(owner, thief):
    thief.set_password(PASSWORD)
    ada = Browser()
    assert "Remove it" in ada.get(undo_link(ADA)).content.decode()
    assert ada.post(undo_link(ADA)).status_code == 302
    thief.sign_in(ADA, PASSWORD)
    assert thief.user is None
    ada.sign_in_by_code(ADA)
    assert ada.user == owner
    assert AuditEvent.objects.get().verb == "account.password_dropped"


def test_an_app_that_shut_the_owner_out_goes_by_the_link_in_its_notice(owner):
    owner.set_password(PASSWORD)
    owner.save()
    own = add_passkey(owner, "own key")
    thief, ada = Browser(), Browser()
    thief.sign_in(ADA, PASSWORD)
    thief.post("account_reauthenticate", password=PASSWORD)
    url = reverse("mfa_activate_totp")
    thief.post(url, code=app_code(thief.get(url).context["form"].secret))
    ada.sign_in_by_code(ADA)
    assert (thief.user, ada.user) == (owner, None)  # the app is asked for, which Ada has not
    text = mails_to(ADA)[-2]
    assert "authenticator app was added" in text
    link = undo_link(ADA)
    assert "authenticator app was added" in ada.get(link).content.decode()
    ada.client.post(link)
    assert list(Authenticator.objects.all()) == [own]
    ada.sign_in_by_code(ADA)
    assert (thief.user, ada.user) == (None, owner)


def test_the_mailbox_of_staff_alone_takes_no_second_factor_away(owner):
    User.objects.update(is_staff=True)
    grace = Browser()
    grace.stay_signed_in(User.objects.get())
    grace.set_password(PASSWORD)
    url = reverse("mfa_activate_totp")
    grace.post(url, code=app_code(grace.get(url).context["form"].secret))
    assert "authenticator app was added" in mails_to(ADA)[-1]
    assert "/undo/" not in mails_to(ADA)[-1]
    reader = Browser()
    link = undo_link(ADA)  # in the mail about the password
    assert "Passkeys and apps stay" in reader.get(link).content.decode()
    reader.client.post(link)
    owner.refresh_from_db()
    assert not owner.has_usable_password()
    assert Authenticator.objects.filter(type="totp").exists()
    reader.sign_in_by_code(ADA)
    assert reader.user is None


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_used_link_is_gone(stolen, method):
    Browser().post(stolen.link)
    ada = Browser()
    ada.sign_in_by_code(ADA)
    page = getattr(Browser().client, method)(stolen.link)
    assert page.status_code == 410
    assert "ask for a sign-in code" in page.content.decode()
    assert ada.user == stolen.owner


@pytest.mark.parametrize(
    ("age", "status"),
    [(timedelta(days=7) - timedelta(seconds=1), 302), (timedelta(days=7, seconds=1), 410)],
)
def test_a_link_is_good_for_seven_days(owner, age, status):
    with time_machine.travel(NOW, tick=False):
        thief = Browser()
        thief.stay_signed_in(owner)
        thief.move_to(THIEF, ADA)
    with time_machine.travel(NOW + age, tick=False):
        changes.forget_old_changes()
        assert Browser().post(undo_link(ADA)).status_code == status


@pytest.mark.parametrize("token", ["x", "1:abc:def", "MQ:1vPQyW:forged"])
def test_a_link_that_is_not_ours_is_gone(owner, token):
    assert Browser().get(reverse("accounts:undo", args=[token])).status_code == 410


def test_an_old_address_that_somebody_else_has_proven_meanwhile_is_left_to_them(stolen):
    other = Browser()
    other.sign_up(ADA)
    other.enter_code(code_to(ADA))
    page = Browser().post(stolen.link)
    assert page.status_code == 409
    assert "Write to us" in page.content.decode()
    assert addresses(stolen.owner) == (THIEF, [(THIEF, True, True)])
    assert other.user.email == ADA
    assert not AuditEvent.objects.exists()


def test_an_unproven_sign_up_with_the_old_address_does_not_stop_the_undo(stolen):
    stolen.thief.client.logout()
    stolen.thief.sign_up(ADA)
    assert Browser().post(stolen.link).status_code == 302
    assert addresses(stolen.owner) == (ADA, [(ADA, True, True)])
    assert User.objects.count() == 1


def test_records_stay_with_the_account_that_is_put_back(stolen):
    enrolment = enrol(stolen.owner, make_edition())
    Browser().post(stolen.link)
    enrolment.refresh_from_db()
    assert enrolment.user == stolen.owner


# --- what the thief still tries -------------------------------------------------------------------


def test_a_second_change_of_address_does_not_void_the_first_link(stolen):
    stolen.thief.move_to(THIEF_TOO, THIEF)
    assert addresses(stolen.owner)[0] == THIEF_TOO
    later_link = undo_link(THIEF)
    assert Browser().post(stolen.link).status_code == 302
    assert addresses(stolen.owner) == (ADA, [(ADA, True, True)])
    assert Browser().post(later_link).status_code == 410
    assert addresses(stolen.owner)[0] == ADA


def test_the_link_of_a_password_takes_back_the_change_of_address_after_it(owner, thief):
    thief.set_password(PASSWORD)
    dropping = undo_link(ADA)
    thief.move_to(THIEF, ADA)
    ada = Browser()
    assert "Put my old address back" in ada.get(dropping).content.decode()
    assert ada.post(dropping).status_code == 302
    assert addresses(owner) == (ADA, [(ADA, True, True)])
    assert AuditEvent.objects.get().verb == "account.address_restored"
    ada.sign_in_by_code(ADA)
    assert ada.user == owner


def test_an_owner_who_moves_back_without_the_link_leaves_the_thief_none(stolen):
    ada = Browser()
    ada.stay_signed_in(User.objects.get())
    ada.move_to(ADA, THIEF)
    (told,) = (text for text in mails_to(THIEF) if f"changed from {THIEF} to {ADA}" in text)
    assert "/account/undo/" not in told
    assert Browser().post(undo_link(THIEF)).status_code == 410  # of the password set as a thief
    assert addresses(stolen.owner) == (ADA, [(ADA, True, True)])
    Browser().post(stolen.link)
    assert stolen.thief.user is None


def test_a_sign_in_code_asked_for_before_the_undo_is_worthless_after_it(stolen):
    waiting = Browser()
    waiting.ask_for_code(THIEF)
    Browser().post(stolen.link)
    page = waiting.client.post(
        reverse("account_confirm_login_code"), {"code": code_to(THIEF)}, follow=True
    )
    assert "no longer valid" in page.content.decode()
    assert waiting.user is None
    assert addresses(stolen.owner) == (ADA, [(ADA, True, True)])


def test_a_reset_link_asked_for_before_the_undo_is_worthless_after_it(stolen):
    waiting = Browser()
    waiting.post("account_reset_password", email=THIEF)
    link = link_to(THIEF, "/password/reset/key/")
    Browser().post(stolen.link)
    page = waiting.client.get(link, follow=True)
    assert "token_fail" in page.context
    assert addresses(stolen.owner)[0] == ADA


def test_a_change_of_address_begun_before_the_undo_ends_with_it(stolen):
    stolen.thief.change_address(THIEF_TOO)
    Browser().post(stolen.link)
    stolen.thief.enter_address_code("new", code_to(THIEF_TOO))
    assert stolen.thief.user is None
    assert addresses(stolen.owner) == (ADA, [(ADA, True, True)])


def test_the_page_of_another_site_cannot_press_the_button(stolen):
    browser = Browser()
    browser.client.handler.enforce_csrf_checks = True
    assert browser.post(stolen.link).status_code == 403
    assert addresses(stolen.owner)[0] == THIEF


# --- what is kept ---------------------------------------------------------------------------------


def test_changes_are_exported_and_forgotten_when_they_can_no_longer_be_undone(owner):
    with time_machine.travel(NOW, tick=False):
        thief = Browser()
        thief.stay_signed_in(owner)
        thief.move_to(THIEF, ADA)
    owner.refresh_from_db()
    (change,) = personal_data.export(owner)["sign_in"]["changes"]
    assert (change["old_email"], change["undone_at"]) == (ADA, None)
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        assert changes.forget_old_changes() == 0
    with time_machine.travel(NOW + timedelta(days=7, seconds=1), tick=False):
        assert changes.forget_old_changes() == 1
    assert not AccountChange.objects.exists()
