"""Short text, matching and ordering as they are answered.

By mouse, by keyboard, and with scripts off.
"""

import re
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import AttemptItem
from quizzes.sitting import attempts
from tests.journeys.people import wrong_answer
from tests.journeys.steps import SAVED, answer_right, own_number, receipt
from tests.journeys.test_accessibility import faults_of
from tests.quizzes.factories import make_attempt, match, order, save, text

pytestmark = pytest.mark.browser
LONG = (
    "A row so long that it takes two lines or three on a telephone, "
    "and more than one even on a wide screen"
)


def rows(shown) -> list[str]:
    """The letters of the rows, from the top."""
    return [each.strip()[-1] for each in shown.locator("[data-row]").all_inner_texts()]


@pytest.fixture
def ordering(open_question, ada) -> AttemptItem:
    """An ordering that nobody touched yet."""
    return make_attempt(ada, order()).items.get()


def test_a_row_is_moved_by_mouse_and_every_move_is_saved(open_question, ordering):
    first, second, third, fourth = ordering.option_order
    shown = open_question(ordering.attempt)
    expect(shown.get_by_label("This is my order")).not_to_be_checked()
    shown.get_by_role("button", name=f"Move up: Option {third}").click()
    expect(shown.get_by_text(f"Option {third}, now 2 of 4")).to_be_visible()
    expect(receipt(shown)).to_contain_text(SAVED)
    expect(shown.get_by_label("This is my order")).to_be_checked()
    expect(shown.get_by_role("button", name="Question 1, answered")).to_be_visible()
    assert rows(shown) == [first, third, second, fourth]
    ordering.refresh_from_db()
    assert ordering.response == [first, third, second, fourth]


def test_a_row_is_moved_by_keyboard_and_the_focus_stays_with_it(open_question, ordering):
    first, second, third, fourth = ordering.option_order
    shown = open_question(ordering.attempt)
    up = shown.get_by_role("button", name=f"Move up: Option {third}")
    up.focus()
    shown.keyboard.press("Enter")
    expect(up).to_be_focused()
    shown.keyboard.press("Space")
    expect(shown.get_by_text(f"Option {third}, now 1 of 4")).to_be_visible()
    # There is no further up for it, so the focus goes on to its other button.
    expect(up).to_be_disabled()
    expect(shown.get_by_role("button", name=f"Move down: Option {third}")).to_be_focused()
    expect(shown.get_by_role("button", name=f"Move up: Option {first}")).to_be_enabled()
    expect(receipt(shown)).to_contain_text(SAVED)
    shown.get_by_role("button", name="Save and look over").press("Enter")
    expect(shown.get_by_text("Every question is answered.")).to_be_visible()
    ordering.refresh_from_db()
    assert ordering.response == [third, first, second, fourth]


def test_rows_that_nobody_touched_are_no_answer(open_question, ordering):
    shown = open_question(ordering.attempt)
    shown.get_by_label("Flag to come back to").check()
    expect(receipt(shown)).to_contain_text(SAVED)
    expect(shown.get_by_role("button", name="Question 1, not answered, flagged")).to_be_visible()
    shown.get_by_label("This is my order").check()
    expect(shown.get_by_role("button", name="Question 1, answered, flagged")).to_be_visible()
    ordering.refresh_from_db()
    assert ordering.response == ordering.option_order


def test_without_scripts_a_button_moves_its_row_and_the_page_comes_back_to_it(
    open_question, ordering
):
    first, second, third, fourth = ordering.option_order
    shown = open_question(ordering.attempt, java_script_enabled=False)
    shown.get_by_role("button", name=f"Move down: Option {first}").click()
    expect(shown).to_have_url(re.compile(r"#answer-\w{10}$"))
    expect(shown.locator("li:target")).to_contain_text(f"Option {first}")
    expect(shown.get_by_label("This is my order")).to_be_checked()
    expect(receipt(shown)).to_contain_text(SAVED)
    # The next stop of the keyboard is in the row that was moved.
    shown.keyboard.press("Tab")
    expect(shown.get_by_role("button", name=f"Move up: Option {first}")).to_be_focused()
    shown.keyboard.press("Enter")
    expect(shown.locator("li").filter(has_text=f"Option {first}").locator(".pos")).to_have_text("1")
    assert rows(shown) == [first, second, third, fourth]


def test_each_premise_gets_its_choice_by_keyboard(open_question, ada):
    attempt = make_attempt(ada, match())
    shown = open_question(attempt)
    for premise, choice in (
        ("Premise p1", "Choice a"),
        ("Premise p2", "Choice a"),
        ("Premise p3", "Choice c"),
    ):
        field = shown.get_by_label(premise)
        expect(field).to_have_value("")
        letter = (
            shown.get_by_role("list", name="Choices")
            .get_by_role("listitem")
            .filter(has_text=choice)
            .inner_text()
        )
        field.focus()
        shown.keyboard.type(letter.split()[0])
        expect(field.locator("option:checked")).to_contain_text(choice)
    with shown.expect_navigation():
        own_number(shown).press("Enter")
    expect(receipt(shown)).to_contain_text("Kept on our server.")
    assert attempt.items.get().response == {"p1": "a", "p2": "a", "p3": "c"}


def test_a_short_text_is_saved_when_its_field_is_left(open_question, ada):
    attempt = make_attempt(ada, text())
    shown = open_question(attempt)
    shown.get_by_label("Your answer").fill("Hyperkalaemia")
    shown.keyboard.press("Tab")
    expect(receipt(shown)).to_contain_text(SAVED)
    assert attempt.items.get().response == "Hyperkalaemia"


def test_all_three_are_answered_right_and_wrong(open_question, ada):
    attempt = make_attempt(ada, text(), match(), order())
    shown = None
    for item in attempt.items.select_related("version"):
        data = item.version.data
        assert data.score(wrong_answer(item)).fraction == 0
        shown = open_question(attempt, item.position, on=shown)
        answer_right(shown, item)
        with shown.expect_navigation():  # what is said of the last save may be of the one before
            own_number(shown).click()
        expect(receipt(shown)).to_contain_text("Kept on our server.")
        item.refresh_from_db()
        assert data.score(item.response).fraction == 1


def test_every_state_is_accessible(open_question, ada, watch):
    options = [
        {"id": each, "text": f"{LONG} {each}", "rationale": f"Why {each}."} for each in "abcd"
    ]
    premises = [
        {"id": each, "text": f"{LONG} {each}", "rationale": f"Why {each}."}
        for each in ("p1", "p2", "p3")
    ]
    choices = [{"id": each, "text": f"{LONG} {each}"} for each in "abcd"]
    questions = (text(), match(premises=premises, **{"choices": choices}), order(options=options))
    attempt = make_attempt(ada, *questions, review="after_submit")
    found, seen, shown = [], set(), None
    for answers in ([None] * 3, ["hypokalaemia", {"p1": "a", "p2": "d"}, list("bacd")]):
        for position, answer in enumerate(answers, 1):
            save(attempt.items.get(position=position), answer)
            shown = open_question(attempt, position, on=shown)
            found += faults_of(shown, watch, seen)
    attempts.submit(attempt, uuid.uuid4(), timezone.now())
    open_question(attempt, on=shown)
    expect(shown.get_by_text("Your answer, incorrect: you put it at 2")).to_be_visible()
    assert found + faults_of(shown, watch, seen) == []
