"""Titles and questions whose words are longer than a phone is wide widen no page."""

import pytest
from django.urls import reverse

from course.publishing import publish
from course.source import read_course
from tests.course.course_folder import COURSE, LESSON, QUESTION, QUIZ, QUIZ_FILES, write_course
from tests.factories import enrol
from tests.journeys.people import member, sit
from tests.journeys.test_accessibility import TOO_WIDE

pytestmark = pytest.mark.browser
LONG = "Arzneimittelversorgungsengpassbewältigungsmaßnahmenverordnung"
# Of a phone, and of a window in which lists are still tables.
WIDTHS = (390, 1000)
FILES = {
    "course.yaml": COURSE.replace("A tiny course", LONG),
    "01-start/010-welcome.md": LESSON.replace("title: Welcome", f"title: {LONG}"),
    "01-start/090-quiz/quiz.yaml": QUIZ.replace("The quiz", LONG),
    "01-start/090-quiz/010-one-thing.md": QUESTION.replace("Which one", f"Which {LONG}")
    .replace("One thing\n", f"{LONG}\n")
    .replace("A thing", f"A {LONG}"),
}


def test_no_page_of_a_course_of_long_words_is_wider_than_its_window(
    site, sign_in, ada, context, page, tmp_path
):
    course = read_course(write_course(tmp_path, **QUIZ_FILES | FILES))
    enrolment = enrol(ada, publish(course))
    handed_in = sit(enrolment, "start-quiz", "n")
    begun = sit(enrolment, "start-quiz", "", hand_in=False)
    sign_in(context, ada)
    page.set_viewport_size({"width": 390, "height": 844})
    slug = "tiny-course"
    addresses = [
        reverse("course:course", args=[slug]),
        reverse("course:mine", args=[slug]),
        reverse("course:unit", args=[slug, "welcome"]),
        reverse("course:unit", args=[slug, "start-quiz"]),
        begun.asked_items[0].url,
        reverse("quizzes:result", args=[slug, "start-quiz", handed_in.number]),
        reverse("course:search", args=[slug]) + f"?q={LONG}",
    ]
    for address in addresses:
        page.goto(f"{site}{address}")
        assert (address, LONG in page.content(), page.evaluate(TOO_WIDE)) == (address, True, [])
    sign_in(context, member("staff@example.org", "Sam Staff", is_staff=True, is_superuser=True))
    for address in (
        reverse("quizzes:staff_quizzes"),
        reverse("staff:learner", args=[enrolment.public_id]),
        reverse("staff:waive", args=[enrolment.public_id]),
        reverse("staff:editions"),
        reverse("staff:edition_contents", args=[slug, enrolment.edition.number]),
        reverse("staff:facts"),
    ):
        page.goto(f"{site}{address}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            wide = page.evaluate(TOO_WIDE)
            assert (address, width, LONG in page.content(), wide) == (address, width, True, [])
