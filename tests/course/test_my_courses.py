"""My courses, the catalogue of all courses, and the way from each page to both."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from certificates.models import Certificate, Hold
from course.models import (
    Acknowledgement,
    Correction,
    CorrectionNotice,
    Course,
    Edition,
    Enrolment,
    ReadingPosition,
)
from course.publishing import move_learner
from tests.factories import enrol, finish, make_edition, make_provider

pytestmark = pytest.mark.django_db
HOME, CATALOGUE = reverse("course:home"), reverse("course:catalogue")


def make_course(slug: str, **fields) -> Edition:
    course = Course.objects.get_or_create(slug=slug)[0]
    return make_edition(course, **{"title": slug.title(), "short_title": slug.title()} | fields)


def mine(slug: str) -> str:
    return reverse("course:mine", args=[slug])


def lesson(slug: str, key: str = "lesson-1") -> str:
    return reverse("course:unit", args=[slug, key])


def main_of(client: Client, address: str) -> str:
    """The main part of a page."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().split("<main")[1].split("</main>")[0]


def words_of(html: str) -> str:
    return " ".join(strip_tags(html).split())


def row_of(client: Client, enrolment: Enrolment) -> str:
    """The row of My courses that shows an enrolment."""
    page = main_of(client, HOME)
    return page.split(f'aria-labelledby="course-{enrolment.edition_id}">')[1].split("</article>")[0]


@pytest.fixture
def learner(client, ada) -> Client:
    client.force_login(ada)
    return client


def test_a_learner_in_two_courses_finds_both_at_home(learner, ada):
    enrol(ada, make_course("hygiene"))
    enrol(ada, make_course("ketamine"))
    page = main_of(learner, HOME)
    assert mine("hygiene") in page
    assert mine("ketamine") in page


def test_a_learner_in_one_of_several_courses_sees_it_and_the_way_to_all(learner, ada):
    enrol(ada, make_course("hygiene"))
    make_course("ketamine")
    page = main_of(learner, HOME)
    assert mine("hygiene") in page
    assert CATALOGUE in page
    assert mine("ketamine") not in page


def test_the_only_course_of_a_site_is_home(learner, ada):
    enrol(ada, make_course("hygiene"))
    assert learner.get(HOME)["Location"] == mine("hygiene")


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_who_takes_no_course_is_led_to_the_only_one_or_to_all(client, ada, is_signed_in):
    if is_signed_in:
        client.force_login(ada)
    assert client.get(HOME)["Location"] == CATALOGUE
    course = make_course("hygiene").course
    assert client.get(HOME)["Location"] == course.get_absolute_url()
    make_course("ketamine")
    assert client.get(HOME)["Location"] == CATALOGUE


def test_each_row_says_the_state_and_the_next_step(learner, ada):
    new = enrol(ada, make_course("hygiene"))
    begun = enrol(ada, make_course("ketamine"))
    begun.complete(begun.edition.units.first())
    reading = enrol(ada, make_course("reading", lessons=3))
    ReadingPosition.objects.create(enrolment=reading, unit_key="lesson-2", passage_key="opening")

    row = row_of(learner, new)
    assert "Not started" in row
    assert "0 of 2 required steps" in words_of(row)
    assert f'href="{lesson("hygiene")}"' in row
    assert "Start: 1.1 About lesson-1" in words_of(row)

    row = row_of(learner, begun)
    assert "In progress" in row
    assert "1 of 2 required steps" in words_of(row)
    assert f'href="{lesson("ketamine", "lesson-2")}"' in row
    assert "Continue: 1.2 About lesson-2" in words_of(row)

    row = row_of(learner, reading)
    assert "In progress" in row
    assert f'href="{lesson("reading", "lesson-2")}#opening"' in row


def test_what_is_finished_comes_last_with_its_day_and_its_certificate(
    learner, ada, django_capture_on_commit_callbacks
):
    make_provider()
    make_course("ketamine")
    done = enrol(ada, make_course("hygiene"))
    with django_capture_on_commit_callbacks(execute=True):
        finish(done)
    done.refresh_from_db()
    certificate = Certificate.objects.get()

    row = row_of(learner, done)
    day = f"{done.completed_on:%B %-d, %Y}"
    assert "Completed on" in row
    assert day in row
    assert reverse("certificates:pdf", args=[certificate.shown_code]) in row
    assert lesson("hygiene") not in row

    enrol(ada, make_course("reading"))
    page = main_of(learner, HOME)
    assert page.index(mine("reading")) < page.index(mine("hygiene"))


@pytest.mark.parametrize("reason", [Hold.HoldReason.REVIEW, Hold.HoldReason.NO_PROVIDER])
def test_a_held_certificate_is_said_to_be_held(learner, ada, reason):
    make_course("ketamine")
    done = finish(enrol(ada, make_course("hygiene")))
    assert "being prepared" in row_of(learner, done)
    Hold.objects.create(enrolment=done, reason=reason)
    row = row_of(learner, done)
    assert "Certificate held for now" in row
    assert reverse("certificates:mine") in row


def test_a_row_says_what_is_new_in_its_course(learner, ada):
    expired = enrol(ada, make_course("hygiene", expires_on=timezone.localdate()))
    older = enrol(ada, make_course("ketamine"))
    newest = make_course("ketamine", safety_correction="A dose was wrong.")
    Correction.objects.create(edition=newest, position=1, place="unit", key="lesson-1", title="-")
    CorrectionNotice.objects.create(enrolment=older, edition=newest)
    moved = enrol(ada, make_course("reading"))
    move_learner(moved, make_course("reading"))

    moved.refresh_from_db()
    assert "Your edition expired on" in row_of(learner, expired)

    row = row_of(learner, older)
    assert "Safety correction to read" in row
    assert reverse("course:correction", args=["ketamine", 2]) in row
    assert "Edition 2 has been published" in row
    assert reverse("course:edition_change", args=["ketamine"]) in row
    assert "A dose was wrong." in main_of(learner, HOME)

    row = row_of(learner, moved)
    assert "You were moved to edition 2" in row
    assert lesson("reading") not in row
    assert reverse("course:edition_change", args=["reading"]) in row

    CorrectionNotice.objects.all().confirm()
    assert "Safety correction to read" not in row_of(learner, older)


def test_an_ended_enrolment_is_no_row_and_its_certificate_stays(
    learner, ada, django_capture_on_commit_callbacks
):
    make_provider()
    make_course("ketamine")
    done = enrol(ada, make_course("hygiene"))
    with django_capture_on_commit_callbacks(execute=True):
        finish(done)
    Enrolment.objects.update(ended_at=timezone.now(), ended_because="renewed")
    again = enrol(ada, done.edition)

    page = main_of(learner, HOME)
    assert page.count("<article") == 1
    assert f"course-{again.edition_id}" in page
    assert "Not started" in page
    assert reverse("certificates:mine") in page
    code = Certificate.objects.get().shown_code
    assert code in main_of(learner, reverse("certificates:mine"))


def test_a_correction_of_a_course_that_was_left_is_still_told(learner, ada):
    make_course("ketamine")
    left = enrol(ada, make_course("hygiene"), ended_at=timezone.now(), ended_because="left")
    newest = make_course("hygiene", safety_correction="A dose was wrong.")
    CorrectionNotice.objects.create(enrolment=left, edition=newest)
    assert "A dose was wrong." in main_of(learner, HOME)


def test_of_several_places_and_acknowledgements_the_latest_count(learner, ada):
    enrol(ada, make_course("ketamine"))
    enrolment = enrol(ada, make_course("hygiene"))
    for _number in range(2):
        newest = make_course("hygiene")
        CorrectionNotice.objects.create(enrolment=enrolment, edition=newest)
        move_learner(enrolment, newest)
        Acknowledgement.objects.create(enrolment=enrolment, edition=newest)
    now = timezone.now()
    for hours_ago, key in enumerate(["lesson-2", "lesson-1", "lesson-3"]):
        ReadingPosition.objects.create(
            enrolment=enrolment,
            unit_key=key,
            passage_key=f"passage-{key}",
            at=now - timedelta(hours=hours_ago),
        )

    enrolment.refresh_from_db()
    assert main_of(learner, HOME).count("<article") == 2
    row = row_of(learner, enrolment)
    assert f"{lesson('hygiene', 'lesson-2')}#passage-lesson-2" in row
    assert "You were moved" not in row


def test_who_left_every_course_is_led_to_all(learner, ada):
    make_course("ketamine")
    enrol(ada, make_course("hygiene"), ended_at=timezone.now(), ended_because="left")
    assert learner.get(HOME)["Location"] == CATALOGUE


def test_a_course_with_nothing_to_do_is_shown(learner, ada):
    make_course("ketamine")
    empty = enrol(ada, make_course("hygiene", lessons=0))
    row = row_of(learner, empty)
    assert "There is nothing to read in this edition" in row
    assert "required steps" not in row


def test_titles_say_their_language(learner, ada):
    make_course("ketamine")
    enrolment = enrol(ada, make_course("haende", title="Händehygiene", language="de"))
    row = row_of(learner, enrolment)
    assert f'<h2 id="course-{enrolment.edition_id}" lang="de" dir="ltr">' in row
    assert '<span lang="de" dir="ltr">1.1 About lesson-1</span>' in row
    page = main_of(learner, CATALOGUE)
    assert 'lang="de" dir="ltr"><a href="/courses/haende/">Händehygiene</a>' in page
    assert "German" in page


def test_the_catalogue_says_what_each_course_is(client, ada):
    make_course("hygiene", minutes=75, promise="Clean hands.", audience="Cleaners\nNurses")
    make_course("short", minutes=45, expires_on=timezone.localdate())
    Course.objects.create(slug="unpublished")
    page = main_of(client, CATALOGUE)
    assert "unpublished" not in page
    hygiene, short = page.split("<article")[1:]
    for words in ("Clean hands.", "About 1.25 hours", "Cleaners, Nurses", "English", "Open to"):
        assert words in words_of(hygiene)
    assert "About 45 minutes" in words_of(short)
    assert "Closed since" in words_of(short)


def test_the_catalogue_shows_the_newest_edition_and_leads_learners_on(learner, ada):
    enrol(ada, make_course("hygiene", title="Hands, once"))
    make_course("hygiene", title="Hands, twice")
    make_course("ketamine")
    page = main_of(learner, CATALOGUE)
    assert "Hands, once" not in page
    assert "Hands, twice" in page
    assert mine("hygiene") in page
    assert mine("ketamine") not in page


def test_a_catalogue_without_a_course_says_so(client):
    assert "No course yet" in main_of(client, CATALOGUE)


NO_COURSE = [
    reverse("page", args=["privacy"]),
    reverse("page", args=["report"]),
    reverse("certificates:verify"),
    reverse("certificates:record", args=["0000-0000-0000"]),
    reverse("account_login"),
    "/nowhere/",
]
OF_LEARNERS = [reverse("accounts:settings"), reverse("certificates:mine"), HOME]


def links_around(client: Client, address: str) -> str:
    """The header and the footer of a page."""
    page = client.get(address).content.decode()
    return page.split("<main")[0] + page.split("</main>")[1]


@pytest.mark.parametrize("address", NO_COURSE)
def test_a_page_of_no_course_links_to_none_of_several(client, address):
    make_course("hygiene")
    make_course("ketamine")
    links = links_around(client, address)
    assert "/courses/hygiene/" not in links
    assert "/courses/ketamine/" not in links
    assert f'href="{CATALOGUE}"' in links


@pytest.mark.parametrize("address", [*NO_COURSE[:-2], *OF_LEARNERS, CATALOGUE])
def test_a_page_of_no_course_leads_a_learner_to_both_lists(learner, ada, address):
    enrol(ada, make_course("hygiene"))
    make_course("ketamine")
    links = links_around(learner, address)
    assert "/courses/hygiene/" not in links
    assert f'href="{HOME}">My courses</a>' in links.replace(' aria-current="page"', "")
    assert f'href="{CATALOGUE}"' in links


@pytest.mark.parametrize("slug", ["hygiene", "ketamine"])
def test_every_page_of_a_course_leads_back_to_my_courses(learner, ada, slug):
    for each in ("hygiene", "ketamine"):
        enrol(ada, make_course(each))
    names = ("course", "mine", "references", "glossary", "holder_name")
    addresses = [reverse(f"course:{name}", args=[slug]) for name in names]
    other = {"hygiene": "ketamine", "ketamine": "hygiene"}[slug]
    for address in [*addresses, lesson(slug)]:
        links = links_around(learner, address)
        assert f'href="{HOME}">My courses</a>' in links, address
        assert reverse("course:references", args=[slug]) in links, address
        assert f"/courses/{other}/" not in links, address


@pytest.mark.parametrize("name", ["course", "mine", "unit"])
def test_a_learner_gets_from_a_page_to_the_home_of_its_course(learner, ada, name):
    enrol(ada, make_course("hygiene"))
    make_course("ketamine")
    keys = ["lesson-1"] if name == "unit" else []
    assert mine("hygiene") in links_around(
        learner, reverse(f"course:{name}", args=["hygiene", *keys])
    )
    assert mine("ketamine") not in links_around(
        learner, reverse("course:course", args=["ketamine"])
    )


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def take_courses(user: User, numbers: range) -> None:
    """Enrol in courses, each third finished, half of them with a safety correction to read."""
    for number in numbers:
        edition = make_course(f"course-{number}")
        enrolment = enrol(user, edition)
        if number % 3 == 0:
            finish(enrolment)
        if number % 2 == 0:
            newest = make_course(f"course-{number}", safety_correction="A dose was wrong.")
            Correction.objects.create(
                edition=newest, position=1, place="unit", key="lesson-1", title="-"
            )
            CorrectionNotice.objects.create(enrolment=enrolment, edition=newest)


@pytest.mark.django_db(transaction=True)
def test_my_courses_and_the_catalogue_cost_the_same_with_2_and_with_30_courses(client):
    ada = User.objects.create_user("ada@example.org", name="Ada Lovelace")
    client.force_login(ada)
    take_courses(ada, range(2))
    cold = statements(client, HOME)
    # The session, the learner, enrolments, notices with their corrections, completions, and
    # certificates with what they wait for.
    assert statements(client, HOME) == 10  # one for open quizzes, one for what groups ask
    assert statements(client, CATALOGUE) == 5  # one for what groups ask

    take_courses(ada, range(2, 30))
    assert statements(client, HOME) <= cold
    assert statements(client, HOME) == 10  # one for open quizzes, one for what groups ask
    assert statements(client, CATALOGUE) == 5  # one for what groups ask
