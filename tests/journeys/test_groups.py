"""From a list of people to a nurse who starts the course of her ward."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import LearnerGroup
from course.models import Enrolment, GroupCourse
from tests.accounts.browser import code_to, link_to
from tests.factories import make_edition, make_group, make_provider

pytestmark = pytest.mark.browser
MARIA = "maria.santos@northshore.example"


def test_a_ward_is_invited_by_keyboard_and_a_nurse_comes_without_scripts(
    live_server, settings, new_context, sign_in, grace
):
    settings.BASE_URL, settings.SIGN_UP = live_server.url, "invitation"
    make_provider()
    edition = make_edition(lessons=1)
    group = make_group(name="Ward 5 East")
    GroupCourse.objects.create(group=group, course=edition.course)
    invite(live_server.url, group, new_context, sign_in, grace)
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(link_to(MARIA, "/invitations/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("You are invited to Ward 5 East")
    page.get_by_role("button", name="Sign up and join").click()
    expect(page.get_by_label("Email")).to_have_value(MARIA)
    expect(page.get_by_label("Email")).to_be_disabled()
    page.get_by_role("button", name="Sign up", exact=True).click()
    page.get_by_role("textbox", name="Code").fill(code_to(MARIA))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Ward 5 East invites you to take The Basics.")).to_be_visible()
    page.get_by_role("link", name="Who sees how far you are").click()
    page.get_by_role("link", name="See what it asks, and start").click()
    page.get_by_label("I have read who wrote this course").check()
    page.get_by_role("button", name="Start the course").click()
    expect(page.get_by_text("Ward 5 East asks you to finish The Basics.")).to_be_visible()
    assert Enrolment.objects.get().user.email == MARIA


def invite(site: str, group: LearnerGroup, new_context, sign_in, staff) -> None:
    """Type a line, put its fault right, and confirm it, all by keys."""
    context = new_context()
    sign_in(context, staff)
    page = context.new_page()
    page.goto(site + reverse("groups:add_people", args=[group.public_id]))
    page.get_by_label("Or type them here").press_sequentially("maria.santos@northshore")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is no email address.")).to_be_visible()
    page.get_by_role("link", name="Choose another file").press("Enter")
    page.get_by_label("Or type them here").press_sequentially(f"{MARIA}, Maria Santos")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name=re.compile(MARIA))).to_contain_text("Invite")
    page.get_by_label("These people know").press(" ")
    page.get_by_role("button", name="Invite 1 person").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 of 1 line done.")
    assert [message.to for message in mail.outbox] == [[MARIA]]
