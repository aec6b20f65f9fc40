"""From the course page to the certificate on a phone: what stands on the first screen."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from certificates.issuing import issue_missing
from course.models import Enrolment
from tests.factories import finish, make_provider
from tests.journeys.people import sit

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}}
MOST_PIXELS = 4900
FIRST_SCREEN = 844


def height_of(page) -> int:
    return page.evaluate("document.documentElement.scrollHeight")


def bottom_of(locator) -> float:
    box = locator.bounding_box()
    return box["y"] + box["height"]


def start(page, address: str) -> None:
    page.goto(address)
    page.get_by_label("I have read who wrote this course").press("Space")
    page.get_by_label("Nurse or monitor").press("Space")
    page.get_by_label("Therapist").press("Space")
    page.get_by_role("button", name="Start the course").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("How to use this course")


def test_a_clinician_on_a_phone_from_the_course_page_to_the_certificate(
    site, ada, eve, edition, new_context, sign_in
):
    make_provider()
    slug = edition.course.slug
    mine = site + reverse("course:mine", args=[slug])
    page = new_context(**PHONE, timezone_id="America/Toronto").new_page()
    plain = new_context(**PHONE, java_script_enabled=False).new_page()
    for each in (page, plain):
        each.goto(site + reverse("course:course", args=[slug]))
        expect(each.get_by_role("heading", level=1)).to_have_text(edition.title)
        expect(each.get_by_role("blockquote")).to_be_visible()
        # A face that comes too late is used from the second visit on.
        each.reload(wait_until="networkidle")
        assert height_of(each) <= MOST_PIXELS

    # The zone is that of the device; without scripts it is chosen by hand.
    sign_in(page.context, ada)
    start(page, site + reverse("course:enrol", args=[slug]))
    sign_in(plain.context, eve)
    plain.goto(site + reverse("course:enrol", args=[slug]))
    plain.get_by_label("Time zone").select_option("Europe/Paris")
    plain.get_by_label("I have read who wrote this course").check()
    plain.get_by_role("button", name="Start the course").press("Enter")
    expect(plain.get_by_role("heading", level=1)).to_contain_text("How to use this course")
    ada.refresh_from_db()
    eve.refresh_from_db()
    assert (ada.time_zone, eve.time_zone) == ("America/Toronto", "Europe/Paris")
    enrolment = Enrolment.objects.get(user=ada)
    assert [role.key for role in enrolment.roles_in_edition()] == ["therapist", "nurse"]

    # The quiz that was begun is the first thing; a folded module opens by keyboard.
    sit(enrolment, "orientation-quiz", "yyyy", hand_in=False)
    page.goto(mine)
    on = page.get_by_role("link", name="Go on with question 5")
    assert bottom_of(on) < FIRST_SCREEN
    final = page.get_by_role("region", name="Modules").get_by_role("link", name="Final cases")
    expect(final).to_be_hidden()
    page.locator("summary").filter(has_text="Special populations and synthesis").press("Enter")
    expect(final).to_be_visible()
    on.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 5 of 10")

    # A module that is done stands in line with the others.
    for unit in enrolment.remaining().filter(module__position=2):
        enrolment.complete(unit)
    page.goto(mine)
    expect(page.locator(".stage.done")).to_have_count(1)
    heads = page.locator(".stage-head").evaluate_all(
        "heads => heads.map((head) => [head.getBoundingClientRect().left, head.clientWidth])"
    )
    assert len(heads) == 8
    assert len({tuple(head) for head in heads}) == 1

    # With the colors of the system, too, a bar shows how much is done.
    page.emulate_media(forced_colors="active")
    bar = page.get_by_role("progressbar").first
    part = bar.screenshot()
    bar.evaluate("bar => { bar.value = bar.max }")
    assert bar.screenshot() != part
    page.emulate_media(forced_colors="none")

    finish(enrolment)
    issue_missing()
    page.goto(mine)
    assert bottom_of(page.get_by_role("link", name="Download certificate (PDF)")) < FIRST_SCREEN
    expect(page.get_by_role("heading", name="Your path")).to_be_hidden()
