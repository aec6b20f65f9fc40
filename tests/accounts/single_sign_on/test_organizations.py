"""The page on which people connect and disconnect providers, and what is kept of them."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from accounts import changes, personal_data
from accounts.models import User
from tests.accounts.browser import code_to, mails_to, proven
from tests.accounts.single_sign_on.provider import Visitor
from tests.factories import enrol, make_edition

pytestmark = pytest.mark.django_db
ADA, EVE = "ada@example.org", "eve@example.org"
PAGE = reverse("socialaccount_connections")


@pytest.fixture
def ada(hospital) -> Visitor:
    """Ada is signed in, and the hospital knows her by another address."""
    hospital.knows("ada", email="a.lovelace@hospital.example", employee_number="1815")
    visitor = Visitor()
    visitor.stay_signed_in(proven(ADA))
    return visitor


def disconnect(visitor: Visitor):
    return visitor.post(PAGE, account=str(SocialAccount.objects.get().pk))


def test_a_signed_in_person_connects_a_provider_and_comes_in_by_it(ada):
    assert "None is connected yet." in ada.get(PAGE).content.decode()
    assert ada.sign_in_as("ada", process="connect").headers["Location"] == PAGE
    page = ada.get(PAGE).content.decode()
    assert "Northshore Hospital is connected." in page
    assert "1815" in page
    assert "You can now sign in" not in page
    assert "was connected with Northshore Hospital" in mails_to(ADA)[-1]
    security = ada.get(reverse("accounts:security")).content.decode()
    assert "Northshore Hospital, connected " in security
    assert "Organization connected" in security
    later = Visitor()
    later.sign_in_as("ada")
    assert later.user.email == ADA


def test_an_identity_of_somebody_else_is_not_taken(ada):
    ada.sign_in_as("ada", process="connect")
    eve = Visitor()
    eve.stay_signed_in(proven(EVE))
    eve.sign_in_as("ada", process="connect")
    assert "belongs to another account here" in eve.get(PAGE).content.decode()
    assert SocialAccount.objects.get().user.email == ADA


def test_a_provider_is_disconnected_and_no_longer_leads_in(ada):
    ada.sign_in_as("ada", process="connect")
    disconnect(ada)
    assert not SocialAccount.objects.exists()
    assert "was disconnected from Northshore Hospital" in mails_to(ADA)[-1]
    security = ada.get(reverse("accounts:security")).content.decode()
    assert "None is connected." in security
    assert "Organization disconnected" in security
    later = Visitor()
    later.sign_in_as("ada")
    assert later.user is None


def test_a_provider_that_is_no_longer_set_can_be_disconnected(ada, set_providers):
    ada.sign_in_as("ada", process="connect")
    set_providers(OIDC_PROVIDERS="")
    assert "hospital" in ada.get(PAGE).content.decode()
    disconnect(ada)
    assert not SocialAccount.objects.exists()


def test_whoever_signed_in_long_ago_types_a_code_before_anything_is_connected(ada):
    ada = Visitor()
    ada.client.force_login(User.objects.get())
    asked = ada.sign_in_as("ada", process="connect").headers["Location"]
    assert not SocialAccount.objects.exists()
    assert "access_token" not in str(dict(ada.client.session))
    ada.get(asked)
    ada.post("account_request_reauthentication_code", recipient=ADA)
    ada.post("account_confirm_reauthentication_code", code=code_to(ADA))
    assert SocialAccount.objects.get().user.email == ADA


def test_the_last_way_to_sign_in_stays(ada, settings):
    ada.sign_in_as("ada", process="connect")
    settings.SINGLE_SIGN_ON_ONLY = True
    page = disconnect(ada).content.decode()
    assert "This is your only way to sign in." in page
    assert SocialAccount.objects.exists()


def test_an_undone_change_ends_what_the_thief_connected_since(ada):
    user = User.objects.get()
    change = changes.record_change(user, old_email="")
    ada.sign_in_as("ada", process="connect")
    changes.undo(change)
    assert not SocialAccount.objects.exists()


def test_nobody_disconnects_an_identity_of_somebody_else(ada):
    ada.sign_in_as("ada", process="connect")
    eve = Visitor()
    eve.stay_signed_in(proven(EVE))
    disconnect(eve)
    assert SocialAccount.objects.exists()


def test_staff_see_the_employee_number_and_an_erasure_takes_it_away(ada, grace):
    ada.sign_in_as("ada", process="connect")
    user = User.objects.get(email=ADA)
    (kept,) = personal_data.export(user)["sign_in"]["organizations"]
    identity = SocialAccount.objects.get()
    assert kept == {
        "provider": "Northshore Hospital",
        "subject": identity.uid,
        "employee_number": "1815",
        "groups": [],
        "connected_at": identity.date_joined.isoformat(),
        "last_used_at": identity.last_login.isoformat(),
    }
    enrolment = enrol(user, make_edition())
    staff = Visitor()
    staff.stay_signed_in(grace)
    page = staff.get(reverse("staff:learner", args=[enrolment.public_id])).content.decode()
    assert "Employee number 1815 at Northshore Hospital" in page
    personal_data.erase(user)
    assert not SocialAccount.objects.exists()
