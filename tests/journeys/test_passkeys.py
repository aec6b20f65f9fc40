"""Somebody signs up with a passkey, signs out, and is in again without a password."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from playwright.sync_api import expect

from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.browser
EMAIL = "zoe@example.org"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def passkey_page(context, settings):
    """A page of a browser whose device makes passkeys and keeps them."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    added = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.refuse_passkeys = lambda is_refused: protocol.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": added["authenticatorId"], "isUserVerified": not is_refused},
    )
    return page


def code_in_the_mailbox() -> str:
    return re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", mail.outbox[-1].body, re.MULTILINE)[0]


def press(page, name: str) -> None:
    page.wait_for_load_state()  # scripts talk to the device
    page.get_by_role("button", name=name, exact=True).press("Enter")


def test_a_passkey_signs_up_and_in(passkey_page, live_server, settings):
    device = passkey_page
    settings.BASE_URL = live_server.url
    device.goto(f"{live_server.url}/accounts/signup/")
    device.get_by_label("Email").fill(EMAIL)
    press(device, "Sign up with a passkey")
    device.get_by_role("textbox", name="Code").fill(code_in_the_mailbox())
    press(device, "Confirm")
    device.get_by_label("Name").fill("work laptop")
    press(device, "Make a passkey")
    expect(device.get_by_text("Next time, sign in with your passkey")).to_be_visible()

    device.goto(f"{live_server.url}/account/security/")
    expect(device.get_by_text("Passkey: work laptop")).to_be_visible()
    press(device, "Sign out everywhere")
    expect(device.get_by_role("heading", level=1)).to_have_text("Sign in")

    device.refuse_passkeys(True)
    press(device, "Use a passkey")
    expect(device.get_by_role("alert")).to_contain_text("The passkey was not used")
    device.refuse_passkeys(False)
    device.get_by_label("Keep me signed in").check()
    press(device, "Use a passkey")
    expect(device.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    (session,) = [each for each in device.context.cookies() if each["name"] == "sessionid"]
    assert session["expires"] > 0
    (user,) = User.objects.all()
    assert (user.email, user.has_usable_password()) == (EMAIL, False)

    device.goto(f"{live_server.url}/account/security/")
    press(device, "Sign out everywhere")
    device.get_by_label("Email address").fill(EMAIL)
    press(device, "Email me a code")
    device.get_by_role("textbox", name="Code").fill(code_in_the_mailbox())
    click_twice(device, "Confirm")
    expect(device.get_by_role("heading", level=1)).to_have_text("Courses")


def click_twice(page, name: str) -> None:
    """Click as some people do, over a network that takes its time."""
    page.wait_for_load_state()
    network = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 300, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow)
    page.get_by_role("button", name=name, exact=True).dblclick(delay=60)


def test_without_scripts_the_other_ways_are_offered_and_a_code_is_sent_once(
    new_context, live_server, settings
):
    settings.BASE_URL = live_server.url
    EmailAddress.objects.create(user=make_user(EMAIL), email=EMAIL, verified=True, primary=True)
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    page.get_by_label("Email address").fill(EMAIL)
    press(page, "Email me a code")
    expect(page.get_by_role("textbox", name="Code")).to_be_visible()
    page.get_by_role("textbox", name="Code").fill(code_in_the_mailbox())
    click_twice(page, "Confirm")
    expect(page.get_by_role("heading", level=1)).to_have_text("Courses")
