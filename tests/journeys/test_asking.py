"""A learner reports an error from a lesson, without scripts, and reads the answer of staff."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import InboxMessage
from tests.factories import enrol

pytestmark = pytest.mark.browser
WORDS = "The second sentence names the wrong year."


def test_an_error_is_reported_from_a_lesson_and_answered(
    site, ada, grace, edition, new_context, sign_in
):
    lesson = edition.units.get(key="how-to-use")
    enrol(ada, edition)
    context = new_context(java_script_enabled=False)
    sign_in(context, ada)
    page = context.new_page()
    page.goto(f"{site}{lesson.get_absolute_url()}")
    page.get_by_role("link", name="Report an error in this lesson").click()
    expect(page.get_by_label("What it is about")).to_have_value(f"{lesson.number} {lesson.title}")
    # Only a browser says where it came from.
    expect(page.get_by_label("Address of the page")).to_have_value(lesson.get_absolute_url())
    page.get_by_label("An error:").check()
    page.get_by_label("What is wrong").fill(WORDS)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("main")).to_contain_text("Received")

    desk = new_context(java_script_enabled=False)
    sign_in(desk, grace)
    answering = desk.new_page()
    answering.goto(f"{site}{InboxMessage.objects.get().staff_url}")
    answering.get_by_label("Answer", exact=True).fill("Dear Ada,")
    answering.get_by_role("button", name="An error, to be corrected").click()
    expect(answering.get_by_label("Answer", exact=True)).to_have_value(re.compile("^Dear Ada,"))
    answering.get_by_role("button", name="Send the answer").click()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Dear Ada,")
    expect(page.get_by_role("main")).to_contain_text("Answered")
