"""The words of a course are marked as of its language, where the page around them has another."""

import re
import uuid

import pytest
from django.utils import timezone

from course.publishing import publish
from course.source import read_course
from quizzes.models import Attempt, Quiz
from quizzes.sitting import attempts
from tests.course.course_folder import COURSE, QUIZ_FILES, write_course
from tests.factories import enrol, make_edition
from tests.journeys.kinds_shown import EVERY_KIND
from tests.journeys.people import wrong_answer
from tests.quizzes.factories import make_quiz

pytestmark = pytest.mark.django_db
UNITS = "/courses/tiny-course/units"
MARKED = re.compile(r'<(\w+)[^>]* lang="ar" dir="rtl"[^>]*>(?:\s|<p>)*([^<]{1,12})')


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
        *marked(client, "/courses/tiny-course/glossary/"),
    }
    expected = {
        ("h1", "A tiny cours"),
        ("h3", "The start"),
        ("h1", "Welcome"),
        ("span", "Welcome"),
        ("legend", "Which one is"),
        ("span", "One thing"),
        ("dt", "Half-life"),
    }
    assert (found >= expected) == is_marked, found
    assert bool(found) == is_marked


def test_so_are_those_of_every_kind_of_question_and_its_result(client, ada):
    edition = make_edition(language="ar", lessons=1)
    quiz = make_quiz(*EVERY_KIND, edition=edition, review=Quiz.Review.AFTER_SUBMIT)
    enrolment = enrol(ada, edition)
    client.force_login(ada)
    attempt = attempts.start(enrolment, quiz, timezone.now())
    asked = set()
    for item in attempt.items.select_related("version"):
        attempts.save_answer(item, wrong_answer(item), seq=item.seq, at=timezone.now())
        asked |= marked(client, item.url)
    assert asked >= {
        ("label", "Premise p1"),
        ("p", "Question of"),  # of a stage of a case that was committed
        ("legend", "Question of"),
        ("div", "Part"),  # of a text with gaps
        ("span", "Option a"),
    }
    attempts.submit(attempt, uuid.uuid4(), timezone.now())
    told = marked(client, attempt.get_absolute_url())
    assert told >= {
        ("span", "WHY the numb"),
        ("span", "Premise p1"),
        ("span", "WHY p1"),
    }
    assert ("p", "What is it?") in marked(client, attempt.url("report", position=1))
