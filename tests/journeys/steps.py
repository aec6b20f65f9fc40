"""What people do on the pages, by the labels that they see."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from quizzes.models import Attempt, AttemptItem
from quizzes.question.parts import PartedQuestion
from tests.quizzes.forms import forms_of

SAVED = re.compile(r"Saved \d\d:\d\d:\d\d\.")


def open_attempt(user: Any, key: str) -> Attempt:
    return Attempt.objects.get(enrolment__user=user, unit_key=key, state=Attempt.OPEN)


def receipt(page: Page) -> Locator:
    """The line that says whether the answer is kept."""
    return page.locator("main form [data-receipt]")


def choices(page: Page, item: AttemptItem) -> dict[str, Locator]:
    """The controls of a question by the id of their option, once the script listens."""
    page.wait_for_load_state("load")
    role = "checkbox" if item.version.kind == "multi" else "radio"
    question = page.get_by_role("group").filter(has=page.locator("legend.stem"))
    controls = question.get_by_role(role)
    return {option: controls.nth(place) for place, option in enumerate(item.option_order)}


def own_number(page: Page) -> Locator:
    """The number of the question on the page: a button that saves and stays."""
    return page.get_by_role("navigation", name="Questions").locator("[aria-current]")


def hand_in(page: Page, count: int, left: int) -> Locator:
    """Agree to hand in with that many questions open; return the button that does it."""
    page.get_by_text(f"Hand in with {left} question").click()
    page.get_by_label("I want to hand in").check()
    return page.get_by_role("button", name=f"Hand in {count} question")


def answer_right(page: Page, item: AttemptItem) -> None:
    """Answer the question that is on the page, by its controls, once its script listens."""
    page.wait_for_load_state("load")
    question = item.version.data
    forms = forms_of(question, question.best_response())
    right = forms[0]
    if isinstance(item.version.data, PartedQuestion):
        for form in forms:
            fill_in(page, form)
    elif item.version.kind == "reflection":
        page.get_by_label("Your thoughts").fill(right["answer"][0])
        page.get_by_label("Your thoughts").blur()
    elif item.version.kind == "numeric":
        page.get_by_label("Amount").fill(right["answer"][0])
        if right["answer-unit"][0]:
            page.get_by_label("Unit").select_option(right["answer-unit"][0])
    elif item.version.kind == "text":
        page.get_by_label("Your answer").fill(right["answer"][0])
    elif item.version.kind == "match":
        for field, (code,) in right.items():
            page.locator(f"#{field}").select_option(code)
    elif item.version.kind == "order":
        put_in_order(page, right["answer"])
    else:
        controls = choices(page, item)
        for code in right["answer"]:
            controls[question.id_sent(code)].check()


def fill_in(page: Page, form: dict[str, list[str]]) -> None:
    """Fill the gaps of a text, or a stage of a case with options, fields, lists and rows to order.

    The stage is committed if the form does that.
    """
    for name, values in form.items():
        if page.locator(f"#{name}[data-sorter]").count():
            put_in_order(page, values, name)
            # To move a row says that the order is one's own.
            expect(page.locator(f'[name="{name}-mine"]')).to_be_checked()
            continue
        if name.endswith("-mine"):
            continue
        for value in filter(None, values):
            field = page.locator(f'main [name="{name}"]').first
            if field.evaluate("each => each.tagName") == "BUTTON":
                here = page.url
                field.click()
                page.wait_for_url(lambda url, here=here: url != here)
                page.wait_for_load_state("load")
            elif field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") in {"radio", "checkbox"}:
                page.locator(f'main [name="{name}"][value="{value}"]').check()
            else:
                field.fill(value)
                field.blur()


def put_in_order(page: Page, codes: list[str], name: str = "answer") -> None:
    """Move the rows of an ordering by their buttons, from the first place to the last."""
    for place, code in enumerate(codes, 1):
        row = page.locator(f"#{name}-{code}")
        for now in range(int(row.locator(".pos").inner_text()), place, -1):
            row.get_by_role("button", name="Move up").click()
            expect(row.locator(".pos")).to_have_text(f"{now - 1}")


def take_quiz(
    page: Page,
    attempt: Attempt,
    answer: Callable[[Page, AttemptItem], None] = answer_right,
) -> None:
    """From the first question to the page that looks over: every answer right, every receipt read.

    answer: gives the right answer to the question on the page.
    """
    items = list(attempt.items.select_related("version"))
    for item in items:
        expect(page.get_by_role("heading", level=1)).to_have_text(
            f"Question {item.position} of {len(items)}"
        )
        answer(page, item)
        expect(receipt(page)).to_contain_text(SAVED)
        is_last = item.position == len(items)
        where = "look over" if is_last else f"go to {item.position + 1}"
        page.get_by_role("button", name=f"Save and {where}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look over and hand in")
