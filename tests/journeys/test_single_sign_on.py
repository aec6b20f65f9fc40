"""Through a hospital's sign-in page and back, in a real browser under our policy."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts.models import User
from tests.accounts.single_sign_on.provider import CALLBACK

pytestmark = pytest.mark.browser
ADA = "ada@example.org"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_nurse_comes_in_through_the_hospital(
    live_server,
    set_providers,
    hospital,
    new_context,
    watch,
    scripts,
):
    """The policy lets the form through, though the hospital leads on to a page at another host."""
    set_providers(OIDC_HOSPITAL_TRUST_VERIFIED_ADDRESSES="on")
    hospital.callbacks = f"{live_server.url}{CALLBACK}"
    hospital.knows("ada", email=ADA, email_verified=True, name="Ada Lovelace")
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto(f"{live_server.url}/accounts/login/?next=/account/")
    page.get_by_label("This is a shared computer").check()
    button = page.get_by_role("button", name="Sign in with Northshore Hospital")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Who are you?").fill("ada")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/account/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
    assert User.objects.get().email == ADA
    is_shared = [each.get_decoded().get("is_shared_computer") for each in Session.objects.all()]
    assert (True in is_shared) == scripts
    visited = {url for url in watch.foreign if not url.startswith(hospital.issuer)}
    watch.foreign = []
    assert visited == set()
