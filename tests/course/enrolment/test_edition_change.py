"""What a newer edition changes, as learners read it: in progress, finished, or moved by staff."""

import re
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from course.corrections.comparing import corrections_between
from course.models import Acknowledgement, Edition, Enrolment
from course.publishing import move_learner, publish
from course.source import read_course
from tests.course.corrections.test_correction_pages import with_many_changes
from tests.course.course_folder import (
    FIRST_LESSON,
    GLOSSARY,
    LESSON,
    QUESTION,
    QUIZ,
    QUIZ_FILES,
    SECOND,
    write_course,
)
from tests.course.staff.test_staff import queries
from tests.factories import enrol, finish
from tests.quizzes.quiz_folder import changed

pytestmark = pytest.mark.django_db
MINE = reverse("course:mine", args=["tiny-course"])
PAGE = reverse("course:edition_change", args=["tiny-course"])
WELCOME = reverse("course:unit", args=["tiny-course", "welcome"])
QUESTION_FILE = "01-start/090-quiz/010-one-thing.md"
DOSE = changed(LESSON, ("A dangerous thing.", "It is 5 mg."))
FILES = {**QUIZ_FILES, FIRST_LESSON: DOSE}
CHANGES = """\
changes:
  - {unit: welcome, passage: danger, mark: clinical, what: The dose is ten times as high., why: R9.}
  - {question: one-thing, mark: clinical, what: Another answer is right., why: The trial.}
"""
NEW_FILES = FILES | {
    FIRST_LESSON: DOSE.replace("5 mg", "50 mg"),
    QUESTION_FILE: changed(QUESTION, ("[x] (a)", "[ ] (a)"), ("[ ] (b)", "[x] (b)")),
    "glossary.yaml": GLOSSARY.replace("by half", "by a half"),
    "changes.yaml": CHANGES,
}
NO_ENTRIES = {"changes.yaml": None}


@pytest.fixture
def first(tmp_path) -> Edition:
    return publish(read_course(write_course(tmp_path / "1", **FILES)))


@pytest.fixture
def enrolment(ada, client, first) -> Enrolment:
    """Ada's, signed in, on the first edition."""
    client.force_login(ada)
    return enrol(ada, first)


@pytest.fixture
def second(tmp_path, first) -> Edition:
    return publish(read_course(write_course(tmp_path / "2", **NEW_FILES)))


def read(client, url=PAGE) -> str:
    """The words of the main part of a page, and its tags of insertion and deletion."""
    answer = client.get(url)
    assert answer.status_code == 200
    text = answer.content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    return " ".join(re.sub(r"<(?!/?(?:ins|del|dt)>)[^>]+>", " ", main).split())


# --- in progress --------------------------------------------------------------------------------


def test_the_page_shows_before_and_after_and_why(client, enrolment, second):
    text = read(client)
    assert "Number changed The dose is ten times as high. R9." in text
    assert "<dt>Before</dt> <del>It is 5 mg.</del>" in text
    assert "<dt>Now</dt> <ins>It is 50 mg.</ins>" in text
    assert "Glossary: Half-life" in text
    assert "<del>The time in which an amount falls by half.</del>" in text
    assert "Right answer changed Another answer is right. The trial." in text


def test_answers_are_hidden_from_those_who_have_not_passed_the_quiz(client, enrolment, second):
    assert "Right answer:" not in read(client)
    enrolment.complete(enrolment.edition.units.get(key="start-quiz"))
    text = read(client)
    assert "<del>Right answer: One thing</del>" in text
    assert "<ins>Right answer: No thing</ins>" in text


def test_answers_stay_hidden_where_the_quiz_was_waived(client, enrolment, second, grace):
    quiz = enrolment.edition.units.get(key="start-quiz")
    enrolment.waive(quiz, by=grace, because="Taught it.")
    assert "Right answer:" not in read(client)


def test_answers_stay_hidden_where_the_quiz_is_to_be_passed_again(client, enrolment, tmp_path):
    enrolment.complete(enrolment.edition.units.get(key="start-quiz"))
    revised = {"01-start/090-quiz/quiz.yaml": QUIZ.replace("revision: 1", "revision: 2")}
    publish(read_course(write_course(tmp_path / "2", **NEW_FILES | revised)))
    assert "Right answer:" not in read(client)


def test_the_changes_of_several_editions_are_shown_together(client, enrolment, second, tmp_path):
    later = NEW_FILES | NO_ENTRIES | {"01-start/020-second.md": SECOND.replace("Go on.", "Go.")}
    publish(read_course(write_course(tmp_path / "3", **later)))
    text = read(client)
    assert "<ins>It is 50 mg.</ins>" in text
    assert "<ins>Go.</ins>" in text


def test_many_changes_of_a_page_fold(client, enrolment, tmp_path):
    lesson = with_many_changes(DOSE.replace("It is 5 mg", "It is now 5 mg"))
    publish(read_course(write_course(tmp_path / "2", **FILES | {FIRST_LESSON: lesson})))
    shown, folded = client.get(PAGE).content.decode().split('<details class="fold">')
    assert shown.count("<ins>") == 4
    assert "Show 2 more changes" in folded
    assert folded.count("<ins>") == 2


def test_more_changes_cost_no_more_queries(client, enrolment, second, tmp_path):
    few = queries(client, PAGE)
    lessons = {
        f"01-start/05{number}-more.md": SECOND.replace("key: second", f"key: more-{number}")
        for number in range(9)
    }
    publish(read_course(write_course(tmp_path / "3", **NEW_FILES | NO_ENTRIES | lessons)))
    assert queries(client, PAGE) == few


def test_editions_are_compared_when_they_are_published_and_on_no_page(
    client, enrolment, grace, tmp_path
):
    compared = []

    def watch(frame, event, _argument):
        if event == "call" and frame.f_code is corrections_between.__code__:
            compared.append(frame)

    sys.setprofile(watch)
    try:
        publish(read_course(write_course(tmp_path / "2", **NEW_FILES)))
        assert len(compared) == 1
        for address in (PAGE, MINE, WELCOME, "/pages/corrections/"):
            assert client.get(address).status_code == 200
        client.force_login(grace)
        staff_page = reverse("staff:edition_changes", args=["tiny-course", 2])
        assert client.get(staff_page).status_code == 200
    finally:
        sys.setprofile(None)
    assert len(compared) == 1


# --- finished -----------------------------------------------------------------------------------


def test_whoever_has_finished_is_told_at_home_and_reads_what_changed(client, enrolment, second):
    finish(enrolment)
    assert "You finished on edition 1. Your record stands" in read(client, MINE)
    assert f'href="{PAGE}"' in client.get(MINE).content.decode()
    text = read(client)
    assert "there is nothing to do again" in text
    assert "<ins>It is 50 mg.</ins>" in text
    assert "<ins>Right answer: No thing</ins>" in text
    assert "have to do it" not in text
    assert "<form" not in client.get(PAGE).content.decode().partition("<main")[2]


def test_whoever_has_finished_is_not_moved(client, enrolment, first, second):
    finish(enrolment)
    assert client.post(PAGE, {"disclosures_read": "on"}).status_code == 200
    enrolment.refresh_from_db()
    assert enrolment.edition == first
    assert Acknowledgement.objects.count() == 1


def test_whoever_is_on_the_newest_edition_is_told_nothing(client, ada, second):
    client.force_login(ada)
    enrol(ada, second)
    assert "has been published" not in read(client, MINE)
    assert client.get(PAGE).headers["Location"] == MINE


# --- moved by staff -----------------------------------------------------------------------------


def test_whoever_is_moved_reads_what_changed_and_acknowledges_before_going_on(
    client, enrolment, second
):
    move_learner(enrolment, second)
    assert "You were moved to edition 2" in read(client, MINE)
    assert client.get(WELCOME).headers["Location"] == PAGE
    text = read(client)
    assert "The provider of the course moved you to edition 2" in text
    assert "<ins>It is 50 mg.</ins>" in text
    assert "Stay on edition" not in text
    client.post(PAGE, {})
    assert client.get(WELCOME).status_code == 302

    assert client.post(PAGE, {"disclosures_read": "on"}).headers["Location"] == MINE
    assert client.get(WELCOME).status_code == 200
    assert list(Acknowledgement.objects.values_list("edition__number", flat=True)) == [1, 2]


def test_moving_everybody_at_publication_asks_each_of_them(client, enrolment, tmp_path):
    folder = write_course(tmp_path / "2", **NEW_FILES)
    out = StringIO()
    call_command("publish_course", folder, "--accept-overdue", "--move-learners", stdout=out)
    assert "Before they go on, each is shown what changed" in out.getvalue()
    assert client.get(WELCOME).headers["Location"] == PAGE


def test_whoever_chose_to_move_is_asked_once(client, enrolment, second):
    client.post(PAGE, {"disclosures_read": "on"})
    assert "You were moved" not in read(client, MINE)
    assert client.get(WELCOME).status_code == 200


# --- what everybody reads -----------------------------------------------------------------------


def test_the_public_page_says_what_each_edition_changed_in_its_authors_words(
    client, second, tmp_path, django_assert_num_queries
):
    later = NEW_FILES | NO_ENTRIES | {"01-start/020-second.md": SECOND.replace("Go on.", "Go.")}
    publish(read_course(write_course(tmp_path / "3", **later)))
    with django_assert_num_queries(4):
        text = read(client, "/pages/corrections/")
    assert "1.1 Welcome: The dose is ten times as high. R9." in text
    assert "The quiz: Another answer is right. The trial." in text
    assert "3 places differ from the edition before." in text
    assert text.index("A tiny course, edition 3") < text.index("A tiny course, edition 2")
    assert "50 mg" not in text
    assert "edition 1" not in text
