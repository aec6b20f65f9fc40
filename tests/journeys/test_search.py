"""Finding a passage again, by keyboard and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import enrol

pytestmark = pytest.mark.browser
COUNT = re.compile(r"\d+ results for “monitoring”")


def test_a_passage_is_found_while_typing_and_by_the_button_alone(
    site, ada, edition, context, new_context, sign_in
):
    enrol(ada, edition)
    sign_in(context, ada)
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site}{edition.course.get_absolute_url()}")
    page.get_by_role("searchbox", name="Search this course").focus()
    page.keyboard.type("monitoring")
    page.keyboard.press("Enter")
    expect(page.locator("[data-search-count]")).to_contain_text(COUNT)

    field = page.get_by_role("searchbox", name="Words to find in this course")
    field.press("Control+a")
    page.keyboard.type("blood pressur")
    expect(page.get_by_role("status")).to_contain_text("results for “blood pressur”")
    expect(page).to_have_url(re.compile(r"\?q=blood\+pressur$"))
    expect(page.locator("mark", has_text="blood pressure").first).to_be_visible()
    expect(field).to_be_focused()
    there = page.locator("a.there").first
    there.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/units/[\w-]+/#[\w-]+$"))
    expect(page.locator(f"#{page.url.partition('#')[2]}")).to_be_in_viewport()

    plain = new_context(java_script_enabled=False)
    sign_in(plain, ada)
    page = plain.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}{edition.course.get_absolute_url()}")
    page.get_by_role("link", name="Search this course").click()
    page.get_by_role("searchbox").fill("monitoring")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("[data-search-count]")).to_contain_text(COUNT)
    page.get_by_role("link", name=re.compile(r"^Lessons \d+$")).click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Lessons")
