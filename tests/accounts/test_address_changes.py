"""An address changes when both mailboxes agree, or after seven days without the old one."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts import personal_data
from accounts.models import AccountChange, AddressMove, AuditEvent, MailboxCode, User
from accounts.moving import addresses
from tests.accounts.browser import Browser, code_to, link_to, mails_to, proven

pytestmark = pytest.mark.django_db
ADA, NEW, EVE = "ada@example.org", "ada@new.example", "eve@example.org"
PASSWORD = "walnut tandem orbit"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def owner() -> User:
    return proven(ADA, name="Ada Lovelace")


@pytest.fixture
def ada(owner) -> Browser:
    browser = Browser()
    browser.stay_signed_in(owner)
    return browser


def page_of(browser: Browser) -> str:
    return browser.get(reverse("account_email")).content.decode()


def address_of(user: User) -> str:
    return User.objects.get(pk=user.pk).email


# --- both mailboxes -------------------------------------------------------------------------------


def test_the_address_changes_when_both_mailboxes_have_agreed_and_not_before(ada, owner):
    ada.change_address("Ada@New.Example")
    assert mails_to(ADA) == []
    ada.enter_address_code("new", code_to(NEW))
    assert address_of(owner) == ADA
    assert f"Code sent to {ADA}" in page_of(ada)
    ada.enter_address_code("old", code_to(ADA))
    assert address_of(owner) == NEW
    assert ada.user == owner
    assert "from ada@example.org to ada@new.example" in mails_to(NEW)[-1]
    fresh = Browser()
    fresh.sign_in_by_code(NEW)
    assert fresh.user == owner


def test_a_second_click_or_another_tab_changes_nothing_more(ada, owner):
    ada.move_to(NEW, ADA)
    codes = {"new": code_to(NEW), "old": code_to(ADA)}
    for purpose, code in codes.items():
        page = ada.enter_address_code(purpose, code)
        assert page.status_code == 302
    assert (address_of(owner), AccountChange.objects.count()) == (NEW, 1)


def test_two_devices_can_take_part(ada, owner):
    phone = Browser()
    phone.stay_signed_in(owner)
    ada.change_address(NEW)
    phone.enter_address_code("new", code_to(NEW).lower().replace("-", " "))
    ada.enter_address_code("old", code_to(ADA))
    assert address_of(owner) == NEW


def test_a_wrong_code_is_named_and_five_of_them_end_the_code(ada, owner):
    ada.change_address(NEW)
    for _guess in range(5):
        page = ada.enter_address_code("new", "WRNG-CODE")
        assert "This is not the newest code" in page.content.decode()
    page = ada.enter_address_code("new", code_to(NEW))
    assert "works no longer" in page.content.decode()
    ada.post("accounts:address_again")
    ada.enter_address_code("new", code_to(NEW))
    ada.enter_address_code("old", code_to(ADA))
    assert address_of(owner) == NEW


@pytest.mark.parametrize("typed", ["", "x" * 5000, "\N{RIGHT-TO-LEFT OVERRIDE}ABCD", "ſſſſ-ſſſſ"])
def test_rubbish_is_refused_and_the_code_goes_on_working(ada, owner, typed):
    ada.change_address(NEW)
    assert ada.enter_address_code("new", typed).status_code == 200
    assert ada.enter_address_code("other", code_to(NEW)).status_code == 302
    ada.enter_address_code("new", code_to(NEW))
    ada.enter_address_code("old", code_to(ADA))
    assert address_of(owner) == NEW


def test_a_code_is_good_for_fifteen_minutes_and_a_proof_for_an_hour(owner):
    ada = Browser()
    with time_machine.travel(NOW, tick=False):
        ada.stay_signed_in(owner)
        ada.change_address(NEW)
    with time_machine.travel(NOW + timedelta(minutes=15), tick=False):
        page = ada.enter_address_code("new", code_to(NEW))
        assert "works no longer" in page.content.decode()
        ada.post("accounts:address_again")
        ada.enter_address_code("new", code_to(NEW))
    with time_machine.travel(NOW + timedelta(minutes=80), tick=False):
        ada.post("accounts:address_again")
        assert "Send a code there" in page_of(ada)
        assert addresses.forget_ended() == 0
    assert address_of(owner) == ADA


def test_the_code_of_the_new_mailbox_is_none_of_the_old_one(ada, owner):
    ada.change_address(NEW)
    code = code_to(NEW)
    ada.enter_address_code("new", code)
    ada.enter_address_code("old", code)
    assert address_of(owner) == ADA


def test_another_new_address_needs_both_codes_again(ada, owner):
    ada.change_address(EVE)
    ada.enter_address_code("new", code_to(EVE))
    old_code = code_to(ADA)
    ada.post("accounts:address_stop")
    ada.change_address(NEW)
    ada.enter_address_code("new", code_to(NEW))
    ada.enter_address_code("old", old_code)
    assert address_of(owner) == ADA


def test_an_address_of_another_account_looks_the_same_and_its_owner_is_told(ada, owner):
    proven(EVE)
    ada.change_address(EVE)
    page = page_of(ada)
    ada.post("accounts:address_stop")
    ada.change_address(NEW)
    assert page.replace(EVE, NEW).count("Code sent to") == page_of(ada).count("Code sent to") == 1
    (text,) = mails_to(EVE)
    assert reverse("accounts:join") in text
    assert address_of(owner) == ADA


@pytest.mark.parametrize("email", [ADA, "no address", "", "a" * 300 + "@example.org"])
def test_an_address_that_cannot_be_is_refused_with_what_was_typed(ada, email):
    page = ada.change_address(email).content.decode()
    assert 'aria-invalid="true"' in page
    assert not MailboxCode.objects.exists()


def test_codes_are_limited(ada):
    for _each in range(12):
        ada.change_address(NEW)
    assert "You asked for many codes" in ada.change_address(NEW).content.decode()


def test_no_code_is_kept_in_clear(ada):
    ada.change_address(NEW)
    plain = code_to(NEW)
    assert plain not in str(MailboxCode.objects.values().get())
    assert plain not in str(dict(ada.client.session))


# --- thieves --------------------------------------------------------------------------------------


def test_a_thief_with_the_password_and_a_mailbox_of_their_own_gets_nowhere():
    owner = proven(ADA, password=PASSWORD)
    thief = Browser()
    thief.sign_in(ADA, PASSWORD)
    thief.change_address(EVE)
    thief.enter_address_code("new", code_to(EVE))
    thief.enter_address_code("old", code_to(EVE))
    assert address_of(owner) == ADA
    assert "wants to change its email address" in mails_to(ADA)[-1]


def test_a_thief_with_an_open_session_cannot_begin_the_wait_without_the_password():
    owner = proven(ADA, password=PASSWORD)
    thief = Browser()
    thief.client.force_login(owner)
    thief.change_address(EVE)
    thief.enter_address_code("new", code_to(EVE))
    asked = thief.post("accounts:address_wait")
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not AddressMove.objects.exists()


# --- without the old mailbox ----------------------------------------------------------------------


def begin_to_wait(browser: Browser, new: str = NEW) -> None:
    browser.change_address(new)
    browser.enter_address_code("new", code_to(new))
    browser.post("accounts:address_wait")


def notices() -> list[str]:
    return [text for text in mails_to(ADA) if "/account/address/stop/" in text]


def stop_link() -> str:
    return link_to(ADA, "/account/address/stop/").removeprefix("http://localhost:8000")


@pytest.fixture
def waiting(owner) -> Browser:
    """The browser of somebody who has lost the old mailbox, and waits since NOW."""
    browser = Browser()
    with time_machine.travel(NOW, tick=False):
        browser.stay_signed_in(owner)
        begin_to_wait(browser)
    return browser


def run_at(time: datetime) -> None:
    with time_machine.travel(time, tick=False):
        addresses.carry_out_due()


def test_after_seven_days_with_three_notices_the_new_address_is_taken_once(
    owner, waiting, django_capture_on_commit_callbacks
):
    told = []
    for day in range(9):
        with (
            time_machine.travel(NOW + day * DAY, tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            addresses.carry_out_due()
            addresses.carry_out_due()
        told.append((len(notices()), address_of(owner)))
    before = [(1, ADA)] * 3 + [(2, ADA)] * 3 + [(3, ADA)]
    assert told == [*before, (3, NEW), (3, NEW)]
    assert waiting.user == owner
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_key) == ("address.moved", str(owner.public_id))
    assert AccountChange.objects.get().old_email == ADA
    with time_machine.travel(NOW + 14 * DAY, tick=False):
        undo = link_to(ADA, "/account/undo/").removeprefix("http://localhost:8000")
        assert Browser().post(undo).status_code == 302
    assert address_of(owner) == ADA


def test_the_old_mailbox_stops_it_by_a_button_and_not_by_opening_the_link(owner, waiting):
    with time_machine.travel(NOW + DAY, tick=False):
        page = Browser().get(stop_link())
        assert (page.status_code, "no-store" in page.headers["Cache-Control"]) == (200, True)
        assert AddressMove.objects.waiting().exists()
        assert "Stopped" in Browser().post(stop_link()).content.decode()
        assert Browser().post(stop_link()).status_code == 410
    run_at(NOW + 8 * DAY)
    assert address_of(owner) == ADA
    assert AuditEvent.objects.get().verb == "address.stopped"
    assert "was stopped" in mails_to(NEW)[-1]


def test_every_page_of_the_account_says_that_a_change_waits(waiting):
    with time_machine.travel(NOW + DAY, tick=False):
        for name in ("accounts:settings", "account_email", "inbox:mine", "accounts:erase"):
            page = waiting.get(reverse(name)).content.decode()
            assert "about to change to ada@new.example, on December 7, 09:00 UTC" in page, name
        waiting.post("accounts:address_stop")
        assert "about to change" not in waiting.get(reverse("accounts:settings")).content.decode()


def test_beginning_twice_waits_once(owner, waiting):
    with time_machine.travel(NOW + DAY, tick=False):
        begin_to_wait(waiting, EVE)
    assert AddressMove.objects.get().new_email == NEW


def test_a_change_with_both_codes_ends_the_wait(owner, waiting):
    with time_machine.travel(NOW + DAY, tick=False):
        waiting.move_to(EVE, ADA)
    run_at(NOW + 8 * DAY)
    assert address_of(owner) == EVE


def test_an_address_that_somebody_else_took_meanwhile_stays_theirs(owner, waiting):
    other = proven(NEW)
    run_at(NOW + 8 * DAY)
    assert (address_of(owner), address_of(other)) == (ADA, NEW)
    assert AddressMove.objects.get().stopped_at is not None


def test_undoing_an_earlier_change_stops_what_the_thief_left_waiting(owner):
    thief, kept = Browser(), {}
    with time_machine.travel(NOW, tick=False):
        thief.stay_signed_in(owner)
        thief.set_password(PASSWORD)
        kept["undo"] = link_to(ADA, "/account/undo/").removeprefix("http://localhost:8000")
        thief.post(f"{reverse('account_reauthenticate')}?next=/", password=PASSWORD)
        begin_to_wait(thief, EVE)
        assert AddressMove.objects.waiting().exists()
        Browser().post(kept["undo"])
    run_at(NOW + 8 * DAY)
    assert address_of(owner) == ADA


@pytest.mark.parametrize("token", ["x", "1:abc:def", "MQ:1vPQyW:forged"])
@pytest.mark.parametrize("page", ["accounts:stop_move", "accounts:prove_move"])
def test_a_link_that_is_not_ours_is_gone(page, token):
    assert Browser().get(reverse(page, args=[token])).status_code == 410


def test_a_change_is_exported_and_forgotten_seven_days_after_it_ended(owner, waiting):
    exported = personal_data.export(owner)["address_changes_and_joins"]
    assert exported["changes_of_address"][0]["new_email"] == NEW
    run_at(NOW + 7 * DAY)
    for day, left in ((14, 1), (15, 0)):
        with time_machine.travel(NOW + day * DAY, tick=False):
            addresses.forget_ended()
            assert AddressMove.objects.count() == left
