"""What people see while somebody else's connection holds the lock of the database."""

import sqlite3
from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import enrol
from tests.journeys.steps import own_number
from tests.journeys.test_accessibility import faults_of
from tests.quizzes.factories import make_attempt, reflection

pytestmark = pytest.mark.browser
NOT_SAVED = "Not saved yet"


@contextmanager
def locked_database():
    """Hold the lock that every writer of the tests' database needs."""
    other = sqlite3.connect(connection.settings_dict["NAME"], uri=True, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_an_answer_is_kept_and_sent_again_without_scripts(site, ada, new_context, sign_in):
    item = make_attempt(ada, reflection()).items.get()
    context = new_context(java_script_enabled=False)
    sign_in(context, ada)
    page = context.new_page()
    page.goto(f"{site}{item.url}")
    thoughts = 'I would say "no" & ask <why>.\nThen wait. ' * 20
    page.get_by_label("Your thoughts").fill(thoughts)
    with locked_database():
        own_number(page).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(NOT_SAVED)
        page.get_by_role("button", name="Send it again").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(NOT_SAVED)
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_label("Your thoughts")).to_have_value(thoughts)
    expect(page.get_by_role("status")).to_contain_text("Saved ")
    item.refresh_from_db()
    assert item.response.splitlines() == thoughts.splitlines()


def test_the_page_that_sends_a_form_again_is_accessible(
    site, ada, edition, page, context, sign_in, watch
):
    enrolment = enrol(ada, edition)
    sign_in(context, ada)
    page.goto(site + reverse("course:holder_name", args=[edition.course.slug]))
    page.get_by_role("textbox").fill("Ada King")
    with locked_database():
        page.get_by_role("button", name="Save the name").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(NOT_SAVED)
        assert faults_of(page, watch) == []
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Your certificate will be issued for “Ada King”.")).to_be_visible()
    enrolment.refresh_from_db()
    assert enrolment.holder_name == "Ada King"
