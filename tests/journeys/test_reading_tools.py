"""The tools of a lesson, by keyboard, and what stays of them without scripts."""

import pytest
from playwright.sync_api import expect

from tests.factories import enrol

pytestmark = pytest.mark.browser
SIZE = "getComputedStyle(document.documentElement).fontSize"


def test_a_lesson_is_read_by_keyboard(site, edition, ada, new_context, sign_in):
    enrol(ada, edition)
    context = new_context()
    sign_in(context, ada)
    page = context.new_page()
    lesson = f"{site}{edition.units.get(key='routes').get_absolute_url()}"
    page.goto(lesson)
    left = page.locator(".lesson-bar [data-minutes-left]")
    expect(left).to_have_text("About 9 minutes left")

    # From section to section, and back.
    for key in "jjk":
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Four clocks")).to_be_focused()
    current = page.locator(".lesson-rail [aria-current=location]")
    expect(current).to_have_text("Four clocks")
    page.locator("#key-points").scroll_into_view_if_needed()
    expect(left).to_have_text("Read to the end")

    # A table over the window, and back to its place with the focus.
    enlarge = page.get_by_role("button", name="Enlarge: Time courses, and where they come from")
    enlarge.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Time courses, and where they come from")
    expect(dialog.get_by_role("table")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(enlarge).to_be_focused()
    expect(page.locator("[data-lesson] > #time-course")).to_be_visible()

    # Larger text is there at once, and stays.
    page.get_by_role("button", name="Text and colors").focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Usual").first.focus()
    with page.expect_response(lambda answer: answer.url.endswith("/account/look/")):
        page.keyboard.press("ArrowRight")
    assert page.evaluate(SIZE) == "18px"
    page.reload()
    assert page.evaluate(SIZE) == "18px"

    # The keys can be turned off, and then do nothing.
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Text and colors").press("Enter")
    with page.expect_response(lambda answer: answer.url.endswith("/account/look/")):
        page.get_by_role("checkbox", name="Single-key shortcuts").press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    assert page.url.partition("#")[0] == lesson


def test_without_scripts_the_look_is_a_form_and_nothing_else_is_offered(site, edition, new_context):
    page = new_context(java_script_enabled=False).new_page()
    lesson = f"{site}{edition.units.get(key='how-to-use').get_absolute_url()}"
    page.goto(lesson)
    page.get_by_role("button", name="Text and colors").click()
    page.get_by_text("Large", exact=True).click()
    page.get_by_role("button", name="Save").press("Enter")
    expect(page).to_have_url(lesson)
    expect(page.locator("html")).to_have_attribute("data-text-size", "large")
    expect(page.get_by_role("button", name="Text and colors")).to_be_visible()
    for name in ("Print", "Keys", "Enlarge"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
