"""Single sign-on as the only way in, but for one emergency administrator."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import AuditEvent, User
from tests.accounts.browser import Browser, code_to, proven
from tests.accounts.single_sign_on.provider import Visitor

pytestmark = pytest.mark.django_db
ADA, GRACE = "ada@example.org", "grace@example.org"
PASSWORD = "walnut tandem orbit"


@pytest.fixture(autouse=True)
def only(settings):
    settings.SINGLE_SIGN_ON_ONLY = True
    settings.EMERGENCY_ADMINISTRATOR = GRACE


@pytest.fixture
def administrator() -> User:
    return proven(GRACE, password=PASSWORD, is_staff=True, is_superuser=True)


def test_the_sign_in_page_offers_the_provider_and_an_emergency_form(hospital):
    page = Browser().get(reverse("account_login")).content.decode()
    assert "Sign in with Northshore Hospital" in page
    assert "Emergency sign-in" in page
    assert reverse("account_request_login_code") not in page
    assert reverse("account_signup") not in page


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_request_login_code",
        "account_reset_password",
        "account_change_password",
        "account_set_password",
    ],
)
def test_pages_of_other_ways_lead_away(hospital, name):
    ada = Visitor()
    assert ada.get(reverse(name)).headers["Location"].startswith(reverse("account_login"))
    ada.post(name, email=ADA)
    ada.post("account_login", login=ADA, way="code")
    assert (mail.outbox, User.objects.count()) == ([], 0)
    ada.stay_signed_in(proven(ADA))
    answer = ada.post(name, password1=PASSWORD, password2=PASSWORD)
    assert answer.headers["Location"] == reverse("accounts:settings")
    assert not User.objects.get().has_usable_password()


def test_a_link_to_sign_up_goes_on_to_the_page_that_it_names(hospital):
    answer = Visitor().get(f"{reverse('account_signup')}?next=/account/")
    assert answer.headers["Location"] == f"{reverse('account_login')}?next=/account/"


def test_a_password_and_a_code_that_were_given_before_open_nothing(hospital, settings):
    proven(ADA, password=PASSWORD, is_staff=True, is_superuser=True)
    ada = Visitor()
    ada.sign_in(ADA, PASSWORD)
    assert ada.user is None
    settings.SINGLE_SIGN_ON_ONLY = False
    ada.ask_for_code(ADA)
    settings.SINGLE_SIGN_ON_ONLY = True
    ada.enter_sign_in_code(code_to(ADA))
    assert ada.user is None
    page = ada.get(reverse("account_login")).content.decode()
    assert "Other ways to sign in are switched off here." in page


def test_people_come_through_the_provider_and_prove_their_mailbox_once(hospital):
    hospital.knows("ada", email=ADA)
    ada = Visitor()
    ada.sign_in_as("ada")
    ada.enter_mailbox_code(code_to(ADA))
    assert ada.user.email == ADA
    assert not AuditEvent.objects.exists()


def test_the_emergency_administrator_comes_in_and_every_administrator_hears_of_it(
    hospital, administrator
):
    other = proven(ADA, is_staff=True, is_superuser=True)
    grace = Visitor()
    grace.sign_in(GRACE, PASSWORD)
    assert grace.user == administrator
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb) == (administrator, "account.emergency_sign_in")
    told = {tuple(m.to) for m in mail.outbox if "emergency administrator" in m.subject}
    assert told == {(GRACE,), (other.email,)}

    later = Visitor()
    later.post("account_login", login=GRACE, way="code")
    later.enter_sign_in_code(code_to(GRACE))
    assert later.user == administrator
    assert AuditEvent.objects.count() == 2


def test_the_address_alone_makes_nobody_the_emergency_administrator(hospital):
    proven(GRACE, password=PASSWORD)
    eve = Visitor()
    eve.sign_in(GRACE, PASSWORD)
    assert eve.user is None
