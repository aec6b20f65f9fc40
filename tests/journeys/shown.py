"""A page or a state of the site, who sees it, and what is done there first."""

from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page

from accounts.models import User


class Shown(NamedTuple):
    """A page as somebody sees it.

    user: None for nobody signed in.
    then: what is done on the page first.
    """

    name: str
    user: User | None
    path: str
    then: Callable[[Page], None] | None = None


def press(button: str, **fields: str) -> Callable[[Page], None]:
    """Fill fields by their label, in which _ stands for a space, and press a button."""

    def act(page: Page) -> None:
        page.evaluate("for (const form of document.forms) form.noValidate = true")
        for label, text in fields.items():
            page.get_by_label(label.replace("_", " ")).first.fill(text)
        with page.expect_navigation():
            page.locator("main").get_by_role(
                "button", name=button, exact=button == "Save"
            ).first.click()

    return act
