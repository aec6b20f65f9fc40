"""Nobody gets into an account by signing up with another person's address."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import signups
from accounts.models import User
from course.models import Enrolment
from tests.accounts.browser import Browser, code_to, mails_to, proven
from tests.factories import enrol, make_edition, make_user

pytestmark = pytest.mark.django_db
ADA, EVE = "ada@example.org", "eve@example.org"
PASSWORD, EVES_PASSWORD = "walnut tandem orbit", "eve knows this one"


# --- each order of two people and one address -----------------------------------------------------


def eve_signs_up(eve):
    eve.sign_up(ADA, "Eve Stranger")


def eve_signed_up_when_sign_up_asked_for_a_password(eve):
    user = User.objects.create_user(ADA, EVES_PASSWORD, name="Eve Stranger", theme="dark")
    EmailAddress.objects.create(user=user, email=ADA, primary=True)
    eve.sign_in(ADA, EVES_PASSWORD)


def ada_signs_up(ada):
    ada.sign_up(ADA, "Ada Lovelace")
    ada.enter_code(code_to(ADA))


def ada_asks_for_a_code(ada):
    ada.sign_in_by_code(ADA)


def ada_resets(ada):
    ada.reset_password(ADA, PASSWORD)
    ada.sign_in(ADA, PASSWORD)
    ada.enter_code(code_to(ADA))


def eve_enters_the_right_code(eve):
    eve.enter_code(eve.code)


def eve_asks_for_another_code(eve):
    eve.post("account_email_verification_sent", action="resend")


def eve_sets_a_password(eve):
    eve.set_password(EVES_PASSWORD)


def eve_changes_the_address(eve):
    eve.change_address(EVE)


def eve_signs_in_with_her_password(eve):
    eve.sign_in(ADA, EVES_PASSWORD)


def eve_signs_up_again(eve):
    eve.sign_up(ADA, "Eve Stranger")


@pytest.mark.parametrize(
    "eve_comes_back",
    [
        eve_enters_the_right_code,
        eve_asks_for_another_code,
        eve_sets_a_password,
        eve_changes_the_address,
        eve_signs_in_with_her_password,
        eve_signs_up_again,
    ],
)
@pytest.mark.parametrize(
    ("ada_proves", "name", "has_password"),
    [
        (ada_signs_up, "Ada Lovelace", False),
        (ada_asks_for_a_code, "", False),
        (ada_resets, "", True),
    ],
)
@pytest.mark.parametrize(
    "eve_begins", [eve_signs_up, eve_signed_up_when_sign_up_asked_for_a_password]
)
def test_who_proves_the_mailbox_has_the_account_alone(
    eve_begins, ada_proves, name, has_password, eve_comes_back
):
    eve, ada = Browser(), Browser()
    eve_begins(eve)
    eve.code = eve.pending_code()
    ada_proves(ada)
    eve_comes_back(eve)

    assert eve.user is None
    user = User.objects.get()
    assert ada.user == user
    assert (user.email, user.name, user.theme) == (ADA, name, "")
    assert (user.has_usable_password(), user.check_password(EVES_PASSWORD)) == (has_password, False)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(ADA, True)]


def test_a_sign_up_with_a_proven_address_changes_nothing_and_tells_its_owner():
    proven(ADA, name="Ada Lovelace")
    eve = Browser()
    eve.sign_up(ADA, "Eve Stranger")
    (text,) = mails_to(ADA)
    assert "You have one already" in text
    assert reverse("account_request_login_code") in text
    eve.enter_code(eve.pending_code())
    assert eve.user is None
    assert User.objects.get().name == "Ada Lovelace"


def test_a_second_sign_up_takes_neither_name_nor_code_from_the_first():
    ada, eve = Browser(), Browser()
    ada.sign_up(ADA, "Ada Lovelace")
    code = code_to(ADA)
    eve.sign_up(ADA, "Eve Stranger")
    ada.enter_code(code)
    assert (ada.user.name, eve.user) == ("Ada Lovelace", None)


def test_the_name_of_a_sign_up_goes_to_no_other_account_of_the_same_browser():
    shared, start = Browser(), datetime(2026, 11, 29, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        Browser().sign_up(ADA, "Ada Lovelace")
        shared.sign_up(EVE, "Eve Stranger")
    with time_machine.travel(start + timedelta(minutes=16), tick=False):  # the sign-up has lapsed
        shared.sign_in_by_code(ADA)
        assert (shared.user.email, shared.user.name) == (ADA, "")


def test_a_sign_up_begun_in_two_browsers_goes_on_in_the_first_that_proves_it():
    desk, phone = Browser(), Browser()
    desk.sign_up(ADA, "Ada Lovelace")
    desk_code = code_to(ADA)
    phone.sign_up(ADA, "Ada Lovelace")
    assert phone.enter_code(code_to(ADA)).status_code == 302
    assert desk.enter_code(desk_code).status_code == 302
    assert (phone.user.email, desk.user) == (ADA, None)


def test_a_change_to_an_address_that_its_owner_has_signed_up_with_is_refused():
    eve, ada = Browser(), Browser()
    eve.stay_signed_in(proven(EVE))
    eve.change_address(ADA)
    eve.enter_address_code("new", code_to(ADA))
    ada_signs_up(ada)
    eve.enter_address_code("old", code_to(EVE))
    assert (eve.user.email, ada.user.email) == (EVE, ADA)


def test_an_unproven_sign_up_does_not_keep_an_owner_from_changing_to_her_address():
    ada, eve = Browser(), Browser()
    ada.stay_signed_in(proven("ada@old.example", name="Ada Lovelace"))
    ada.change_address(ADA)
    code = code_to(ADA)
    eve.sign_up(ADA, "Eve Stranger")
    eves_code = eve.pending_code()
    ada.enter_address_code("new", code)
    ada.enter_address_code("old", code_to("ada@old.example"))
    assert (ada.user.email, ada.user.name) == (ADA, "Ada Lovelace")
    eve.enter_code(eves_code)
    assert eve.user is None
    assert User.objects.count() == 1


def test_an_account_keeps_the_password_by_which_its_owner_came_to_prove_the_mailbox():
    """A new superuser has a password, a name and rights before the first sign-in."""
    User.objects.create_superuser(ADA, PASSWORD, name="Ada Lovelace")
    ada = Browser()
    ada.sign_in(ADA, PASSWORD)
    ada.enter_code(code_to(ADA))
    assert (ada.user.name, ada.user.check_password(PASSWORD)) == ("Ada Lovelace", True)


def test_a_proven_account_keeps_everything_when_its_address_changes():
    user = proven(ADA, password=PASSWORD, name="Ada Lovelace", theme="dark")
    ada = Browser()
    ada.stay_signed_in(user)
    ada.move_to("ada@new.example", ADA)
    user.refresh_from_db()
    assert (user.email, user.name, user.theme) == ("ada@new.example", "Ada Lovelace", "dark")
    assert user.check_password(PASSWORD)


# --- before the proof -----------------------------------------------------------------------------


def test_a_sign_up_holds_an_address_and_nothing_else():
    Browser().sign_up("Ada@Example.org", "Ada Lovelace")
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == (ADA, "", False)


def test_a_posted_password_is_ignored_at_sign_up():
    Browser().post("account_signup", email=ADA, name="", password1=EVES_PASSWORD)
    assert not User.objects.get().has_usable_password()


def test_an_unproven_account_enrols_nowhere():
    edition = make_edition()
    eve = Browser()
    eve.sign_up(ADA)
    url = reverse("course:enrol", args=[edition.course.slug])
    answer = eve.post(url, holder_name="Eve Stranger", disclosures_read="on")
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert not Enrolment.objects.exists()


def test_a_newcomer_sets_a_password_after_the_proof_and_signs_in_with_it():
    ada = Browser()
    ada_signs_up(ada)
    ada.set_password(PASSWORD)
    later = Browser()
    later.sign_in(ADA, PASSWORD)
    assert later.user.email == ADA


def test_a_password_that_is_too_short_or_too_long_is_refused_with_its_length():
    ada = Browser()
    ada_signs_up(ada)
    short, long = ada.set_password("short one"), ada.set_password("long " * 26)
    assert "Use 12 characters or more. Yours has 9." in short.content.decode()
    assert "Use 128 characters or fewer. Yours has 130." in long.content.decode()
    assert not User.objects.get().has_usable_password()


# --- what a stranger learns -----------------------------------------------------------------------


@pytest.mark.parametrize("act", ["sign_up", "ask_for_code", "reset"])
def test_a_known_and_an_unknown_address_get_the_same_answers(act):
    proven(ADA)
    seen = []
    for email in (ADA, "new@example.org"):
        browser = Browser()
        if act == "sign_up":
            answer = browser.sign_up(email, "Somebody")
        elif act == "ask_for_code":
            answer = browser.ask_for_code(email)
        else:
            answer = browser.post("account_reset_password", email=email)
        page = browser.get(answer.headers["Location"])
        csrf = page.context["csrf_token"]
        text = page.content.decode().replace(email, "ADDRESS").replace(str(csrf), "TOKEN")
        seen.append((answer.status_code, answer.headers["Location"], page.status_code, text))
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    "typed",
    [
        "ſmith@example.org",
        "smith@ｅxample.org",
        "\u212aSmith@example.org",
        "smith@exam\u200bple.org",
        "smith@example\ufe0f.org",
    ],
)
def test_an_address_in_look_alike_letters_is_the_address_that_its_mail_goes_to(typed):
    """PostgreSQL compares some of these letters as equal; mail servers read them all as plain."""
    Browser().sign_up(typed)
    assert User.objects.get().email in {"smith@example.org", "ksmith@example.org"}


@pytest.mark.parametrize(
    "typed", ["ada@[10.0.0.5]", "İ@example.org", f"{'a' * 240}@example.org.attacker.example"]
)
def test_an_address_that_would_be_kept_other_than_typed_is_refused(typed):
    """An address over 254 letters was cut off, and the rest of it was another person's domain."""
    page = Browser().sign_up(typed)
    assert page.status_code == 200
    assert page.context["form"].errors["email"]
    assert not User.objects.exists()


@pytest.mark.parametrize("act", ["account_request_login_code", "account_reset_password"])
def test_nobody_can_make_us_mail_an_address_without_an_account(act):
    Browser().post(act, email="stranger@example.org")
    assert mail.outbox == []


@pytest.mark.parametrize("by", ["sign_up", "sign_in_by_code", "sign_in"])
def test_signing_in_at_once_after_signing_up_is_not_too_many_tries(by):
    ada = Browser()
    ada.sign_up(ADA)
    again = Browser()
    if by == "sign_up":
        assert again.sign_up(ADA).status_code == 302
        again.enter_code(code_to(ADA))
    elif by == "sign_in_by_code":
        again.sign_in_by_code(ADA)
    else:
        ada.enter_code(code_to(ADA))
        ada.set_password(PASSWORD)
        again.sign_in(ADA, PASSWORD)
    assert again.user.email == ADA


@pytest.mark.parametrize(
    ("ask", "view"),
    [
        ("sign_up", "account_email_verification_sent"),
        ("ask_for_code", "account_confirm_login_code"),
    ],
)
def test_whoever_got_no_code_is_sent_another(ask, view):
    """Asking for one on the page of sign-in sent nothing while the first was still waited for."""
    user = None if ask == "sign_up" else proven(ADA)
    browser = Browser()
    getattr(browser, ask)(ADA)
    lost = code_to(ADA)
    page = browser.get(reverse(view)).content.decode()
    assert "press “Request new code.”" in page
    browser.post(view, action="resend")
    browser.post(view, code=lost)
    assert browser.user is None
    browser.post(view, code=code_to(ADA))
    assert browser.user == (user or User.objects.get())


def test_too_many_codes_for_one_address_ask_to_wait_a_moment():
    pages = [Browser().sign_up(ADA) for _ in range(4)]
    assert [page.status_code for page in pages] == [302, 302, 302, 429]
    assert "Wait a moment" in pages[-1].content.decode()


# --- sign-ups that nobody proves ------------------------------------------------------------------


def test_sign_ups_that_nobody_proved_are_forgotten_after_three_days():
    start = datetime(2026, 11, 29, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        Browser().sign_up(ADA)
    with time_machine.travel(start + timedelta(days=3), tick=False):
        assert signups.forget_unproven_signups() == 0
    with time_machine.travel(start + timedelta(days=3, seconds=1), tick=False):
        Browser().sign_up(EVE)
        assert signups.forget_unproven_signups() == 1
    assert [user.email for user in User.objects.all()] == [EVE]


def signed_up(**fields) -> User:
    """Return an account of 30 days ago whose mailbox nobody has proven."""
    user = make_user(joined_at=timezone.now() - timedelta(days=30), **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    return user


def test_who_is_proven_staff_enrolled_or_was_ever_signed_in_is_not_forgotten():
    forgotten, enrolled = signed_up(), signed_up()
    enrol(enrolled, make_edition())
    kept = {
        enrolled,
        proven("proven@example.org", joined_at=timezone.now() - timedelta(days=30)),
        signed_up(is_staff=True),
        signed_up(is_superuser=True),
        signed_up(is_active=False),
        signed_up(last_login=timezone.now() - timedelta(days=29)),
    }
    assert signups.forget_unproven_signups() == 1
    assert set(User.objects.all()) == kept
    assert not User.objects.filter(pk=forgotten.pk).exists()


def test_an_account_that_staff_made_waits_for_its_owner():
    made = make_user(joined_at=timezone.now() - timedelta(days=30))
    assert signups.forget_unproven_signups() == 0
    assert User.objects.get() == made


def test_a_newcomer_is_told_what_to_do_about_a_wrong_code_and_with_what_she_is_signed_in():
    ada = Browser()
    ada.sign_up(ADA, "Ada Lovelace")
    page = ada.enter_code("AAAA-BBBB").content.decode()
    assert page.count("Type it again, or ask for a new code.") == 2  # in the summary, at the field
    ada.enter_code(code_to(ADA))
    assert "emailed code</td>" in ada.get(reverse("accounts:security")).content.decode()
