"""What happens to people when something goes wrong.

Double clicks, two tabs, the back button, dead networks, lost sessions, fast fingers.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from quizzes.models import Attempt, GradeRun
from tests.factories import enrol
from tests.journeys.people import PASSWORD
from tests.journeys.steps import SAVED, choices, hand_in, open_attempt, own_number, receipt
from tests.quizzes.factories import make_attempt, numeric

pytestmark = pytest.mark.browser
QUIZ = "orientation-quiz"
UNSAVED = (
    "Not saved yet. Your answer is on this page; keep it open, and it is sent by itself once the "
    "connection is back."
)
KEPT = re.compile(r"^Saved \d\d:\d\d:\d\d\. Kept on our server\. You can close this page\.$")


@pytest.fixture
def quiz_page(site, ada, edition, context, sign_in):
    """Ada in front of the quiz."""
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    enrol(ada, edition)
    sign_in(context, ada)
    page = context.new_page()
    page.goto(f"{site}{edition.units.get(key=QUIZ).get_absolute_url()}")
    return page


@pytest.fixture
def sitting(quiz_page, ada):
    """Ada in front of the first question, a page and its item."""
    quiz_page.get_by_role("button", name="Start the quiz").click()
    expect(quiz_page.get_by_role("heading", level=1)).to_have_text("Question 1 of 10")
    return quiz_page, open_attempt(ada, QUIZ).items.select_related("version").get(position=1)


def test_two_clicks_start_one_attempt_and_hand_in_once(quiz_page, ada):
    page = quiz_page
    page.get_by_role("button", name="Start the quiz").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 10")
    attempt = Attempt.objects.get(enrolment__user=ada)
    page.get_by_role("button", name="Look over and hand in").click()
    hand_in(page, 10, left=10).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Not passed yet: 10 questions to put right"
    )
    assert GradeRun.objects.get().attempt == attempt


def test_an_older_page_does_not_win(sitting, context):
    newer, item = sitting
    older = context.new_page()
    older.goto(newer.url)
    first, second = item.option_order[:2]
    choices(newer, item)[first].check()
    expect(receipt(newer)).to_contain_text(SAVED)
    choices(older, item)[second].check()
    expect(receipt(older)).to_contain_text("Not saved: a newer answer was saved from another page.")
    older.close()
    item.refresh_from_db()
    assert item.response == first
    newer.reload()
    expect(newer.get_by_role("heading", level=1)).to_have_text("Two answers to question 1")
    newer.get_by_role("button", name="Use this answer instead").dblclick()
    expect(choices(newer, item)[second]).to_be_checked()
    item.refresh_from_db()
    assert item.response == second


def test_an_unreadable_change_clears_the_reading_and_is_told_at_the_last_look(
    site, ada, page, context, sign_in
):
    item = make_attempt(ada, numeric(units={"min": "1", "h": "60"})).items.get()
    sign_in(context, ada)
    page.goto(f"{site}{item.url}")
    page.get_by_label("Amount").fill("4")
    page.get_by_label("Unit").select_option("min")
    reading = page.get_by_text("We will read this as 4\N{NO-BREAK SPACE}min")
    expect(reading).to_be_visible()
    expect(receipt(page)).to_contain_text(SAVED)
    page.get_by_label("Amount").fill("40,0")
    expect(reading).to_be_hidden()
    page.get_by_label("Amount").blur()
    expect(receipt(page)).to_have_text("Not saved. Write 40.0, not 40,0.")
    page.get_by_role("button", name="Look over and hand in").click()
    expect(page.get_by_role("alert")).to_contain_text("1 answer is not saved")
    expect(page.get_by_role("main")).to_contain_text(
        "You also entered “40,0 min”. It was not saved."
    )
    page.get_by_role("link", name="Go to question 1 and save it").click()
    page.get_by_label("Amount").fill("40.0")
    page.get_by_role("button", name="Save and look over").click()
    expect(page.get_by_role("listitem").filter(has_text="answered, saved")).to_contain_text(
        "40 min"
    )
    item.refresh_from_db()
    assert (item.response, item.draft) == ("40.0 min", None)


def test_the_back_button_shows_what_was_saved_and_it_can_be_changed(sitting):
    page, item = sitting
    first, second = item.option_order[:2]
    choices(page, item)[first].check()
    page.get_by_role("button", name="Save and go to 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 2 of 10")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 10")
    expect(choices(page, item)[first]).to_be_checked()
    choices(page, item)[second].check()
    expect(receipt(page)).to_contain_text(SAVED)
    page.get_by_role("button", name="Save and go to 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 2 of 10")
    item.refresh_from_db()
    assert item.response == second


def test_a_connection_that_comes_back_is_used(sitting, context):
    page, item = sitting
    first = item.option_order[0]
    counter = page.get_by_role("navigation", name="This quiz")
    context.set_offline(True)
    choices(page, item)[first].check()
    expect(receipt(page)).to_have_text(UNSAVED)
    page.get_by_role("button", name="Question 3, not answered").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 10")
    expect(choices(page, item)[first]).to_be_checked()
    expect(counter).to_contain_text("0 of 10 answered")
    item.refresh_from_db()
    assert item.response is None
    context.set_offline(False)
    expect(receipt(page)).to_have_text(KEPT)
    expect(counter).to_contain_text("1 of 10 answered")
    expect(own_number(page)).to_have_accessible_name("Question 1, answered")
    item.refresh_from_db()
    assert item.response == first


def test_while_the_database_is_busy_the_answer_is_sent_again_after_growing_waits(sitting):
    page, item = sitting
    first = item.option_order[0]
    refused = []

    def refuse_saves(route):
        if route.request.method == "POST":
            refused.append(route.request)
            route.fulfill(status=503, json={"error": "Not saved yet."})
        else:
            route.continue_()

    page.clock.install()
    page.reload()
    page.route(re.compile("/questions/1/$"), refuse_saves)
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    choices(page, item)[first].check()
    expect(receipt(page)).to_have_text("Not saved yet.")
    for seconds in (2, 4):
        page.clock.run_for(1000 * seconds - 1)
        before = len(refused)
        with page.expect_response("**/questions/1/"):
            page.clock.run_for(1)
        assert len(refused) == before + 1
    page.get_by_role("button", name="Save and go to 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 10")
    expect(choices(page, item)[first]).to_be_checked()
    page.unroute(re.compile("/questions/1/$"))
    page.get_by_role("button", name="Save and go to 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 2 of 10")
    item.refresh_from_db()
    assert item.response == first


def test_fast_fingers_on_a_slow_network_save_the_last_choice(sitting):
    page, item = sitting
    first, second = item.option_order[:2]
    slow = []
    page.route(
        re.compile("/questions/1/$"),
        lambda route: (
            slow.append(route) if not slow and route.request.method == "POST" else route.continue_()
        ),
    )
    choices(page, item)[first].check()
    choices(page, item)[second].check()
    page.get_by_role("button", name="Save and go to 2").click(no_wait_after=True)
    while not slow:
        page.wait_for_timeout(20)
    slow[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 2 of 10")
    item.refresh_from_db()
    assert item.response == second


def test_an_answer_survives_a_lost_session(sitting, ada):
    page, item = sitting
    first = item.option_order[0]
    Session.objects.all().delete()
    choices(page, item)[first].check()
    expect(receipt(page)).to_contain_text("Not saved yet, because you are signed out.")
    page.get_by_role("button", name="Save and go to 2").click()
    expect(page.get_by_text("What you entered is kept")).to_be_visible()
    page.get_by_label("Email").fill(ada.email)
    page.get_by_text("Use a password").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 10")
    expect(page.get_by_text("Your answer was kept while you signed in")).to_be_visible()
    expect(choices(page, item)[first]).to_be_checked()
    item.refresh_from_db()
    assert item.response is None
    own_number(page).click()
    expect(receipt(page)).to_have_text(KEPT)
    item.refresh_from_db()
    assert item.response == first
