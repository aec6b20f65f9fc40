"""Learners cannot save while an edition is written: the rest is done before, and that is little."""

import sys
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from course.corrections import notices
from course.models import Course, Edition, Enrolment
from course.publishing import PublicationRefusedError, prepare, publish, publish_prepared, rehearse
from course.source import read_course
from course.text.cleaning import clean
from quizzes.models import BankItem
from tests.course.course_folder import (
    COURSE,
    FIRST_LESSON,
    LESSON,
    QUESTION,
    QUIZ_FILES,
    SECOND,
    write_course,
)
from tests.course.staff.test_staff import NEXT
from tests.factories import enrol

pytestmark = pytest.mark.django_db
QUESTION_FILE = "01-start/090-quiz/010-one-thing.md"


def source_of(tmp_path, **files):
    return read_course(write_course(tmp_path, **QUIZ_FILES | files))


def larger_course(tmp_path, count: int):
    """A course with ``count`` more lessons and questions."""
    files = {}
    for number in range(count):
        name = f"{100 + number}-more"
        files[f"01-start/{name}.md"] = SECOND.replace("key: second", f"key: more-{number}")
        question = QUESTION.replace("id: one-thing", f"id: more-{number}")
        question = question.replace("Which one is so?", f"Which of {number + 2} things is so?")
        files[f"01-start/090-quiz/{name}.md"] = question
    return source_of(tmp_path, **files)


def statements(act) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        act()
    return [query["sql"] for query in queries]


def is_writing(sql: str) -> bool:
    return (
        sql.startswith(("INSERT", "UPDATE", "DELETE", "BEGIN", "SAVEPOINT")) or "FOR UPDATE" in sql
    )


# --- little is done under the lock --------------------------------------------------------------


def test_twenty_lessons_and_questions_take_as_many_statements_as_one(tmp_path):
    few = larger_course(tmp_path / "few", 1)
    many = replace(larger_course(tmp_path / "many", 20), slug="another-course")
    for_few = len(statements(lambda: publish(few)))
    assert len(statements(lambda: publish(many))) == for_few < 60
    assert BankItem.objects.filter(quiz__unit__edition__course__slug=many.slug).count() == 21


def test_every_text_is_rendered_before_the_lock(tmp_path):
    source = source_of(tmp_path)
    depth = len(connection.savepoint_ids)
    rendered = {"before": 0, "under the lock": 0}

    def watch(frame, event, _argument):
        if event == "call" and frame.f_code is clean.__code__:
            is_locked = len(connection.savepoint_ids) > depth
            rendered["under the lock" if is_locked else "before"] += 1

    sys.setprofile(watch)
    try:
        publish(source)
    finally:
        sys.setprofile(None)
    assert rendered["before"] > 20
    assert rendered["under the lock"] == 0


def test_what_was_published_before_is_not_even_rendered(tmp_path):
    source = source_of(tmp_path)
    publish(source)
    # With another digest this promise would be refused, once the lessons are rendered.
    boasting = replace(source, promise="You will learn for 2 hours.")
    assert publish(boasting) is None
    with pytest.raises(PublicationRefusedError):
        publish(replace(boasting, digest="0" * 64))


# --- a rehearsal takes no lock ------------------------------------------------------------------


@pytest.fixture
def changed_folder(tmp_path, settings, ada):
    """Ada is on the first edition; the folder holds a safety correction of it."""
    settings.CONTENT_ROOT = tmp_path
    edition = publish(source_of(tmp_path))
    enrol(ada, edition).complete(edition.units.get(key="welcome"))
    correction = "safety_correction: Go on was wrong, and go is right.\n"
    files = {
        "course.yaml": COURSE + correction,
        "01-start/020-second.md": SECOND.replace("Go on.", "Go."),
        FIRST_LESSON: LESSON.replace("revision: 1", "revision: 2"),
    }
    return write_course(tmp_path, **QUIZ_FILES | files)


def check(folder) -> str:
    out = StringIO()
    call_command("publish_course", str(folder), "--check", "--accept-overdue", stdout=out)
    return out.getvalue()


def test_a_check_writes_nothing_and_begins_no_transaction(changed_folder):
    sent = statements(lambda: check(changed_folder))
    assert len(sent) > 5
    assert [sql for sql in sent if is_writing(sql)] == []


def test_the_page_of_the_next_edition_writes_nothing(changed_folder, client, grace):
    client.force_login(grace)
    pages = []
    sent = statements(lambda: pages.append(client.post(NEXT)))
    assert "1 learner will be told" in pages[0].content.decode()
    assert [sql for sql in sent if is_writing(sql)] == []


def test_a_rehearsal_counts_whom_the_publication_then_tells(changed_folder, eve):
    enrol(eve, Edition.objects.get())
    prepared = prepare(read_course(changed_folder))
    rehearsed = rehearse(prepared)
    edition = publish_prepared(prepared)
    assert rehearsed.told == edition.notices.count() == 2
    assert [(change.kind, len(change.losing)) for change in rehearsed.changes] == [
        ("revised", 1),
        ("changed", 0),
    ]
    assert notices.give_notices(edition) == 0


# --- another edition in between -----------------------------------------------------------------


def test_what_was_prepared_for_an_older_edition_is_not_written(tmp_path):
    first = source_of(tmp_path)
    prepared = prepare(first)
    publish(replace(first, digest="0" * 64))
    with pytest.raises(PublicationRefusedError, match="published at the same moment"):
        publish_prepared(prepared)
    assert Edition.objects.count() == 1
    assert publish(first).number == 2


def test_content_that_somebody_else_published_meanwhile_is_one_edition(tmp_path):
    source = source_of(tmp_path)
    prepared = prepare(source)
    publish(source)
    with pytest.raises(PublicationRefusedError):
        publish_prepared(prepared)
    assert publish(source) is None
    assert Edition.objects.count() == 1


# --- moving learners afterwards -----------------------------------------------------------------


def test_who_was_not_moved_with_the_publication_is_moved_by_the_next_run(changed_folder):
    publish(read_course(changed_folder))
    out = StringIO()
    options = ("--accept-overdue", "--move-learners")
    call_command("publish_course", str(changed_folder), "--check", *options, stdout=out)
    assert Enrolment.objects.get().edition.number == 1
    call_command("publish_course", str(changed_folder), *options, stdout=out)
    assert Enrolment.objects.get().edition.number == 2
    assert "Moved 1 learner to edition 2." in out.getvalue()


def test_nobody_is_moved_back_to_an_edition_that_is_published_again(tmp_path, ada):
    old = source_of(tmp_path / "old")
    publish(old)
    newest = publish(source_of(tmp_path / "new", **{QUESTION_FILE: QUESTION + "\n"}))
    enrol(ada, newest)
    folder = str(tmp_path / "old" / "tiny-course")
    out = StringIO()
    call_command("publish_course", folder, "--accept-overdue", "--move-learners", stdout=out)
    assert "Nothing has changed: this is edition 1" in out.getvalue()
    assert Enrolment.objects.get().edition == newest


def test_a_refused_publication_leaves_no_course_behind(tmp_path):
    boasting = COURSE.replace("promise: You will know one thing.", "promise: Learn for 2 hours.")
    folder = write_course(tmp_path, **QUIZ_FILES | {"course.yaml": boasting})
    with pytest.raises(CommandError, match="6 minutes"):
        call_command("publish_course", str(folder), "--accept-overdue", stdout=StringIO())
    assert not Course.objects.exists()
