"""A learner who has a keyboard and no mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import enrol
from tests.journeys.steps import SAVED, open_attempt, receipt

pytestmark = pytest.mark.browser
FOCUS = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect();
  // A radio button may lie under its label, which shows the focus for it.
  const shows = (each) => each && getComputedStyle(each).outlineStyle !== "none"
    && parseFloat(getComputedStyle(each).outlineWidth) >= 2;
  const middle = (start, end, most) => (Math.max(0, start) + Math.min(end, most)) / 2;
  const x = middle(box.left, box.right, innerWidth);
  const y = middle(box.top, box.bottom, innerHeight);
  const top = document.elementFromPoint(x, y);
  const label = element.closest("label");
  return {
    tag: element.tagName,
    name: (element.getAttribute("aria-label") ?? label?.innerText ?? element.innerText ?? "")
      .trim().slice(0, 60),
    outlined: Boolean(shows(element) || shows(label)),
    inView: box.bottom > 0 && box.top < innerHeight,
    onTop: box.width < 3
      || Boolean(top
        && (element.contains(top) || label?.contains(top) || top.contains(element))),
  };
}"""


@pytest.fixture
def at_the_keyboard(ada, edition, context, sign_in):
    """A page on which only the keyboard is used."""
    enrol(ada, edition)
    sign_in(context, ada)
    return context.new_page()


def tab_to(page, wanted: str, *, key: str = "Tab", most: int = 600) -> list[str]:
    """Press Tab until the focus is on what is called ``wanted``.

    Return what is wrong with the focus on the way.
    """
    faults = []
    for _press in range(most):
        page.keyboard.press(key)
        focus = page.evaluate(FOCUS)
        if focus["tag"] == "BODY":
            continue
        if not (focus["outlined"] and focus["inView"] and focus["onTop"]):
            faults.append(str(focus))
        if re.search(wanted, focus["name"]):
            return faults
    raise AssertionError(f"{wanted!r} is not reached by {key}")


def test_the_skip_link_is_first_and_leads_past_the_menu(site, edition, at_the_keyboard):
    page = at_the_keyboard
    page.goto(f"{site}{edition.units.get(key='words').get_absolute_url()}")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_lesson_is_read_and_marked_complete(site, edition, at_the_keyboard, width):
    page = at_the_keyboard
    page.set_viewport_size({"width": width, "height": 800})
    lesson = edition.units.get(key="words")
    page.goto(f"{site}{lesson.get_absolute_url()}")
    faults = tab_to(page, "^Mark complete and continue")
    assert faults == [], faults
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(lesson.title)


def test_a_question_is_answered(site, ada, edition, at_the_keyboard):
    page = at_the_keyboard
    page.goto(f"{site}{edition.units.get(key='orientation-quiz').get_absolute_url()}")
    faults = tab_to(page, "^Start the quiz")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 10")
    item = open_attempt(ada, "orientation-quiz").items.get(position=1)
    faults += tab_to(page, r"^A\s")
    page.keyboard.press("Space")
    expect(receipt(page)).to_contain_text(SAVED)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    faults += tab_to(page, "^Guessing")
    faults += tab_to(page, "^Save and go to 2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 2 of 10")
    item.refresh_from_db()
    assert item.response == item.option_order[1]
    assert faults == []
