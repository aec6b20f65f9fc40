"""What a lesson holds, and where its reader stopped."""

import re

import pytest
from django.urls import reverse

from course.models import Edition
from course.publishing import publish
from course.reading.contents import contents_of, contents_of_lessons
from course.source import read_course
from tests.course.course_folder import LESSON, write_course
from tests.factories import enrol

pytestmark = pytest.mark.django_db
LONG = "Much can be said of it, perhaps, and it takes a while to read. {plain}\n\n" * 60


@pytest.fixture
def edition(tmp_path) -> Edition:
    """The course of the tests, with a lesson that takes some minutes."""
    lesson = LESSON.replace("/// table", LONG + "/// table").replace(
        "/// unknown", f"## Is it so? It may be[@F1]\n\n{LONG}/// unknown"
    )
    folder = write_course(tmp_path, **{"01-start/010-welcome.md": lesson})
    edition = publish(read_course(folder))
    assert edition
    return edition


@pytest.fixture
def lesson(edition):
    return edition.units.get(key="welcome")


def test_contents_list_sections_boxes_tables_and_figures(lesson):
    figures = [("numbers", "What was measured"), ("drawing", "One thing, drawn")]
    listed = [
        (section.key, section.title, [(figure.key, figure.title) for figure in section.figures])
        for section in contents_of(lesson).titled
    ]
    assert listed == [
        ("a-section", "A section", figures),
        ("is-it-so-it-may-be", "Is it so? It may be", []),
        ("unknown", "What we do not know", []),
        ("key-points", "Key points", []),
    ]


def test_every_entry_leads_to_a_passage_of_the_page(client, lesson):
    page = client.get(lesson.get_absolute_url()).content.decode()
    contents = page.split("data-contents")[1].split("</ol>")[0]
    places = re.findall(r'href="#([^"]+)"', contents)
    assert len(places) == 6
    assert all(page.count(f' id="{place}"') == 1 for place in places)


def test_minutes_left_fall_from_passage_to_passage(lesson):
    contents = contents_of(lesson)
    first, *others = contents.starts_at
    minutes = [contents.place(key).minutes_left for key in others]
    assert minutes == sorted(minutes, reverse=True)
    assert lesson.minutes in {minutes[0], minutes[0] + 1}
    assert minutes[-1] == 1
    assert contents.place(first) is None
    assert contents.place("no-longer-here") is None


def test_a_learner_sees_where_they_were(client, ada, lesson, edition):
    enrol(ada, edition)
    client.force_login(ada)
    address = lesson.get_absolute_url()
    untouched = client.get(address).content.decode()
    assert "You were here" not in untouched
    client.post(reverse("course:position", args=["tiny-course", "welcome"]), {"passage": "danger"})
    page = client.get(address).content.decode()
    assert '<p class="was-here">You were here</p><p id="danger">' in page
    assert "Continue where you stopped: A section, about 5 minutes left" in page
    # Who has finished the lesson reads it without.
    client.post(reverse("course:complete", args=["tiny-course", "welcome"]))
    assert "You were here" not in client.get(address).content.decode()
    # On a sample lesson, strangers see nothing of it.
    client.logout()
    assert "You were here" not in client.get(address).content.decode()


def test_many_lessons_are_read_together(edition, django_assert_num_queries):
    lessons = list(edition.units.filter(kind="lesson"))
    assert len(lessons) > 1
    with django_assert_num_queries(1):
        together = contents_of_lessons(lesson.pk for lesson in lessons)
    assert together == {lesson.pk: contents_of(lesson) for lesson in lessons}
    assert len({contents.opening for contents in together.values()}) == len(lessons)


@pytest.mark.django_db(transaction=True)
def test_a_place_costs_no_further_query(
    client, ada, lesson, edition, django_assert_max_num_queries
):
    enrol(ada, edition)
    client.force_login(ada)
    client.post(reverse("course:position", args=["tiny-course", "welcome"]), {"passage": "danger"})
    client.get(lesson.get_absolute_url())
    with django_assert_max_num_queries(7):
        page = client.get(lesson.get_absolute_url()).content.decode()
    assert "You were here" in page
