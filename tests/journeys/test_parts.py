"""Gaps of a text, stages of a case and reflections as they are answered.

By mouse, by keyboard, and with scripts off.
"""

import re
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.sitting import attempts
from tests.journeys.people import wrong_answer
from tests.journeys.steps import SAVED, answer_right, receipt
from tests.journeys.test_accessibility import faults_of
from tests.quizzes.factories import (
    case,
    cloze,
    make_attempt,
    match,
    multi,
    numeric,
    order,
    reflection,
    save,
    single,
    text,
)

pytestmark = pytest.mark.browser


def test_gaps_are_filled_by_keyboard_in_the_order_of_the_text(open_question, ada):
    attempt = make_attempt(ada, cloze())
    shown = open_question(attempt)
    first = shown.get_by_label("Gap 1 of 3, the ion")
    first.focus()
    shown.keyboard.type("sodium")
    shown.keyboard.press("Tab")
    expect(shown.get_by_label("Gap 2 of 3")).to_be_focused()
    shown.keyboard.type("500")
    shown.keyboard.press("Tab")
    expect(shown.get_by_label("Gap 3 of 3")).to_be_focused()
    shown.keyboard.press("ArrowDown")
    [chosen] = shown.get_by_label("Gap 3 of 3").locator("option:checked").all_inner_texts()
    shown.keyboard.press("Tab")
    expect(receipt(shown)).to_contain_text(SAVED)
    expect(shown.get_by_role("button", name="Question 1, answered")).to_be_visible()
    option = chosen.removeprefix("Option ")
    assert option in set("abcd")
    assert attempt.items.get().response == {"g1": "sodium", "g2": "500", "g3": option}


def test_enter_in_a_gap_saves_and_moves_no_row(open_question, ada):
    attempt = make_attempt(ada, cloze(text(), order()), single())
    shown = open_question(attempt)
    shown.get_by_label("Gap 1 of 2").fill("sodium")
    shown.keyboard.press("Enter")
    shown.wait_for_url(re.compile(r"/questions/2/$"))
    assert attempt.items.first().response == {"g1": "sodium"}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_case_is_answered_stage_by_stage_by_keyboard(open_question, ada, scripts):
    attempt = make_attempt(ada, case(single(), numeric(), single()))
    shown = open_question(attempt, java_script_enabled=scripts)
    shown.get_by_label("Option b").focus()
    shown.keyboard.press("Space")
    shown.get_by_role("button", name="Commit and go on").press("Enter")
    shown.wait_for_url(re.compile("#answer-s2-stage$"))
    expect(shown.get_by_role("heading", name="Stage 2 of 3")).to_be_focused()
    expect(shown.get_by_text("Your answer: Option b Committed.")).to_be_visible()
    assert "STAGE3" not in shown.content()
    shown.get_by_label("Amount").focus()
    shown.keyboard.type("500")
    shown.get_by_label("Unit").select_option("mg")
    # The choice of a unit saves by itself. What follows waits for the save that the key makes.
    with shown.expect_navigation():
        shown.get_by_label("Amount").press("Enter")  # saves, and commits nothing
    expect(receipt(shown)).to_contain_text(SAVED)
    expect(shown.get_by_label("Amount")).to_have_value("500")
    assert attempt.items.get().response == {"s1": "b", "s2": "500 mg"}
    shown.get_by_role("button", name="Commit and go on").press("Enter")
    expect(shown.get_by_role("heading", name="Stage 3 of 3")).to_be_focused()
    shown.get_by_label("Option c").check()
    shown.get_by_role("button", name="Save and look over").press("Enter")
    expect(shown.get_by_text("Every question is answered.")).to_be_visible()
    assert attempt.items.get().response == {"s1": "b", "s2": "500 mg", "s3": "c"}


def test_a_stage_left_empty_is_asked_for_and_may_be_skipped(open_question, ada):
    attempt = make_attempt(ada, case())
    shown = open_question(attempt)
    shown.get_by_role("button", name="Commit and go on").click()
    expect(shown.get_by_role("alert")).to_be_focused()
    shown.get_by_role("link", name="Answer this stage, or check “I do not know.”").click()
    expect(shown).to_have_url(re.compile("#answer-s1$"))
    shown.get_by_label("I do not know.").check()
    shown.get_by_role("button", name="Commit and go on").click()
    expect(shown.get_by_role("heading", name="Stage 2 of 3")).to_be_visible()
    assert attempt.items.get().response == {"s1": None, "s2": None}


def test_two_tabs_of_a_case_the_older_is_told(open_question, ada):
    attempt = make_attempt(ada, case())
    old, new = open_question(attempt), open_question(attempt)
    new.get_by_label("Option b").check()
    new.get_by_role("button", name="Commit and go on").click()
    expect(new.get_by_role("heading", name="Stage 2 of 3")).to_be_visible()
    old.get_by_label("Option c").check()
    expect(receipt(old)).to_contain_text("Not saved: a newer answer was saved from another page.")
    old.get_by_role("button", name="Commit and go on").click()
    expect(old.get_by_text("Stage 1 of 3: Option c")).to_be_visible()
    old.get_by_role("button", name="Keep what is saved").click()
    expect(old.get_by_role("heading", name="Stage 2 of 3")).to_be_visible()
    assert attempt.items.get().response == {"s1": "b", "s2": None}


def test_a_thought_half_written_is_saved_when_the_page_is_left(open_question, ada):
    attempt = make_attempt(ada, reflection())
    shown = open_question(attempt)
    shown.get_by_label("Your thoughts").press_sequentially("I would listen")
    other = shown.context.new_page()
    other.bring_to_front()
    shown.evaluate(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(receipt(shown)).to_contain_text(SAVED)
    assert attempt.items.get().response == "I would listen"


def test_every_kind_is_answered_right_and_wrong_by_its_controls(open_question, ada):
    stages = (cloze(), multi(), text())
    attempt = make_attempt(ada, cloze(), case(*stages), reflection(), single())
    shown = None
    for item in attempt.items.select_related("version"):
        assert item.version.data.score(wrong_answer(item)).fraction == 0
        shown = open_question(attempt, item.position, on=shown)
        answer_right(shown, item)
        expect(receipt(shown)).to_contain_text(SAVED)
        expect(
            shown.get_by_role("button", name=f"Question {item.position}, answered")
        ).to_be_visible()
    assert attempt.items.get(position=2).response["s2"] == ["a", "c", "d"]
    attempts.submit(attempt, uuid.uuid4(), timezone.now())
    assert attempt.grade.total.earned == attempt.grade.total.possible == 3


def test_every_state_is_accessible(open_question, ada, watch):
    questions = (
        cloze(),
        cloze(text(), match(), order()),
        case(),
        case(cloze(), single()),
        reflection(),
    )
    attempt = make_attempt(ada, *questions, review="after_submit")
    found, seen, shown = [], set(), None
    nothing = [None] * 5
    some = [
        {"g1": "zinc"},
        {"g1": "x"},
        {"s1": "c", "s2": None},
        {"s1": {"g1": "x"}, "s2": None},
        "What I think.",
    ]
    for answers in (nothing, some):
        for position, answer in enumerate(answers, 1):
            save(attempt.items.get(position=position), answer)
            shown = open_question(attempt, position, on=shown)
            found += faults_of(shown, watch, seen)
    open_question(attempt, on=shown)
    shown.get_by_label("Gap 2 of 3").fill("five")
    shown.get_by_role("button", name="Save and go to 2").click()
    expect(shown.get_by_role("alert")).to_be_visible()
    found += faults_of(shown, watch, seen)
    attempts.submit(attempt, uuid.uuid4(), timezone.now())
    open_question(attempt, on=shown)
    expect(shown.get_by_text("Your answer, incorrect").first).to_be_visible()
    shown.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert found + faults_of(shown, watch, seen) == []
