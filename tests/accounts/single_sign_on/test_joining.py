"""Who comes through a provider, and which account is theirs."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import GroupMember, LearnerGroup, User
from tests.accounts.browser import code_to, mails_to, proven
from tests.accounts.single_sign_on.provider import Visitor
from tests.factories import enrol, make_edition

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
TRUSTED = {"OIDC_HOSPITAL_TRUST_VERIFIED_ADDRESSES": "on"}
VOUCHED = {"OIDC_HOSPITAL_VOUCHED_DOMAINS": "example.org"}
ELSEWHERE = {"OIDC_HOSPITAL_VOUCHED_DOMAINS": "example.com,sub.example.org"}
SETTINGS = reverse("accounts:settings")


def identities() -> list[tuple]:
    """Which account each identity belongs to."""
    return list(SocialAccount.objects.values_list("provider", "user__email"))


def test_a_newcomer_whose_address_the_provider_proves_has_an_account_at_once(
    hospital, set_providers
):
    set_providers(**TRUSTED)
    hospital.knows(
        "ada", email="Ada@Example.org", email_verified=True, name="Ada  Lovelace",
        employee_number=1815, groups=["Ward 7", "Nurses", "Ward 7"], picture="https://x.example",
    )  # fmt: skip
    ada = Visitor()
    assert ada.sign_in_as("ada", next=SETTINGS).headers["Location"] == SETTINGS
    user = User.objects.get()
    assert ada.user == user
    assert (user.email, user.name, user.has_usable_password()) == (ADA, "Ada Lovelace", False)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(ADA, True)]
    kept = SocialAccount.objects.get().extra_data
    assert kept == {"employee_number": "1815", "groups": ["Nurses", "Ward 7"]}
    assert mail.outbox == []


def test_a_person_is_known_by_the_subject_whatever_else_the_provider_says_later(
    hospital, set_providers
):
    set_providers(**TRUSTED)
    hospital.knows("ada", email=ADA, email_verified=True, employee_number="1")
    Visitor().sign_in_as("ada")
    proven("grace@example.org")
    hospital.knows("ada", email="grace@example.org", email_verified=True, employee_number="2")
    ada = Visitor()
    ada.sign_in_as("ada")
    assert ada.user.email == ADA
    assert SocialAccount.objects.get().extra_data["employee_number"] == "2"


def test_whoever_gets_the_address_of_a_colleague_who_left_gets_no_account_with_it(hospital):
    proven(ADA, name="Ada Lovelace")
    for person in ("ada", "another ada"):
        hospital.knows(person, email=ADA, email_verified=True)
        visitor = Visitor()
        visitor.sign_in_as(person)
        answer = visitor.enter_mailbox_code(code_to(ADA))
        assert (visitor.user is not None) == (person == "ada")
    page = answer.content.decode()
    assert (answer.status_code, "by another number" in page) == (401, True)
    assert "Sign in another way" not in page  # a mailed code would open the account
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("has_account", [True, False])
@pytest.mark.parametrize(
    ("trust", "is_verified", "is_asked"),
    [
        ({}, True, True),
        (TRUSTED, False, True),
        (TRUSTED, True, False),
        (VOUCHED, False, False),
        (ELSEWHERE, False, True),
    ],
)
def test_the_mailbox_is_proven_by_a_code_unless_the_operator_trusts_the_provider(
    hospital, set_providers, trust, is_verified, is_asked, has_account
):
    set_providers(**trust)
    if has_account:
        proven(ADA, name="Ada King")
    hospital.knows("ada", email=ADA, email_verified=is_verified, name="Ada Lovelace")
    visitor = Visitor()
    answer = visitor.sign_in_as("ada", next=SETTINGS)
    if is_asked:
        assert (visitor.user, identities()) == (None, [])
        assert User.objects.count() == has_account
        page = visitor.get(answer.headers["Location"]).content.decode()
        assert "Northshore Hospital told us that your address is" in page
        answer = visitor.enter_mailbox_code(code_to(ADA))
    assert answer.headers["Location"] == SETTINGS
    assert visitor.user.name == ("Ada King" if has_account else "Ada Lovelace")
    assert identities() == [("hospital", ADA)]
    notices = [text for text in mails_to(ADA) if "was connected with Northshore" in text]
    assert len(notices) == has_account

    again = Visitor()
    again.sign_in_as("ada")
    assert again.user == User.objects.get()


def test_providers_are_told_apart_though_they_know_us_by_the_same_name(
    hospital, set_providers, provider_variables
):
    university = {
        variable.replace("HOSPITAL", "UNIVERSITY"): value
        for variable, value in provider_variables.items()
    }
    set_providers(**university | {"OIDC_PROVIDERS": "university,hospital"})
    hospital.knows("ada", email=ADA)
    ada = Visitor()
    page = ada.get(ada.sign_in_as("ada").headers["Location"])
    assert "Northshore Hospital" in page.content.decode()
    ada.enter_mailbox_code(code_to(ADA))
    assert identities() == [("hospital", ADA)]


def test_who_comes_through_a_provider_needs_no_invitation(hospital, set_providers, settings):
    set_providers(**TRUSTED)
    settings.SIGN_UP = "invitation"
    hospital.knows("ada", email=ADA, email_verified=True)
    ada = Visitor()
    ada.sign_in_as("ada")
    assert ada.user.email == ADA


def test_a_code_opens_nothing_in_another_browser_and_three_wrong_ones_end_the_wait(hospital):
    hospital.knows("ada", email=ADA)
    ada, eve = Visitor(), Visitor()
    ada.sign_in_as("ada")
    code = code_to(ADA)
    assert eve.enter_mailbox_code(code).headers["Location"] == reverse("account_login")
    for _try in range(3):
        ada.enter_mailbox_code("WRONG1")
    ada.enter_mailbox_code(code)
    assert (ada.user, eve.user, User.objects.count()) == (None, None, 0)


def test_whoever_got_no_code_is_sent_another_and_the_first_no_longer_works(hospital):
    hospital.knows("ada", email=ADA)
    ada = Visitor()
    ada.sign_in_as("ada")
    lost = code_to(ADA)
    ada.post("prove_mailbox", action="resend")
    ada.enter_mailbox_code(lost)
    assert ada.user is None
    ada.enter_mailbox_code(code_to(ADA))
    assert ada.user.email == ADA


@pytest.mark.parametrize("has_records", [True, False])
def test_what_a_stranger_began_with_the_address_is_cleared(hospital, set_providers, has_records):
    set_providers(**TRUSTED)
    squatted = User.objects.create_user(ADA, "eve knows this one", name="Eve", theme="dark")
    EmailAddress.objects.create(user=squatted, email=ADA, primary=True)
    if has_records:
        enrol(squatted, make_edition())
    hospital.knows("ada", email=ADA, email_verified=True, name="Ada Lovelace")
    ada, eve = Visitor(), Visitor()
    ada.sign_in_as("ada")
    eve.sign_in(ADA, "eve knows this one")
    assert (ada.user, eve.user) == (User.objects.get(), None)
    assert ada.user.name == ("" if has_records else "Ada Lovelace")
    assert (ada.user.theme, ada.user.has_usable_password()) == ("", False)


@pytest.mark.parametrize("is_connected", [True, False])
def test_whose_account_is_closed_is_told_so(hospital, set_providers, is_connected):
    set_providers(**TRUSTED)
    hospital.knows("ada", email=ADA, email_verified=True)
    proven(ADA)
    if is_connected:
        Visitor().sign_in_as("ada")
    User.objects.update(is_active=False)
    ada = Visitor()
    page = ada.get(ada.sign_in_as("ada").headers["Location"]).content.decode()
    assert "This account is closed" in page
    assert ada.user is None
    assert len(identities()) == is_connected


def test_no_claim_gives_a_right_of_staff(hospital, set_providers):
    set_providers(**TRUSTED)
    hospital.knows(
        "eve", email=ADA, email_verified=True, is_staff=True, is_superuser=True,
        groups=["Administrator", "Support", "Issuer"], roles=["admin"],
    )  # fmt: skip
    Visitor().sign_in_as("eve")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.groups.count()) == (False, False, 0)


@pytest.mark.parametrize("odd", ["Ada\nLovelace", "Ada\u202eecalevoL", ["Ada"]])
def test_a_name_that_cannot_be_shown_as_it_is_is_left_out(hospital, set_providers, odd):
    set_providers(**TRUSTED)
    hospital.knows("ada", email=ADA, email_verified=True, name=odd, employee_number=f"{odd}\n1")
    Visitor().sign_in_as("ada")
    assert User.objects.get().name == ""
    assert SocialAccount.objects.get().extra_data["employee_number"] == ""


def test_a_person_joins_the_groups_that_the_provider_names_unless_staff_took_them_out(
    hospital, set_providers
):
    set_providers(**TRUSTED, OIDC_HOSPITAL_GROUPS="Ward 7=ward-7,Nurses=nurses,Gone=closed")
    for key in ("ward-7", "nurses", "closed", "other"):
        LearnerGroup.objects.create(key=key, name=key)
    LearnerGroup.objects.filter(key="closed").update(closed_at=timezone.now())
    hospital.knows("ada", email=ADA, email_verified=True, groups=["Ward 7", "Gone", "other"])
    Visitor().sign_in_as("ada")
    current = GroupMember.objects.current().values_list("group__key", "how")
    assert list(current) == [("ward-7", "sign-on")]
    GroupMember.objects.update(left_at=timezone.now())
    hospital.knows("ada", email=ADA, email_verified=True, groups=["Ward 7", "Nurses"])
    Visitor().sign_in_as("ada")
    assert list(current.all()) == [("nurses", "sign-on")]


def test_who_says_that_others_use_the_computer_is_signed_out_when_unused(hospital, set_providers):
    set_providers(**TRUSTED)
    hospital.knows("ada", email=ADA, email_verified=True)
    ada = Visitor()
    ada.sign_in_as("ada", is_shared="on")
    assert ada.client.session["is_shared_computer"] is True


@pytest.mark.parametrize(
    ("variables", "domains", "has_account", "comes_in"),
    [
        ({}, "h.example", False, True),
        ({"OIDC_HOSPITAL_FOLLOWS_SIGN_UP": "on"}, "h.example", False, False),
        ({"OIDC_HOSPITAL_FOLLOWS_SIGN_UP": "on"}, "example.org", False, True),
        ({"OIDC_HOSPITAL_FOLLOWS_SIGN_UP": "on"}, "h.example", True, True),
    ],
)
def test_newcomers_of_a_provider_are_admitted_as_the_operator_says(
    hospital, set_providers, settings, variables, domains, has_account, comes_in
):
    set_providers(**VOUCHED, **variables)
    settings.SIGN_UP, settings.SIGN_UP_DOMAINS = "domains", [domains]
    if has_account:
        proven(ADA)
    hospital.knows("ada", email=ADA)
    visitor = Visitor()
    answer = visitor.sign_in_as("ada", next=SETTINGS)
    assert (visitor.user is not None) == comes_in
    assert User.objects.filter(email=ADA).exists() == comes_in
    if not comes_in:
        assert "Sign up by invitation" in answer.content.decode()
