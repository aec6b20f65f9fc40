"""A clerk checks a certificate and its file, with the keyboard, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from certificates.models import Certificate
from tests.factories import enrol, finish, make_provider

pytestmark = pytest.mark.browser


def test_a_clerk_checks_a_certificate_with_scripts_and_without(site, ada, edition, new_context):
    make_provider()
    finish(enrol(ada, edition))
    certificate = Certificate.objects.get()
    pdf = certificate.pdf()
    file = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": pdf}
    changed = file | {"buffer": pdf + b"\n"}

    page = new_context().new_page()
    page.goto(f"{site}/verify/")
    page.get_by_label("Certificate number").focus()
    page.keyboard.type(f"no. {certificate.shown_code.lower()}.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Genuine record")
    page.get_by_label("The PDF that you were given").set_input_files(file)
    expect(page.get_by_role("status")).to_contain_text("This is the file that was issued")
    page.get_by_label("The PDF that you were given").set_input_files(changed)
    expect(page.get_by_role("status")).to_contain_text("it is not the file that was issued")

    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}{certificate.get_absolute_url()}")
    page.get_by_label("The PDF that you were given").set_input_files(changed)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is not the file that was issued")
    page.get_by_role("link", name=certificate.shown_code).click()
    expect(page).to_have_url(re.compile(certificate.get_absolute_url()))
    page.goto(f"{site}/verify/many/")
    page.get_by_label("Numbers, one a line").fill(f"{certificate.code}, Ada Lovelace")
    page.get_by_role("button", name="Check the numbers").click()
    expect(page.get_by_role("cell", name="Name matches")).to_be_visible()
