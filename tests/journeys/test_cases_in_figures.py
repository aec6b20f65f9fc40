"""Cards to sort, a person to ask, readings to watch: by keyboard, without scripts, on paper."""

import pytest
from playwright.sync_api import expect

from tests.course.course_folder import FIRST_LESSON, lesson
from tests.course.figures import test_interview, test_sort, test_watch
from tests.journeys.open_lessons import open_lessons, press
from tests.journeys.test_accessibility import faults_of

pytestmark = pytest.mark.browser
SECOND_LESSON = "01-start/020-second.md"
FIRST = f"{test_sort.GOOD}\n\n{test_interview.GOOD}"


@pytest.fixture
def site(live_server, settings, tmp_path):
    """A site with three figures in two lessons, open to everybody."""
    files = {
        FIRST_LESSON: lesson(FIRST),
        SECOND_LESSON: lesson(test_watch.GOOD).replace("key: welcome", "key: second"),
    }
    return open_lessons(live_server, settings, tmp_path, files)


def test_cards_are_placed_moved_and_compared(site, page):
    page.goto(f"{site}/welcome/")
    figure = page.locator("#findings")
    told = figure.locator("[data-left]")
    card = figure.locator("[data-card]:visible")
    expect(figure.locator("[data-end]")).to_be_hidden()
    expect(card).to_contain_text("Eggs at nine")

    card.get_by_role("button", name="Wait").focus()
    press(page, "Enter")  # the next card has the focus on its first bin
    expect(card).to_contain_text("An old bleed")
    expect(told).to_have_text("1 of 4 placed.")
    press(page, "Enter", "Enter", "Enter")
    expect(told).to_have_text("4 of 4 placed.")
    expect(figure.get_by_role("button", name="Compare with ours")).to_be_focused()

    figure.get_by_role("button", name="Move: No escort").focus()
    press(page, "Enter")
    expect(card).to_contain_text("No escort")
    expect(told).to_have_text("3 of 4 placed.")
    press(page, "Enter", "Enter")
    expect(figure.locator("[data-end]")).to_be_focused()
    expect(figure.locator("[data-told]")).to_have_text("3 of 4 where we placed them.")
    rows = figure.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("as you said")
    expect(rows.nth(2)).to_contain_text("you said Refer")
    expect(rows.nth(0)).to_contain_text("He has eaten.")

    figure.get_by_role("button", name="Start again").focus()
    press(page, "Enter")
    expect(told).to_have_text("0 of 4 placed.")
    expect(figure.locator("[data-card]:visible button").first).to_be_focused()


def test_an_interview_ends_with_its_questions_and_names_what_was_missed(site, page):
    page.goto(f"{site}/welcome/")
    figure = page.locator("#ruth")
    wine = figure.locator('[data-finding="wine"]')
    expect(wine.locator(".name")).to_be_hidden()
    expect(figure.locator("[data-told]")).to_have_text("0 of 2 found. Questions left: 2.")

    figure.locator("summary").nth(1).focus()
    press(page, "Enter")
    expect(figure.get_by_text("“A lorazepam.”")).to_be_visible()
    expect(figure.get_by_text("Lorazepam every night")).to_be_visible()
    expect(figure.locator("[data-told]")).to_have_text("1 of 2 found. Questions left: 1.")
    press(page, "Enter")  # what was asked stays asked, and counts once
    expect(figure.get_by_text("“A lorazepam.”")).to_be_visible()
    expect(figure.locator("[data-told]")).to_have_text("1 of 2 found. Questions left: 1.")

    figure.locator("summary").nth(0).focus()
    press(page, "Space")
    expect(figure.locator("[data-end]")).to_be_focused()
    expect(figure.locator("[data-verdict-line]")).to_have_text("You found 1 of 2.")
    expect(wine).to_contain_text("Brought by: How are your evenings?")
    expect(figure.get_by_text("How are your evenings?", exact=True)).to_be_hidden()


def test_the_first_act_counts_and_the_record_writes_itself(site, page):
    page.goto(f"{site}/second/")
    figure = page.locator("#carl")
    record = figure.locator(".record li")
    reading = figure.locator("[data-reading]:visible")
    expect(reading).to_have_count(1)
    expect(figure.locator("[data-mark]:visible")).to_have_count(1)

    reading.locator("summary").nth(0).focus()
    press(page, "Enter")
    expect(figure.get_by_text("Every later number is compared with it.")).to_be_visible()
    expect(record).to_have_text(["13:45 136/84 Baseline"])
    reading.locator("summary").nth(1).focus()
    press(page, "Enter")  # an act cannot be taken back
    expect(record).to_have_count(1)
    for place in (0, 1):
        figure.get_by_role("button", name="Next reading").focus()
        press(page, "Enter")
        expect(reading.locator(".clock")).to_be_focused()
        reading.locator("summary").nth(place).focus()
        press(page, "Enter")
    expect(record).to_have_text(
        ["13:45 136/84 Baseline", "14:30 158/96 Waited", "16:00 168/102 Stays"]
    )
    expect(figure.locator("[data-told]")).to_have_text("2 of 3 acts fit.")

    figure.get_by_role("button", name="Run it again").focus()
    press(page, "Enter")
    expect(record).to_have_count(0)
    expect(reading).to_contain_text("before the dose")


def test_all_is_there_without_scripts_and_on_paper(site, new_context):
    page = new_context(java_script_enabled=False).new_page()
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        page.goto(f"{site}/welcome/")
        expect(page.locator("[data-scripted]:visible")).to_have_count(0)
        expect(page.locator("[data-card]:visible")).to_have_count(4)
        expect(page.locator(".asks > li:visible")).to_have_count(3)
        page.goto(f"{site}/second/")
        expect(page.locator("[data-scripted]:visible")).to_have_count(0)
        expect(page.locator("[data-reading]:visible")).to_have_count(3)


def test_what_was_not_reached_is_printed(site, page):
    page.goto(f"{site}/welcome/")
    page.emulate_media(media="print")
    expect(page.get_by_text("He has eaten.")).to_be_visible()
    expect(page.get_by_text("Two glasses of wine")).to_be_visible()
    expect(page.locator("[data-card]:visible")).to_have_count(4)
    page.emulate_media(media="screen")
    page.goto(f"{site}/second/")
    page.emulate_media(media="print")
    expect(page.locator("[data-reading]:visible")).to_have_count(3)
    expect(page.get_by_text("The prescriber sees him.")).to_be_visible()


@pytest.mark.parametrize("unit", ["welcome", "second"])
def test_figures_are_accessible(site, page, watch, unit):
    page.goto(f"{site}/{unit}/")
    assert faults_of(page, watch) == []
