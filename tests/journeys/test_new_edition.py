"""A new edition over learners in every state: what each of them sees, and what still counts."""

import pytest
from playwright.sync_api import expect

from certificates.models import Certificate
from course.models import Edition, ReadingPosition
from course.models.published import forget_rows_at_hand
from course.publishing import publish
from course.source import read_course
from tests.course.course_folder import write_course
from tests.course.enrolment.test_edition_change import FILES, NEW_FILES
from tests.factories import enrol, finish, make_provider
from tests.journeys.people import member
from tests.journeys.steps import SAVED, receipt
from tests.journeys.test_accessibility import faults_of

pytestmark = pytest.mark.browser
OLD_DOSE, NEW_DOSE = "It is 5 mg.", "It is 50 mg."
PUBLISHED = "Edition 2 has been published"


@pytest.fixture
def first(transactional_db, tmp_path) -> Edition:
    make_provider()
    return publish(read_course(write_course(tmp_path / "1", **FILES)))


@pytest.fixture
def site(live_server, settings, first):
    """A site with a small course."""
    settings.BASE_URL = live_server.url
    return live_server.url


@pytest.fixture
def publish_second(one_request_at_a_time, tmp_path):
    """Publish an edition with another number and another right answer."""

    def publish_second():
        with one_request_at_a_time:
            publish(read_course(write_course(tmp_path / "2", **NEW_FILES)))
            forget_rows_at_hand()  # half a minute later

    return publish_second


@pytest.fixture
def open_home(site, new_context, sign_in):
    """Open the site as somebody who is signed in."""

    def open_home(user):
        context = new_context()
        sign_in(context, user)
        page = context.new_page()
        page.goto(site)
        return page

    return open_home


def read_what_changed(page) -> None:
    """From home to the page of the new edition, which shows the lesson before and after."""
    expect(page.get_by_text(PUBLISHED)).to_be_visible()
    page.get_by_role("link", name="See what changed").click()
    expect(page.get_by_role("deletion").filter(has_text=OLD_DOSE)).to_be_visible()
    expect(page.get_by_role("insertion").filter(has_text=NEW_DOSE)).to_be_visible()
    expect(page.get_by_text("The dose is ten times as high.")).to_be_visible()


def move(page) -> None:
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Move to edition 2").click()
    expect(page.get_by_text(PUBLISHED)).to_be_hidden()


def test_what_each_learner_sees_of_a_new_edition(site, first, open_home, publish_second, watch):
    newcomer = enrol(member("new@example.org", "Noor New"), first)
    reader = enrol(member("reader@example.org", "Rita Reader"), first)
    ReadingPosition.objects.create(enrolment=reader, unit_key="welcome", passage_key="danger")
    sitter = enrol(member("sitter@example.org", "Sid Sitter"), first)
    finisher = finish(enrol(member("done@example.org", "Dora Done"), first))
    question = open_home(sitter.user)
    question.get_by_role("region", name="Modules").get_by_role("link", name="The quiz").click()
    question.get_by_role("button", name="Start the quiz").click()
    question.get_by_label("One thing").check()
    expect(receipt(question)).to_contain_text(SAVED)
    publish_second()

    # Not started: reads what changed, moves, and is taught the new number.
    page = open_home(newcomer.user)
    read_what_changed(page)
    expect(page.get_by_text("Right answer:")).to_have_count(0)
    assert faults_of(page, watch) == []
    move(page)
    page.get_by_role("link", name="Read this lesson").click()
    expect(page.get_by_text(NEW_DOSE)).to_be_visible()

    # In the middle of a lesson: stays, and goes on in the text where they stopped.
    page = open_home(reader.user)
    read_what_changed(page)
    page.get_by_role("link", name="Stay on edition 1").click()
    page.get_by_role("link", name="Continue where you stopped").click()
    expect(page.get_by_text(OLD_DOSE)).to_be_visible()

    # In the middle of a quiz: moves, and the attempt is marked by the edition that asked it.
    page = open_home(sitter.user)
    read_what_changed(page)
    move(page)
    question.reload()
    expect(question.get_by_text("You began this attempt on edition 1.")).to_be_visible()
    question.get_by_role("button", name="Save and look over").click()
    question.get_by_role("button", name="Hand in 1 question").click()
    expect(question.get_by_role("heading", level=1)).to_have_text("Passed")
    expect(question.get_by_text("This attempt was begun on edition 1")).to_be_visible()
    expect(question.get_by_text("edition 2 changed the right answer")).to_be_visible()
    assert faults_of(question, watch) == []

    # Finished: the record stands, there is nothing to do, and what changed can be read.
    page = open_home(finisher.user)
    expect(page.get_by_text("You finished on edition 1. Your record stands")).to_be_visible()
    read_what_changed(page)
    expect(page.get_by_text("Right answer: No thing")).to_be_visible()
    expect(page.get_by_role("button", name="Move to edition 2")).to_have_count(0)
    assert faults_of(page, watch) == []

    editions = {
        enrolment.user.name: type(enrolment).objects.get(pk=enrolment.pk).edition.number
        for enrolment in (newcomer, reader, sitter, finisher)
    }
    assert editions == {"Noor New": 2, "Rita Reader": 1, "Sid Sitter": 2, "Dora Done": 1}
    assert Certificate.objects.get(enrolment=finisher).edition_number == 1
