"""From the first visit to a certificate that a stranger has checked."""

import re
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.models import User
from course.models import Enrolment, Provider
from tests.journeys.answer_list import answer_by_list
from tests.journeys.steps import open_attempt, take_quiz

pytestmark = pytest.mark.browser
NAME = "Zoë Łukasiewicz-Đặng"
EMAIL = "zoe@example.org"


def sign_up(page):
    page.get_by_role("link", name="Create an account and start").first.click()
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_role("button", name="Sign up", exact=True).click()
    code_field = page.get_by_role("textbox", name="Code")
    expect(code_field).to_be_visible()
    (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    code_field.fill(re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", letter.body, re.MULTILINE)[0])
    page.get_by_role("button", name="Confirm").click()


def enrol(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Before you start")
    expect(page.get_by_label("as it will stand on the certificate")).to_have_value(NAME)
    page.get_by_label("I have read who wrote this course").check()
    page.get_by_role("button", name="Start the course").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("How to use this course")


def open_a_card_by_keyboard(page):
    """A citation opens on focus and closes with Escape; a term opens when pressed."""
    page.wait_for_load_state()  # the script that opens it on focus
    mark = page.get_by_role("button", name=re.compile(r"^References? \d")).first
    card = page.locator(f"#{mark.get_attribute('popovertarget')}")
    mark.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(mark).to_be_focused()
    expect(card).to_be_visible()
    expect(card).to_contain_text("What we read:")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    term = page.locator("main .term-mark").first
    meaning = page.locator(f"#{term.get_attribute('popovertarget')}")
    term.click()
    expect(meaning).to_be_visible()
    expect(meaning.get_by_role("link", name="Glossary")).to_be_visible()
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()


def pass_quiz(page, user, key, count):
    page.get_by_role("button", name="Start the quiz").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Question 1 of {count}")
    take_quiz(page, open_attempt(user, key), answer_by_list)
    expect(page.get_by_text("Every question is answered.")).to_be_visible()
    page.get_by_role("button", name=f"Hand in {count} questions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Passed")


def finish_all_but(user, *keys):
    """What the journey leaves out, for it shows nothing new, written down as done."""
    enrolment = Enrolment.objects.get(user=user)
    for unit in enrolment.remaining().exclude(key__in=keys):
        enrolment.complete(unit)


def test_from_the_first_visit_to_a_checked_certificate(page, site, edition, new_context, tmp_path):
    Provider.objects.create(
        pk=1, legal_name="Northgate Teaching Hospital", time_zone="Europe/London"
    )
    page.goto(site)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Ketamine-Assisted Therapy: The Basics"
    )
    sign_up(page)
    enrol(page)
    user = User.objects.get(email=EMAIL)

    page.get_by_role("link", name="Read this lesson").click()
    open_a_card_by_keyboard(page)
    page.get_by_role("button", name="Mark complete and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What ketamine is, and words that mislead"
    )
    main = page.get_by_role("navigation", name="Main")
    main.get_by_role("link", name="My course").click()
    expect(page.get_by_role("img", name="1 of 42 required steps done")).to_be_visible()

    modules = page.get_by_role("region", name="Modules")
    modules.get_by_text("5. Safety on and after the day").click()
    modules.get_by_role("link", name="Quiz: safety on and after the day").click()
    pass_quiz(page, user, "safety-quiz", 13)
    page.get_by_role("link", name="My course").last.click()
    expect(page.get_by_role("img", name="2 of 42 required steps done")).to_be_visible()

    modules.get_by_text("8. Special populations and synthesis").click()
    modules.get_by_role("link", name="Final cases").click()
    expect(page.get_by_text("Opens when the rest is done: 39 steps left")).to_be_visible()
    finish_all_but(user, "keeping-current", "final-cases")
    main.get_by_role("link", name="My course").click()
    modules.get_by_role("link", name="Keeping current").click()
    # The one thing that is left.
    page.get_by_role("button", name="Mark complete and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Final cases")
    pass_quiz(page, user, "final-cases", 17)
    page.get_by_role("link", name="My course").last.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You have completed the course")
    page.get_by_role("checkbox", name="I took this course myself.").check()
    page.get_by_role("button", name="Issue my certificate").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download certificate (PDF)").click()
    file = Path(tmp_path / "certificate.pdf")
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF")

    address = page.get_by_role("link", name="See what others see").get_attribute("href")
    stranger = new_context().new_page()
    stranger.goto(site + address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Genuine record")
    expect(stranger.get_by_role("definition").filter(has_text=NAME)).to_be_visible()
    stranger.get_by_label("The PDF that you were given").set_input_files(file)
    expect(stranger.get_by_role("status")).to_contain_text("byte for byte")
