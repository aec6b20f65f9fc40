"""The home of a course: where to go on, what is left, the path, and the end of it."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from course.enrolment.trail import HEIGHT, LENGTH, stretches_of
from course.models import Course, Passage, ReadingPosition
from quizzes.models import Attempt
from quizzes.sitting import attempts
from tests.factories import enrol, finish, make_edition, make_provider, make_unit
from tests.quizzes.factories import make_quiz, right_answer, save, single

pytestmark = pytest.mark.django_db
MINE = reverse("course:mine", args=["basics"])
HOME = reverse("course:home")


def main_of(client, address=MINE) -> str:
    page = client.get(address).content.decode()
    return page.split("<main")[1].split("</main>")[0]


def words_of(html: str) -> str:
    return " ".join(strip_tags(html).split())


def filled_buttons(html: str) -> list[str]:
    """The words of the links that are filled buttons."""
    links = re.findall(r'<a class="button" .*?</a>', html, re.DOTALL)
    return [words_of(link) for link in links]


@pytest.fixture
def enrolment(client, ada):
    """Two lessons and a quiz of three questions."""
    client.force_login(ada)
    edition = make_edition(lessons=2)
    make_quiz(single(), single(), single(), edition=edition)
    return enrol(ada, edition)


def begin_quiz(enrolment, answered: int) -> Attempt:
    quiz = enrolment.edition.units.last().quiz
    attempt = attempts.start(enrolment, quiz, timezone.now())
    for item in list(attempt.items.select_related("version"))[:answered]:
        save(item, right_answer(item))
    return attempt


def stop_in(enrolment, unit, passage: str) -> None:
    ReadingPosition.objects.create(enrolment=enrolment, unit_key=unit.key, passage_key=passage)


def add_passages(unit, *rows: tuple[str, str, str]) -> None:
    """Add passages (kind, key, text) below the first."""
    for position, (kind, key, text) in enumerate(rows, 2):
        tag = "h2" if kind == "heading" else "p"
        Passage.objects.create(
            unit=unit,
            key=key,
            position=position,
            kind=kind,
            text=text,
            html=f'<{tag} id="{key}">{text}</{tag}>',
            critical=False,
        )


def test_an_open_quiz_comes_first_and_the_lesson_second(client, enrolment):
    assert filled_buttons(main_of(client)) == ["Read this lesson"]

    attempt = begin_quiz(enrolment, answered=1)
    page = main_of(client)
    assert "You have answered 1 of 3 questions." in words_of(page)
    assert filled_buttons(page) == ["Go on with question 2"]
    assert f'href="{attempt.url("question", position=2)}"' in page
    assert page.index("You have answered") < page.index("Or go on with")
    assert page.index("Or go on with") < page.index("About lesson-1")

    for item in attempt.items.select_related("version"):
        save(item, right_answer(item))
    page = main_of(client)
    assert filled_buttons(page) == ["Look over and hand in"]
    assert f'href="{attempt.url("review")}"' in page


def test_a_quiz_that_is_next_and_open_is_said_once_and_heads_the_page(client, enrolment):
    for unit in enrolment.edition.units.filter(kind="lesson"):
        enrolment.complete(unit)
    begin_quiz(enrolment, answered=2)
    page = main_of(client)
    assert "Or go on with" not in page
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == ["About quiz"]


def test_a_quiz_whose_time_is_over_leads_to_its_result(client, ada):
    client.force_login(ada)
    quiz = make_quiz(single(), edition=make_edition(lessons=1), time_limit_minutes=10)
    enrolment = enrol(ada, quiz.unit.edition)
    attempt = begin_quiz(enrolment, answered=0)
    assert "Open until" in main_of(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        client.force_login(ada)
        page = main_of(client)
        assert filled_buttons(page) == ["See the result"]
        assert client.get(attempt.get_absolute_url()).status_code == 200
        assert filled_buttons(main_of(client)) == ["Read this lesson"]


def test_an_open_quiz_of_another_course_or_learner_is_not_shown(client, ada, eve, enrolment):
    begin_quiz(enrol(eve, enrolment.edition), answered=1)
    other = Course.objects.create(slug="other")
    begin_quiz(
        enrol(ada, make_quiz(edition=make_edition(other, lessons=1)).unit.edition), answered=0
    )
    assert "You have answered" not in main_of(client)
    assert words_of(main_of(client, HOME)).count("You have answered 0 of 1 question.") == 1


def test_the_course_with_an_open_quiz_comes_first_and_the_quiz_is_its_button(
    client, ada, enrolment
):
    enrol(ada, make_edition(Course.objects.create(slug="other")))
    assert filled_buttons(main_of(client, HOME)) == ["Start: 1.1 About lesson-1"]
    assert main_of(client, HOME).index("/other/") < main_of(client, HOME).index("/basics/")
    attempt = begin_quiz(enrolment, answered=1)
    page = main_of(client, HOME)
    assert page.index("/basics/") < page.index("/other/")
    assert "You have answered 1 of 3 questions." in words_of(page)
    assert filled_buttons(page) == ["Go on with question 2"]
    save(attempt.items.select_related("version").get(position=2), "a")
    assert filled_buttons(main_of(client, HOME)) == ["Go on with question 3"]


def test_where_one_stopped_is_said_with_the_section_and_what_is_left_of_the_lesson(
    client, enrolment
):
    """A thousand words before the place and a thousand after it take five minutes each."""
    make_edition(Course.objects.create(slug="other"))
    unit = make_unit(enrolment.edition.modules.get(), "long", position=9, minutes=10)
    add_passages(
        unit,
        ("heading", "routes", "Routes"),
        ("paragraph", "first", "word " * 999),
        ("heading", "blood", "Blood pressure"),
        ("paragraph", "second", "word " * 1000),
    )
    stop_in(enrolment, unit, "second")
    for address in (MINE, HOME):
        page = main_of(client, address)
        assert "You stopped at “Blood pressure”. About 5 minutes left." in words_of(page)
        assert f"{unit.get_absolute_url()}#second" in page

    ReadingPosition.objects.update(passage_key="opening")
    assert "About 10 minutes." in words_of(main_of(client))


def test_only_the_module_to_go_on_in_is_open(client, ada):
    client.force_login(ada)
    enrolment = enrol(ada, make_edition(modules=3, lessons=1))
    folds = re.compile(r'<details class="body"( open)?>')
    assert folds.findall(main_of(client)) == [" open", "", ""]
    enrolment.complete(enrolment.edition.units.first())
    assert folds.findall(main_of(client)) == ["", " open", ""]


def test_what_is_left_names_every_step_up_to_the_certificate(client, enrolment):
    module = enrolment.edition.modules.get()
    make_quiz(edition=enrolment.edition, key="cases", is_final=True)
    make_unit(module, "extra", position=50, required=False)
    left = words_of(main_of(client))
    for words in (
        "2 lessons to read 0 of 2 read. About 10 minutes left.",
        "1 quiz to pass at 80% 0 of 1 passed.",
        "About cases Opens when the rest is done.",
        "Certificate for “Ada Lovelace” Issued when all of this is done",
    ):
        assert words in left

    for unit in enrolment.edition.units.filter(required=True, is_final=False):
        enrolment.complete(unit)
    left = words_of(main_of(client))
    for words in ("Every lesson read", "Every quiz passed", "About cases Open now."):
        assert words in left


def test_a_certificate_that_waits_for_the_review_is_said_to_wait(client, enrolment):
    make_provider(hold_until_reviewed=True)
    assert "Held until two reviewers have signed off" in words_of(main_of(client))
    make_provider(hold_until_reviewed=False)
    assert "Issued when all of this is done" in words_of(main_of(client))


def test_the_last_lesson_leads_to_the_one_thing_that_is_left(client, enrolment):
    """The quiz after it is passed, the lesson before it is not read."""
    first, last, quiz = enrolment.edition.units.all()
    enrolment.complete(quiz)
    page = words_of(main_of(client, last.get_absolute_url()))
    assert "Marks 1.2 as read and opens 1.1 About lesson-1." in page
    complete = reverse("course:complete", args=["basics", last.key])
    assert client.post(complete).headers["Location"] == first.get_absolute_url()
    complete = reverse("course:complete", args=["basics", first.key])
    assert client.post(complete).headers["Location"] == MINE


def test_after_completion_the_certificate_comes_first_and_the_path_is_folded(
    client, enrolment, django_capture_on_commit_callbacks
):
    make_provider()
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrolment)
    page = main_of(client)
    assert filled_buttons(page) == ["Download certificate (PDF)"]
    heading, button, path = (
        page.index(words)
        for words in ("You have completed the course", "Download certificate", "Your path")
    )
    assert heading < button < page.index('<details class="all-completed">') < path
    assert "What is left" not in page
    assert not re.search(r"<details[^>]* open", page)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=60))
def test_the_path_is_one_smooth_line_to_scale(minutes):
    stretches = stretches_of(tuple(minutes))
    assert stretches[0].start.x == 0
    assert stretches[-1].end.x == pytest.approx(LENGTH)
    widths = [max(each, 1) for each in minutes]
    for stretch, width in zip(stretches, widths, strict=True):
        assert stretch.end.x - stretch.start.x == pytest.approx(LENGTH * width / sum(widths))
    bends = [bend for stretch in stretches for bend in stretch.bends]
    for bend in bends:
        for point in bend:
            assert 0 < point.y < HEIGHT
    for before, after in pairwise(bends):
        assert before.end == after.start
        rise = (before.end.y - before.arriving.y) / (before.end.x - before.arriving.x)
        goes_on = (after.leaving.y - after.start.y) / (after.leaving.x - after.start.x)
        assert goes_on == pytest.approx(rise, abs=1e-6)


def test_the_line_is_solid_where_units_are_done_and_lifted_between(client, enrolment):
    first, last, _quiz = enrolment.edition.units.all()
    walked = re.compile(r'class="way walked" d="([^"]*)"')
    assert walked.search(main_of(client))[1] == ""
    enrolment.complete(first)
    one = walked.search(main_of(client))[1]
    assert one.count("M") == 1
    enrolment.complete(last)
    both = walked.search(main_of(client))[1]
    assert both.startswith(one)
    assert both.count("M") == 1
    assert len(both) > len(one)
