"""Checks and floor plans in a lesson: by keyboard, without scripts, and answered at once."""

import pytest
from playwright.sync_api import expect

from tests.course.course_folder import FIRST_LESSON, lesson
from tests.course.figures import test_check, test_diagram
from tests.journeys.open_lessons import open_lessons
from tests.journeys.test_accessibility import faults_of
from tests.quizzes import test_lesson_checks

pytestmark = pytest.mark.browser
BODY = "\n\n".join(
    [
        test_check.GOOD,
        test_diagram.DIAGRAM,
        test_diagram.PLAN,
        test_lesson_checks.NUMERIC,
        test_lesson_checks.MATCH,
        "More. {plain}",
    ]
)


@pytest.fixture
def address(live_server, settings, tmp_path):
    """The address of a lesson with checks, a diagram and a plan, open to everybody."""
    files = {
        FIRST_LESSON: lesson(BODY),
        "01-start/020-second.md": None,
        **test_diagram.FILES,
    }
    units = open_lessons(live_server, settings, tmp_path, files)
    return f"{units}/welcome/"


def test_one_answer_is_open_at_a_time_with_its_reason(address, page):
    page.goto(address)
    answers = page.locator("#check-floaty details")
    answers.nth(0).locator("summary").focus()
    page.keyboard.press("Enter")
    expect(answers.nth(0)).to_have_attribute("open", "")
    expect(answers.nth(0)).to_contain_text("Not this")
    answers.nth(1).locator("summary").focus()
    page.keyboard.press("Space")
    expect(answers.nth(1)).to_contain_text("Yes")
    expect(answers.nth(0)).not_to_have_attribute("open", "")


def test_people_are_moved_by_the_arrow_keys_and_the_plan_says_what_is_covered(address, page):
    page.goto(address)
    plan = page.locator("#harbour")
    headline = plan.locator("[data-covered]")
    expect(headline).to_have_text("Not covered: 1 of 2.")
    plan.get_by_role("radio", name="Building 2").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(headline).to_have_text("Both are covered.")
    expect(plan.locator('[data-person="p1"][data-at="dosing"]')).to_be_visible()
    expect(plan.locator('[data-person="p1"][data-at="away"]')).to_be_hidden()
    expect(plan).to_contain_text("Somebody can open an airway")


def test_a_question_is_answered_on_a_page_and_leads_back(address, page):
    page.goto(address)
    question = page.locator("#how-much")
    question.get_by_label("Amount").fill("1000")
    question.get_by_label("Unit").select_option("mg")
    question.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_role("status")).to_contain_text("Not right")
    expect(page.get_by_role("status")).to_contain_text("Two times fifty.")
    page.get_by_role("link", name="Back to the lesson").click()
    expect(page).to_have_url(f"{address}#how-much")


def test_nothing_is_too_wide_or_hard_to_reach(address, page, watch):
    page.goto(address)
    page.locator("#check-floaty summary").first.click()
    assert faults_of(page, watch) == []


def test_without_scripts_a_plan_is_as_drawn_and_a_question_is_answered(address, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    plan = page.locator("#harbour")
    expect(plan.locator("table")).to_be_visible()
    expect(plan.get_by_role("radio")).to_have_count(0)
    page.locator("#which-effect").get_by_role("button", name="Check my answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check yourself")
    context.close()


def test_on_paper_every_answer_is_open(address, page):
    page.goto(address)
    page.emulate_media(media="print")
    for reason in page.locator("#check-floaty .why").all():
        expect(reason).to_be_visible()
    expect(page.locator("#how-much")).to_contain_text("Two times fifty.")
    expect(page.locator("#how-much .rationale")).to_be_visible()
