"""A second course beside the first: one learner takes both, and finds each again."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from course.publishing import publish
from course.source import read_course
from tests.course.course_folder import QUIZ_FILES, write_course
from tests.factories import make_provider
from tests.journeys.test_accessibility import faults_of

pytestmark = pytest.mark.browser
HYGIENE = Path(__file__).resolve().parent.parent / "courses" / "hand-hygiene"


@pytest.fixture
def site(live_server, settings, tmp_path):
    """A site with two courses on different subjects."""
    settings.BASE_URL = live_server.url
    make_provider(country="GB")
    publish(read_course(write_course(tmp_path, **QUIZ_FILES)))
    publish(read_course(HYGIENE))
    return live_server.url


def start(page, course: str) -> None:
    """From the list of all courses to the home of one of them."""
    page.get_by_role("link", name="All courses").first.click()
    page.get_by_role("main").get_by_role("link", name=course, exact=True).click()
    page.get_by_role("link", name="Start the course").first.click()
    page.get_by_label("I have read who wrote this course").check()
    page.get_by_role("button", name="Start the course").click()


def choices_of_roles(page) -> list[str]:
    """The roles that the learner may choose from in the course of the page."""
    page.get_by_role("link", name="Your roles in this course").click()
    return page.get_by_role("main").locator("label").all_inner_texts()


def test_a_learner_takes_two_courses_and_finds_each_again(site, ada, context, page, sign_in, watch):
    sign_in(context, ada)
    page.goto(site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Courses")
    assert faults_of(page, watch) == []

    start(page, "Hand Hygiene: The Basics")
    assert choices_of_roles(page) == ["Cleaner", "Porter"]
    page.get_by_label("Cleaner").check()
    page.get_by_role("button", name="Save roles").click()
    page.get_by_role("link", name="Read this lesson").click()
    expect(page.locator("#role-cleaner").get_by_text("your role")).to_be_visible()
    page.get_by_role("button", name="Mark complete and continue").click()

    start(page, "A tiny course")
    assert choices_of_roles(page) == ["Prescriber", "Nurse or monitor"]
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    page.get_by_role("link", name="Leave them as they are").click()
    page.get_by_role("link", name="Read this lesson").click()
    expect(page.locator("#role-nurse")).to_be_visible()
    expect(page.get_by_text("your role")).to_be_hidden()

    page.get_by_role("link", name="My courses").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My courses")
    assert faults_of(page, watch) == []
    hygiene = page.get_by_role("article", name="Hand Hygiene: The Basics")
    expect(hygiene).to_contain_text("1 of 6 required steps done")
    tiny = page.get_by_role("article", name="A tiny course")
    expect(tiny).to_contain_text("0 of 3 required steps done")

    hygiene.get_by_role("link", name="Continue: 1.2 What a rub cannot do").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What a rub cannot do")
    page.get_by_role("link", name="My courses").first.click()
    tiny.get_by_role("link", name="1.1 Welcome").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
