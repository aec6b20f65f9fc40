"""The page of a course for somebody who does not know it yet, and the excerpts that it shows."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from course.models import Contributor, Excerpt, Objective
from course.publishing import publish
from course.source import SourceError, read_course
from tests.course.course_folder import COURSE, QUIZ_FILES, write_course
from tests.factories import enrol, make_edition, make_unit, make_user

pytestmark = pytest.mark.django_db
EXCERPTS = """\
finding: {lesson: welcome, quote: "One thing is so, and its half-life is short."}
figure: {lesson: welcome, id: numbers}
"""


def page_of(client, slug="basics", name="course") -> str:
    page = client.get(reverse(f"course:{name}", args=[slug])).content.decode()
    return page.split("<main")[1].split("</main>")[0]


def words_of(html: str) -> str:
    return " ".join(strip_tags(html).split())


def section_of(page: str, heading: str) -> str:
    return page.split(f'aria-labelledby="{heading}"')[1].split("</section>")[0]


def test_six_objectives_stand_open_and_the_rest_are_folded(client):
    edition = make_edition()
    for position in range(1, 9):
        Objective.objects.create(
            edition=edition,
            key=f"name-{position}",
            text=f"Name thing {position}",
            bloom="remember",
            position=position,
        )
    glance, rest = section_of(page_of(client), "objectives-heading").split("<details")
    assert re.findall(r"Name thing \d", glance) == [f"Name thing {n}" for n in range(1, 7)]
    assert re.findall(r"Name thing \d", rest) == ["Name thing 7", "Name thing 8"]
    assert "2 more" in rest


def test_what_is_asked_before_the_certificate_is_counted(client):
    edition = make_edition(lessons=3)
    module = edition.modules.get()
    make_unit(module, "quiz", kind="quiz", position=8)
    make_unit(module, "cases", kind="quiz", is_final=True, position=9)
    make_unit(module, "extra", required=False, position=10)
    asked = words_of(section_of(page_of(client), "asked-heading"))
    for words in (
        "3 lessons to read, in any order",
        "1 quiz to pass at 80%",
        "About cases, when the rest is done",
        "It is a record of completion, not a license or credential.",
    ):
        assert words in asked


def test_the_facts_are_folded_on_the_course_page_and_whole_before_one_starts(client, ada):
    edition = make_edition()
    Contributor.objects.create(edition=edition, position=2, name="Grace Hopper", role="Editor")
    facts = section_of(page_of(client), "facts-heading")
    first, rest = facts.split("<details>")
    assert "About 1.25 hours" in words_of(first)
    assert "Grace Hopper Editor" in words_of(rest.replace("<small>", " "))
    client.force_login(ada)
    whole = section_of(page_of(client, name="enrol"), "facts-heading")
    assert "<details" not in whole
    assert "Grace Hopper" in whole


def test_a_published_course_shows_its_finding_with_sources_and_its_figure(client, tmp_path):
    folder = write_course(tmp_path, **QUIZ_FILES, **{"course.yaml": COURSE + EXCERPTS})
    edition = publish(read_course(folder))
    assert edition.excerpts.count() == 2
    page = page_of(client, "tiny-course")
    finding = section_of(page, "finding-heading")
    assert "“One thing is so, and its half-life is short.”" in words_of(finding)
    # F1 rests on both; the lesson is a sample, which everybody may read.
    for words in ("trial n = 40 A trial of one thing", "label The label of the thing"):
        assert words in words_of(finding).replace("\N{NO-BREAK SPACE}", " ")
    assert reverse("course:references", args=["tiny-course"]) + "#R1" in finding
    assert reverse("course:unit", args=["tiny-course", "welcome"]) in finding
    assert "What was measured" in section_of(page, "figure-heading")

    assert "Was to be checked again" not in page
    with time_machine.travel("2027-01-02"):
        page = page_of(client, "tiny-course")
    assert "Was to be checked again by January 1, 2027" in section_of(page, "finding-heading")
    assert "Was to be checked again by January 1, 2027" in section_of(page, "figure-heading")


def test_a_course_that_names_no_excerpts_shows_none(client):
    make_edition()
    page = page_of(client)
    assert "finding-heading" not in page
    assert "figure-heading" not in page


def test_one_edition_has_one_excerpt_of_a_kind_and_it_never_changes(client):
    edition = make_edition()
    passage = edition.units.first().passages.get()
    excerpt = Excerpt.objects.create(
        edition=edition, kind="finding", passage=passage, quote="A paragraph."
    )
    with pytest.raises(TypeError, match="published and never changes"):
        excerpt.save()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            'finding: {lesson: welcome, quote: "Two things are so."}',
            "do not stand in one paragraph",
        ),
        ('finding: {lesson: welcom, quote: "One thing is so"}', 'did you mean "welcome"'),
        ("finding: {lesson: welcome}", "quote"),
        ("figure: {lesson: welcome, id: number}", 'did you mean "numbers"'),
        ("figure: {lesson: welcome, id: danger}", 'has no figure or table "danger"'),
        ("figure: {lesson: start-quiz, id: numbers}", 'there is no lesson "start-quiz"'),
        ("figure: {lesson: welcome, id: numbers, height: 3}", "height"),
    ],
)
def test_an_excerpt_that_no_lesson_has_is_refused_with_its_line(tmp_path, line, told):
    course = COURSE + line + "\n"
    folder = write_course(tmp_path, **QUIZ_FILES, **{"course.yaml": course})
    with pytest.raises(SourceError) as raised:
        read_course(folder)
    (mistake,) = raised.value.mistakes
    assert mistake.file == "course.yaml"
    assert mistake.line == len(course.splitlines())
    assert told in mistake.text


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", "November 30, 2026"), ("America/Los_Angeles", "November 29, 2026")]
)
def test_the_day_of_release_is_never_after_the_readers_own(client, zone, day):
    published_at = datetime(2026, 11, 30, 4, tzinfo=UTC)
    edition = make_edition(released_on=date(2026, 11, 30), published_at=published_at)
    user = make_user(time_zone=zone)
    enrol(user, edition)
    client.force_login(user)
    assert f"Edition 1, released {day}" in words_of(page_of(client))
    assert f"Released {day}." in words_of(page_of(client, name="mine"))
