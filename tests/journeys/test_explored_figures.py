"""Figures that readers work on: by keyboard, without scripts, on paper."""

import pytest
from playwright.sync_api import expect

from tests.course.course_folder import FIRST_LESSON, lesson
from tests.course.figures import test_bench, test_forest, test_people, test_time_course
from tests.journeys.open_lessons import open_lessons, press
from tests.journeys.test_accessibility import faults_of

pytestmark = pytest.mark.browser
SECOND_LESSON = "01-start/020-second.md"
FIRST = f"{test_time_course.GOOD}\n\n{test_forest.GOOD}"
SECOND = f"{test_people.GOOD}\n\n{test_bench.GOOD}"


@pytest.fixture
def site(live_server, settings, tmp_path):
    """A site with a course that has two figures in each of two lessons, open to everybody."""
    files = {
        FIRST_LESSON: lesson(FIRST),
        SECOND_LESSON: lesson(SECOND).replace("key: welcome", "key: second"),
        "facts.yaml": test_bench.NAMED,
    }
    return open_lessons(live_server, settings, tmp_path, files)


def test_a_minute_is_moved_and_said_once_a_stop(site, page):
    page.clock.install()
    page.goto(f"{site}/welcome/")
    figure = page.locator("#clocks")
    headline = figure.locator("[data-verdict]")
    expect(headline).to_have_text("Not yet. At least 45 minutes of watching are left.")

    slider = figure.get_by_role("slider")
    slider.focus()
    press(page, *["ArrowRight"] * 9)
    expect(slider).to_have_attribute(
        "aria-valuetext", "120 minutes. The clock no longer holds anybody. What you see decides."
    )
    expect(headline).to_contain_text("45 minutes")  # a held key does not flood the status
    page.clock.run_for(1000)
    expect(headline).to_have_text("The clock no longer holds anybody. What you see decides.")
    pressure = figure.locator("[data-states]").nth(1)
    expect(pressure).to_have_text("Pressure: fading, not over")

    figure.get_by_role("button", name="75 min").focus()
    press(page, "Enter")
    page.clock.run_for(1000)
    expect(headline).to_contain_text("45 minutes")
    figure.get_by_role("button", name="Start again").focus()
    press(page, "Enter")
    expect(slider).to_be_focused()


def test_a_line_is_guessed_then_uncovered_and_lines_are_filtered(site, page):
    page.goto(f"{site}/welcome/")
    figure = page.locator("#lines")
    result = figure.get_by_text("−3.16 (−8.54 to 2.22)")
    tally = figure.locator("[data-tally]")
    expect(result).to_be_hidden()
    expect(tally).to_have_text("3 of 3 shown. Reaching past zero (broken line): 0.")

    figure.get_by_role("slider").focus()
    press(page, *["ArrowLeft"] * 6)
    expect(figure.get_by_role("slider")).to_have_attribute("aria-valuetext", "−8 points")
    figure.get_by_role("button", name="Uncover").focus()
    press(page, "Enter")
    expect(result).to_be_visible()
    expect(figure.locator(".says")).to_be_focused()
    expect(figure.locator("[data-verdict]")).to_have_text(
        "You said −8. The result is −3.16: 4.8 points from your guess."
    )

    figure.get_by_label("against placebo").focus()
    press(page, "Space")
    expect(figure.get_by_text("First trial")).to_be_hidden()
    expect(tally).to_have_text("1 of 3 shown. Reaching past zero (broken line): 1.")
    figure.get_by_role("button", name="Guess again").focus()
    press(page, "Enter")
    expect(result).to_be_hidden()
    expect(figure.get_by_role("slider")).to_be_focused()


def test_a_base_rate_is_guessed_before_the_hundreds_fill(site, page):
    page.goto(f"{site}/second/")
    figure = page.locator("#hundreds")
    first, second = figure.locator("[data-count]", has_text="%").all()
    expect(first).to_be_hidden()
    figure.get_by_label("how many are well?").focus()
    press(page, "4", "0", "Enter")
    expect(figure.locator("[data-verdict]")).to_have_text("You said 40. It was 18 of 100.")
    expect(first).to_be_visible()
    expect(second).to_be_hidden()
    expect(figure.locator("[data-next]")).to_be_focused()
    press(page, "Enter")
    expect(second).to_be_visible()
    expect(figure.locator(".says")).to_be_focused()
    expect(figure.locator(".says")).to_contain_text("a difference of 9.5 points")
    expect(figure.locator(".hundreds .waits")).to_have_count(0)


@pytest.mark.parametrize(
    ("presses", "volume", "headline"),
    [
        (0, 10, "That is the amount on the order."),
        (1, 10, "That is 5 times the amount on the order."),
        (1, 1, "Too little: the order is 2 times that."),
        (2, 10, test_bench.STOP),
        (2, 1, test_bench.STOP),  # 50 mg, and still undiluted
    ],
)
def test_an_amount_shows_after_it_is_said_back(site, page, presses, volume, headline):
    page.goto(f"{site}/second/")
    figure = page.locator("#vials")
    button = figure.get_by_role("button", name="Say it back")
    expect(button).to_be_disabled()
    figure.get_by_role("radio").first.focus()
    press(page, "Space", *["ArrowRight"] * presses)
    figure.get_by_role("slider").focus()
    press(page, *["ArrowRight"] * volume)
    button.focus()
    press(page, "Enter")
    expect(figure.locator("[data-verdict]")).to_have_text(headline)
    expect(figure.locator(".says")).to_be_focused()
    dilutes = figure.get_by_text("The label asks for proper dilution.")
    expect(dilutes).to_be_visible(visible=headline == test_bench.STOP)


def test_all_is_there_without_scripts_and_on_paper(site, new_context):
    page = new_context(java_script_enabled=False).new_page()
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        page.goto(f"{site}/welcome/")
        expect(page.locator("[data-scripted]:visible")).to_have_count(0)
        expect(page.get_by_text("−3.16 (−8.54 to 2.22)")).to_be_visible()
        expect(page.get_by_text("The earliest end of watching.").first).to_be_visible()
        page.goto(f"{site}/second/")
        expect(page.locator("[data-scripted]:visible")).to_have_count(0)
        expect(page.get_by_text("(27.1%)")).to_be_visible()
        expect(page.get_by_role("cell", name=test_bench.STOP)).to_be_visible()


def test_what_was_covered_is_printed(site, page):
    page.goto(f"{site}/welcome/")
    expect(page.get_by_text("−3.16 (−8.54 to 2.22)")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.get_by_text("−3.16 (−8.54 to 2.22)")).to_be_visible()
    expect(page.get_by_text("Effects fade.")).to_be_visible()


@pytest.mark.parametrize("unit", ["welcome", "second"])
def test_figures_are_accessible(site, page, watch, unit):
    page.goto(f"{site}/{unit}/")
    assert faults_of(page, watch) == []
