"""What stops a publication, and what a rehearsal says."""

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from course.models import Course
from course.publishing import PublicationRefusedError, publish
from course.source import overdue_facts, read_course
from tests.course.course_folder import (
    COURSE,
    FACTS,
    FIRST_LESSON,
    QUIZ_FILES,
    lesson,
    write_course,
)
from tests.course.publishing.test_editions import rows, run

# --- what stops a publication -------------------------------------------------------------------


@pytest.mark.django_db
def test_hours_that_reading_does_not_take_are_refused_and_nothing_is_left(tmp_path):
    claimed = COURSE.replace(
        "promise: You will know one thing.", "promise: You will learn for 2 hours."
    )
    source = read_course(write_course(tmp_path, **QUIZ_FILES, **{"course.yaml": claimed}))
    with pytest.raises(PublicationRefusedError, match="6 minutes"):
        publish(source)
    assert not Course.objects.exists()


@pytest.mark.django_db
def test_lessons_are_numbered_and_quizzes_between_them_are_not(tmp_path):
    between = {name.replace("090-quiz", "015-quiz"): text for name, text in QUIZ_FILES.items()}
    edition = publish(read_course(write_course(tmp_path, **between)))
    assert rows(edition.units, "key", "number") == [
        ("welcome", "1.1"),
        ("start-quiz", ""),
        ("second", "1.2"),
    ]


@pytest.mark.django_db
def test_a_rehearsal_goes_on_where_a_publication_stops_for_overdue_facts(tmp_path):
    folder = write_course(tmp_path, **QUIZ_FILES)
    with time_machine.travel(date(2027, 1, 1)):
        assert "Checked only: nothing was published." in run(folder, "--check")
        with pytest.raises(CommandError, match="Review the overdue facts"):
            run(folder)
    assert not Course.objects.exists()


@pytest.mark.parametrize(
    ("today", "overdue"),
    [(date(2026, 12, 31), []), (date(2027, 1, 1), ["F1"]), (date(2027, 1, 2), ["F1"])],
)
def test_a_fact_is_overdue_from_the_day_of_its_review_on(tmp_path, today, overdue):
    source = read_course(write_course(tmp_path))
    assert [fact.tag for fact in overdue_facts(source, today)] == overdue


def test_a_fact_that_nothing_cites_is_never_overdue(tmp_path):
    uncited = (
        "F3:\n  text: Nobody says it.\n  references: [R1]\n  confidence: high\n"
        "  review_by: 2020-01-01\n"
    )
    source = read_course(write_course(tmp_path, **{"facts.yaml": FACTS + uncited}))
    assert overdue_facts(source, date(2026, 11, 24)) == ()


@pytest.mark.django_db
def test_a_check_of_what_is_broken_says_where_and_how_many(tmp_path):
    broken = write_course(tmp_path, **{FIRST_LESSON: lesson("One thing is so.[@F98; @F99]")})
    out = StringIO()
    with pytest.raises(CommandError, match=r"^3 mistakes; nothing was published\.$"):
        call_command("publish_course", str(broken), "--check", stdout=out, stderr=out)
    assert f"{FIRST_LESSON}:8:" in out.getvalue()
