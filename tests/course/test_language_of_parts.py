"""The words of a course are marked as of its language, where the page around them has another."""

import re

import pytest

from course.publishing import publish
from course.source import read_course
from quizzes.models import Attempt
from tests.course.course_folder import COURSE, QUIZ_FILES, write_course
from tests.factories import enrol

pytestmark = pytest.mark.django_db
UNITS = "/courses/tiny-course/units"
MARKED = re.compile(r'<(\w+)[^>]* lang="ar" dir="rtl"[^>]*>\s*([^<]{1,12})')


def marked(client, address: str) -> set[tuple[str, str]]:
    """The elements of a page that are marked, with their first words."""
    return {
        (tag, words.strip()) for tag, words in MARKED.findall(client.get(address).content.decode())
    }


@pytest.mark.parametrize(("language", "is_marked"), [("ar", True), ("en-gb", False)])
def test_the_words_of_a_course_in_another_language_are_marked(
    tmp_path, client, ada, language, is_marked
):
    course = COURSE.replace("language: en", f"language: {language}")
    edition = publish(read_course(write_course(tmp_path, **QUIZ_FILES, **{"course.yaml": course})))
    enrol(ada, edition)
    client.force_login(ada)
    client.post(f"{UNITS}/start-quiz/attempts/")
    item = Attempt.objects.get().asked_items[0]

    found = {
        *marked(client, "/courses/tiny-course/"),
        *marked(client, f"{UNITS}/welcome/"),
        *marked(client, item.url),
    }
    expected = {
        ("h1", "A tiny cours"),
        ("h3", "The start"),
        ("h1", "Welcome"),
        ("span", "Welcome"),
        ("legend", "Which one is"),
        ("span", "One thing"),
    }
    assert (found >= expected) == is_marked, found
    assert bool(found) == is_marked
