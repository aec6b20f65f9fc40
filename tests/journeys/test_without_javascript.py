"""Everything that matters works as plain pages and forms."""

import re

import pytest
from playwright.sync_api import expect

from quizzes.models import Attempt
from tests.journeys.steps import answer_right, open_attempt, own_number
from tests.quizzes.factories import make_attempt, reflection

pytestmark = pytest.mark.browser


def test_a_course_without_scripts(site, ada, edition, new_context, sign_in):
    context = new_context(java_script_enabled=False)
    sign_in(context, ada)
    page = context.new_page()
    page.goto(site)
    page.get_by_role("link", name="Start the course").first.click()
    page.get_by_role("button", name="Start the course").click()
    expect(page.get_by_role("alert")).to_contain_text("Check this box")
    page.get_by_label("I have read who wrote this course").check()
    page.get_by_role("button", name="Start the course").click()

    page.get_by_role("link", name="Read this lesson").click()
    mark = page.get_by_role("button", name=re.compile(r"^Reference \d+, ")).first
    card = page.locator(f"#{mark.get_attribute('popovertarget')}")
    mark.click()
    expect(card).to_be_visible()
    reference = card.get_by_role("link", name=re.compile(r"^Reference \d+$"))
    target = reference.get_attribute("href")
    reference.click()
    expect(page).to_have_url(re.compile(f"{target}$"))
    expect(page.locator(target)).to_be_visible()
    page.get_by_role("button", name="Mark complete and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What ketamine is, and words that mislead"
    )

    page.goto(f"{site}{edition.units.get(key='orientation-quiz').get_absolute_url()}")
    page.get_by_role("button", name="Start the quiz").click()
    attempt = open_attempt(ada, "orientation-quiz")
    item = attempt.items.select_related("version").get(position=1)
    answer_right(page, item)
    page.get_by_role("button", name="Question 3, not answered").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 3 of 10")
    page.get_by_role("button", name="Question 1, answered").click()
    expect(page.get_by_role("status")).to_contain_text("Kept on our server.")
    page.get_by_role("button", name="Look over and hand in").click()
    expect(page.get_by_text("9 questions are open.")).to_be_visible()
    hand_in_button = page.get_by_role("button", name="Hand in 10 questions")
    expect(hand_in_button).to_be_hidden()
    page.get_by_text("Hand in with 9 questions open").click()
    hand_in_button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look over and hand in")
    page.get_by_label("I want to hand in with questions 2, 3, 4, 5, 6, 7, 8, 9, 10 open.").check()
    hand_in_button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Not passed yet: 9 questions to put right"
    )
    expect(page.get_by_role("heading", name="Answered right")).to_be_visible()
    assert not Attempt.objects.get(pk=attempt.pk).is_open


def test_a_text_from_an_older_page_is_chosen_without_scripts(site, ada, new_context, sign_in):
    item = make_attempt(ada, reflection()).items.get()
    context = new_context(java_script_enabled=False)
    sign_in(context, ada)
    older, newer = context.new_page(), context.new_page()
    for page, thoughts in ((older, "At length. " * 60), (newer, "Short.")):
        page.goto(f"{site}{item.url}")
        page.get_by_label("Your thoughts").fill(thoughts)
    for page in (newer, older):
        own_number(page).click()
    expect(older.get_by_role("heading", level=1)).to_have_text("Two answers to question 1")
    expect(older.get_by_role("main")).to_contain_text("Short.")
    older.get_by_role("button", name="Use this answer instead").click()
    expect(older.get_by_label("Your thoughts")).to_have_value("At length. " * 60)
    item.refresh_from_db()
    assert (item.response, item.draft) == ("At length. " * 60, None)
