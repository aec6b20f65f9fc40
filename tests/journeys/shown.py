"""A page or a state of the site, who sees it, and what is done there first."""

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Press:
    """Fill fields by their label, and press a button."""

    button: str
    fields: dict[str, str]

    def __call__(self, page: Page) -> None:
        page.evaluate("for (const form of document.forms) form.noValidate = true")
        for label, text in self.fields.items():
            page.get_by_label(label.replace("_", " ")).first.fill(text)
        with page.expect_navigation():
            page.locator("main").get_by_role("button", name=self.button).first.click()


def press(button: str, **fields: str) -> Press:
    """Return the act of filling fields by their label, in which _ stands for a space."""
    return Press(button, fields)
