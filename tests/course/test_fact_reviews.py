"""A review of a fact moves the date that readers see, lets a folder be published, and stays."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse

from course.models import (
    Course,
    Edition,
    FactReview,
    FactReviewWithdrawal,
    Unit,
)
from course.publishing import publish
from course.source import read_course
from tests.course.course_folder import FACTS, FIRST_LESSON, LESSON, QUIZ_FILES, write_course
from tests.factories import enrol, make_edition, make_fact, make_fact_review
from tests.quizzes.factories import make_quiz

NEW_YEAR = datetime(2027, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def new_year():
    with time_machine.travel(NEW_YEAR, tick=False) as traveller:
        yield traveller


# --- what readers see ---------------------------------------------------------------------------

kept = pytest.mark.django_db(transaction=True)  # in a transaction nothing is kept in memory


@pytest.fixture
def site(new_year, client, ada) -> Edition:
    """A course with a fact that is overdue, cited by a lesson and tested by a quiz."""
    edition = make_edition()
    fact = make_fact(edition)
    fact.units.add(make_quiz(edition=edition).unit)
    enrol(ada, edition)
    client.force_login(ada)
    return edition


NOTES = {
    ("course:unit", "lesson-1"): "Was to be checked again by January 1, 2027.",
    ("course:unit", "quiz"): "1 statement that this quiz asks about was to be checked again",
    (
        "course:references",
    ): "A statement that rests on this was to be checked again by January 1, 2027",
    ("course:course",): "1 statement is past the date by which it was to be checked again.",
}


def pages_with_note(client) -> list[tuple[str, ...]]:
    return [
        (name, *keys)
        for (name, *keys), note in NOTES.items()
        if note in client.get(reverse(name, args=["basics", *keys])).content.decode()
    ]


@kept
def test_a_review_is_seen_by_readers_of_warm_pages_within_half_a_minute(client, site, new_year):
    assert pages_with_note(client) == list(NOTES)
    review = make_fact_review(site.facts.get())
    new_year.shift(timedelta(seconds=31))
    assert pages_with_note(client) == []

    FactReviewWithdrawal.objects.create(review=review, because="The wrong fact was signed.")
    new_year.shift(timedelta(seconds=31))
    assert pages_with_note(client) == list(NOTES)


@kept
def test_a_reviewed_fact_becomes_overdue_again_on_the_day_of_its_next_review(
    client, site, new_year
):
    make_fact_review(site.facts.get(), next_review_on=date(2027, 1, 2))
    assert pages_with_note(client) == []
    new_year.shift(timedelta(days=1))
    text = client.get(reverse("course:unit", args=["basics", "lesson-1"])).content.decode()
    assert "Was to be checked again by January 2, 2027." in text


@kept
def test_one_fact_is_reviewed_and_another_becomes_overdue_on_a_warm_page(client, site, new_year):
    make_fact(site, "F2", review_by=date(2027, 1, 2))
    page = reverse("course:unit", args=["basics", "lesson-1"])
    assert '<a href="#opening">F1 is so.</a>' in client.get(page).content.decode()
    make_fact_review(site.facts.get(tag="F1"))
    new_year.shift(timedelta(days=1))
    text = client.get(page).content.decode()
    assert '<a href="#opening">F2 is so.</a>' in text
    assert "F1 is so." not in text


@pytest.mark.django_db
def test_the_page_of_a_quiz_names_the_lessons_and_gives_no_answer_away(client, site):
    make_fact(site, "F2", review_by=date(2026, 12, 1)).units.add(Unit.objects.get(key="quiz"))
    text = client.get(reverse("course:unit", args=["basics", "quiz"])).content.decode()
    assert "2 statements that this quiz asks about" in text
    assert "the first by December 1, 2026" in text
    assert f'<li><a href="{site.units.first().get_absolute_url()}">1.1 About lesson-1</a>' in text
    assert "is so." not in text


@pytest.mark.django_db
def test_a_quiz_that_tests_nothing_overdue_says_nothing(client, site):
    make_quiz(edition=site, key="other-quiz")
    text = client.get(reverse("course:unit", args=["basics", "other-quiz"])).content.decode()
    assert "to be checked again" not in text


@pytest.mark.django_db
def test_a_reader_in_a_later_zone_sees_it_on_their_own_day(client, ada):
    edition = make_edition(lessons=1)
    make_fact(edition)
    ada.time_zone = "Pacific/Kiritimati"
    ada.save()
    enrol(ada, edition)
    page = reverse("course:unit", args=["basics", "lesson-1"])
    with time_machine.travel("2026-12-31T12:00Z", tick=False):
        client.force_login(ada)
        assert "Was to be checked again" in client.get(page).content.decode()
        ada.time_zone = "UTC"
        ada.save()
        assert "Was to be checked again" not in client.get(page).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("new_year")
@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"next_review_on": date(2027, 1, 1)}, False),
        ({"digest": "0" * 64}, False),
        ({"tag": "F2"}, False),
    ],
)
def test_a_review_counts_for_the_same_fact_of_the_same_words_until_the_next(changes, counts):
    edition = make_edition()
    make_fact_review(make_fact(edition), **changes)
    assert edition.facts.overdue().exists() != counts


@pytest.mark.django_db
@pytest.mark.usefixtures("new_year")
def test_a_review_of_another_course_does_not_count():
    edition = make_edition()
    fact = make_fact(edition)
    other = make_edition(Course.objects.create(slug="other"))
    make_fact_review(fact, course=other.course)
    assert edition.facts.overdue().exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("new_year")
def test_a_review_counts_for_older_editions_that_say_the_same():
    old = make_edition()
    make_fact(old)
    make_fact_review(make_fact(make_edition()))
    assert not old.facts.overdue().exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("new_year")
def test_the_later_date_counts_where_a_review_asks_for_an_earlier_one():
    edition = make_edition()
    fact = make_fact(edition, review_by=date(2027, 9, 1))
    make_fact_review(fact, next_review_on=date(2027, 3, 1))
    assert edition.facts.with_due_date().get().due_on == date(2027, 9, 1)


# --- publishing ---------------------------------------------------------------------------------


def publish_later(folder, *options: str) -> str:
    """Publish the folder on the day on which F1 is due, and return what was said."""
    out = StringIO()
    with time_machine.travel(NEW_YEAR, tick=False):
        call_command("publish_course", str(folder), *options, stdout=out, stderr=out)
    return out.getvalue()


def write_next(path, **changes: str):
    """Write a folder that differs from the first edition, in a word of a lesson if nothing else."""
    lesson = LESSON.replace("A first point", "A point")
    return write_course(path, **(QUIZ_FILES | {FIRST_LESSON: lesson} | changes))


@pytest.fixture
def first(db, tmp_path) -> Edition:
    edition = publish(read_course(write_course(tmp_path, **QUIZ_FILES)))
    assert edition
    return edition


def test_a_fact_that_was_reviewed_stops_no_publication(tmp_path, first):
    folder = write_next(tmp_path)
    with pytest.raises(CommandError, match="Review the overdue facts"):
        publish_later(folder)
    make_fact_review(first.facts.get(tag="F1"))
    assert "was due for review" not in publish_later(folder)
    assert Edition.objects.count() == 2


def test_a_withdrawn_review_stops_it_again(tmp_path, first):
    review = make_fact_review(first.facts.get(tag="F1"))
    FactReviewWithdrawal.objects.create(review=review, because="The wrong fact was signed.")
    with pytest.raises(CommandError, match="Review the overdue facts"):
        publish_later(write_next(tmp_path))


@pytest.mark.parametrize(
    "changes",
    [
        {"facts.yaml": FACTS.replace("One thing is so.", "One thing is not so.")},
        {"facts.yaml": FACTS.replace("[R1, R2]", "[R1]")},
    ],
)
def test_a_review_of_other_words_or_other_references_lets_nothing_pass(tmp_path, first, changes):
    make_fact_review(first.facts.get(tag="F1"))
    with pytest.raises(CommandError, match="Review the overdue facts"):
        publish_later(write_next(tmp_path, **changes))


def test_staff_see_in_the_next_edition_what_is_still_to_be_reviewed(
    client, grace, tmp_path, first, settings
):
    settings.CONTENT_ROOT = tmp_path
    write_next(tmp_path)
    page = reverse("staff:next_edition", args=["tiny-course"])
    with time_machine.travel(NEW_YEAR, tick=False):
        client.force_login(grace)
        assert "F1, due by 2027-01-01" in client.get(page).content.decode()
        make_fact_review(first.facts.get(tag="F1"))
        assert "F1, due by" not in client.get(page).content.decode()


def test_a_quiz_is_published_with_the_facts_that_it_tests(first):
    units = first.units.filter(facts__tag="F1").order_by("position")
    assert [unit.key for unit in units] == ["welcome", "second", "start-quiz"]


# --- what is on record --------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda review: FactReview.objects.update(next_review_on=date(2028, 1, 1)),
        lambda review: FactReview.objects.all()._raw_delete("default"),
        lambda review: FactReviewWithdrawal.objects.update(because="Nothing was wrong."),
        lambda review: FactReviewWithdrawal.objects.all()._raw_delete("default"),
        lambda review: FactReviewWithdrawal.objects.create(review=review, because="Twice."),
    ],
)
def test_no_review_and_no_withdrawal_is_changed_or_deleted(change):
    review = make_fact_review(make_fact(make_edition()))
    FactReviewWithdrawal.objects.create(review=review, because="The wrong fact was signed.")
    with pytest.raises(DatabaseError), transaction.atomic():
        change(review)


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, -1])
def test_no_next_review_is_due_before_the_day_after_the_check(days):
    fact = make_fact(make_edition())
    with pytest.raises(DatabaseError), transaction.atomic():
        make_fact_review(fact, next_review_on=date(2026, 12, 1) + timedelta(days=days))


def test_facts_published_before_get_the_digest_that_a_publication_gives(first):
    migration = import_module("course.migrations.0011_fact_reviews")
    state = MigrationLoader(connection).project_state(("course", "0011_fact_reviews"))
    expected = dict(first.facts.values_list("tag", "digest"))
    migration.drop(state.apps, connection.schema_editor())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE course_fact SET digest = ''")
    migration.fill_digests(state.apps, connection.schema_editor())
    assert dict(first.facts.values_list("tag", "digest")) == expected
    assert len({digest for digest in expected.values() if len(digest) == 64}) == 2
