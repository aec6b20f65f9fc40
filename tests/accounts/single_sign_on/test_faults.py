"""What goes wrong between us and a provider, and what the person is told."""

import socket
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django.urls import reverse

from accounts.models import User
from accounts.single_sign_on.adapter import ForeignAddressError
from tests.accounts.browser import proven
from tests.accounts.single_sign_on.provider import CALLBACK, Visitor

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
SETTINGS = reverse("accounts:settings")
UNREACHABLE = (503, "We could not reach Northshore Hospital")
REFUSED = (401, "We could not use the answer of Northshore Hospital")
ENDED = (401, "Begin the sign-in again")


@pytest.fixture
def ada(hospital) -> Visitor:
    hospital.knows("ada", email=ADA, email_verified=True)
    return Visitor()


def told(answer) -> tuple[int, str]:
    """The status and the heading of a page."""
    page = answer.content.decode()
    return answer.status_code, page.partition("<h1>")[2].partition("</h1>")[0]


@pytest.mark.parametrize(
    "lie",
    [
        {"aud": "another site"},
        {"nonce": "of another"},
        {"sub": "7"},
        {"key": "foreign"},
        {"keys": "without their name"},
    ],
)
def test_an_answer_that_was_not_made_for_this_sign_in_is_refused(ada, hospital, lie):
    hospital.lies_in(**lie)
    assert told(ada.sign_in_as("ada")) == REFUSED
    assert (ada.user, User.objects.count()) == (None, 0)


def test_a_provider_that_is_down_is_said_to_be_and_nothing_is_lost(ada, set_providers):
    set_providers(OIDC_HOSPITAL_ISSUER="http://127.0.0.1:1")
    page = ada.begin(next=SETTINGS)
    assert told(page) == UNREACHABLE
    assert f'<input type="hidden" name="next" value="{SETTINGS}">' in page.content.decode()


def test_a_provider_that_does_not_answer_is_given_up(ada, set_providers, settings):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.1
    with socket.create_server(("127.0.0.1", 0)) as silent:
        set_providers(OIDC_HOSPITAL_ISSUER=f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert told(ada.begin()) == UNREACHABLE


def test_a_provider_that_goes_down_meanwhile_is_said_to_be(ada, set_providers):
    back = ada.at_provider(ada.begin(next=SETTINGS), "ada")
    set_providers(OIDC_HOSPITAL_ISSUER="http://127.0.0.1:1")
    assert told(ada.get(back)) == UNREACHABLE


def test_an_answer_works_once_and_in_the_browser_that_began(ada):
    back = ada.at_provider(ada.begin(), "ada")
    assert told(Visitor().get(back)) == ENDED
    assert ada.get(back).status_code == 302
    assert told(ada.get(back)) == ENDED


def test_a_code_that_the_provider_did_not_give_is_refused(ada):
    back = ada.at_provider(ada.begin(), "ada")
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert told(ada.client.get(CALLBACK, {"state": state, "code": "nonsense"})) == REFUSED


def test_who_gives_no_consent_is_asked_to_begin_again(ada, hospital):
    hospital.asks_no_consent = False
    hospital.tell()
    page = ada.sign_in_as("ada", next=SETTINGS)
    assert told(page) == (401, "You are not signed in yet")
    assert "Try again with Northshore Hospital" in page.content.decode()


@pytest.mark.parametrize("address", [{}, {"email": "ada"}, {"email": ["a@b.org"]}])
def test_without_an_address_nobody_comes_in(hospital, address):
    hospital.knows("ada", email_verified=True, **address)
    assert told(Visitor().sign_in_as("ada")) == (401, "Your email address is missing")
    assert not User.objects.exists()


def test_a_provider_that_calls_itself_otherwise_is_refused(ada, set_providers, issuer):
    set_providers(OIDC_HOSPITAL_ISSUER=issuer.replace("127.0.0.1", "localhost"))
    assert told(ada.begin()) == REFUSED


def test_we_ask_the_provider_and_nobody_else(hospital, set_providers, issuer):
    with get_adapter().get_requests_session() as session:
        assert session.get(f"{issuer}/.well-known/openid-configuration").status_code == 200
        for url in ("http://169.254.169.254/latest/", "http://localhost/", f"{issuer}0/"):
            with pytest.raises(ForeignAddressError):
                session.get(url)
        set_providers(OIDC_HOSPITAL_OTHER_ORIGINS="http://127.0.0.1:1")
        with pytest.raises(requests.ConnectionError):
            session.get("http://127.0.0.1:1/keys")


def test_a_link_alone_leads_to_no_provider_and_its_parameters_are_not_passed_on(ada, hospital):
    url = reverse("openid_connect_login", args=["hospital"])
    assert told(ada.get(url)) == (200, "Sign in with Northshore Hospital")
    forged = f"{url}?scope=admin&auth_params=redirect_uri%3Dhttps%3A%2F%2Fevil.example"
    page = ada.client.post(forged, {"next": "https://evil.example/"}).content.decode()
    assert hospital.issuer in page
    assert "evil" not in page
    assert "admin" not in page


def test_only_the_environment_names_providers(ada):
    SocialApp.objects.create(
        provider="openid_connect", provider_id="row", name="Row", client_id="x", secret="x",
        settings={"server_url": "http://169.254.169.254/"},
    )  # fmt: skip
    assert ada.begin("row").status_code == 404
    page = ada.get(reverse("account_login")).content.decode()
    assert "Sign in with Northshore Hospital" in page
    assert "Row" not in page


def test_a_typed_address_of_a_fault_says_what_to_do():
    page = Visitor().get(reverse("socialaccount_login_cancelled")).content.decode()
    assert "Begin the sign-in again." in page
    assert "Sign in another way" in page


def test_a_failed_sign_in_leaves_who_is_signed_in_as_they_were(hospital):
    hospital.knows("ada", email_verified=True)
    visitor = Visitor()
    visitor.stay_signed_in(proven(ADA))
    visitor.sign_in_as("ada")
    assert visitor.user.email == ADA
