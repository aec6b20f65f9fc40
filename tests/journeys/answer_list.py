"""The right answers to our own course, written down apart from it, and answering by them.

The lists in right_answers/ name a question by its id and its first words, and an answer by what a
person reads or types. Nothing here asks the product which answer is right.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Locator, Page, expect

from quizzes.models import AttemptItem
from tests.journeys.steps import fill_in
from tests.quizzes.forms import forms_of

FOLDER = Path(__file__).resolve().parent / "right_answers"
QUIZ_KEYS = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@cache
def right_answers(quiz_key: str) -> dict[str, dict[str, Any]]:
    """The list of one quiz: by the id of a question its first words (begins), and the answer.

    choose: the text of the right option. choose all: the texts of all right options.
    match: the right choice by premise. order: the rows from the top. type, unit: an amount, or a
    word. parts: an answer of these by gap or stage. write: a text that nobody marks.
    """
    text = (FOLDER / f"{quiz_key}.yaml").read_text(encoding="utf-8")
    answers: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return answers


def response_of(answer: dict[str, Any], body: dict[str, Any]) -> Any:
    """An answer of the list as the product stores it: ids instead of texts.

    A text that the question does not have raises KeyError.
    """
    if "parts" in answer:
        parts = {part["id"]: part for part in body.get("gaps", []) + body.get("stages", [])}
        return {name: response_of(each, parts[name]) for name, each in answer["parts"].items()}
    ids = _ids(body.get("options", []) + body.get("choices", []))
    if "choose" in answer:
        return ids[answer["choose"]]
    if "choose all" in answer:
        return [ids[text] for text in answer["choose all"]]
    if "order" in answer:
        return [ids[text] for text in answer["order"]]
    if "match" in answer:
        premises = _ids(body["premises"])
        return {premises[premise]: ids[choice] for premise, choice in answer["match"].items()}
    return f"{answer['type']} {answer.get('unit', '')}".strip()


def _ids(rows: list[dict[str, str]]) -> dict[str, str]:
    """The ids of rows by their texts, in which every space is a plain one."""
    return {" ".join(row["text"].split()): row["id"] for row in rows}


def answer_by_list(page: Page, item: AttemptItem) -> None:
    """Answer the question on the page as the list says, by the texts that a person sees."""
    page.wait_for_load_state("load")
    answer = right_answers(item.attempt.unit_key)[item.version.question.ref]
    expect(page.get_by_role("main")).to_contain_text(answer["begins"])
    if "choose" in answer:
        _option(page, answer["choose"]).check()
    elif "choose all" in answer:
        for text in answer["choose all"]:
            _option(page, text).check()
    elif "match" in answer:
        for premise, choice in answer["match"].items():
            _match(page.get_by_label(premise, exact=True), choice)
    elif "order" in answer:
        _put_in_order(page, answer["order"])
    elif "parts" in answer:
        question = item.version.data
        for form in forms_of(question, response_of(answer, item.version.body)):
            fill_in(page, form)
    elif "write" in answer:
        field = page.get_by_label("Your thoughts")
        field.fill(answer["write"])
        field.blur()
    else:
        _type_amount(page, answer)


def _option(page: Page, text: str) -> Locator:
    """The radio button or check box beside a text."""
    label = page.locator("label.option").filter(has=page.get_by_text(text, exact=True))
    return label.locator("input")


def _match(field: Locator, choice: str) -> None:
    # On the page the choices have letters before them, in an order of chance.
    option = field.locator("option").filter(has_text=re.compile(rf"^\w\. {re.escape(choice)}$"))
    value = option.get_attribute("value")
    assert value
    field.select_option(value)


def _put_in_order(page: Page, rows: list[str]) -> None:
    """Move the rows by their buttons, from the first place to the last; then call it my order."""
    for place, text in enumerate(rows, 1):
        row = page.get_by_role("listitem").filter(has=page.get_by_text(text, exact=True))
        for place_now in range(int(row.locator(".pos").inner_text()), place, -1):
            row.get_by_role("button", name="Move up").click()
            expect(row.locator(".pos")).to_have_text(f"{place_now - 1}")
    page.get_by_label("This is my order").check()


def _type_amount(page: Page, answer: dict[str, Any]) -> None:
    page.get_by_label("Amount").fill(answer["type"])
    if "unit" in answer:
        page.get_by_label("Unit").select_option(answer["unit"])
    else:
        page.get_by_label("Amount").blur()
