"""What stays: rows that refuse change, a learner's own export, erasure, the timeline and the
admin of staff."""

import hashlib
import json
import uuid

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data
from course import timeline
from course.models import Enrolment, ImmutableError
from course.publishing import publish
from course.source import read_course
from quizzes.models import (
    Attempt,
    AttemptItem,
    GradeRun,
    ItemGrade,
    Question,
    QuestionVersion,
    Quiz,
    Rule,
)
from quizzes.records import timeline_entries
from quizzes.sitting import attempts
from tests.quizzes.factories import answer_all, make_attempt, match, order, save, single
from tests.quizzes.quiz_folder import write_quiz

pytestmark = pytest.mark.django_db
PUBLISHED = (Question, QuestionVersion, Quiz, Rule)
GRADED = (GradeRun, ItemGrade)


@pytest.fixture
def attempt(ada) -> Attempt:
    """Handed in: question 1 right and sure, question 2 wrong."""
    attempt = make_attempt(ada, single(), single())
    first, second = attempt.items.all()
    save(first, "b", sureness=3, flagged=True)
    save(second, "a")
    return attempts.submit(attempt, uuid.uuid4(), timezone.now())


def refused(sql: str, *values) -> None:
    with (
        pytest.raises(DatabaseError, match="rows are records"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    "model", [*PUBLISHED, *GRADED, Attempt, AttemptItem], ids=lambda model: model.__name__
)
def test_the_database_itself_refuses_to_change_or_delete(attempt, model):
    table = model._meta.db_table
    for field in model._meta.concrete_fields:
        if not field.primary_key and not field.is_relation:
            change = {"JSONField": "'\"x\"'", "CharField": "'x'", "SlugField": "'x'"}.get(
                field.get_internal_type(), "7"
            )
            if field.get_internal_type() in {"DateTimeField", "UUIDField", "BooleanField"}:
                change = "NULL" if field.null else None
            row = model.objects.filter(
                **({} if change != "NULL" else {f"{field.name}__isnull": False})
            ).first()
            if change and row:
                refused(f'UPDATE {table} SET "{field.column}" = {change} WHERE id = %s', row.pk)
    refused(f"DELETE FROM {table} WHERE id = %s", model.objects.first().pk)


@pytest.mark.parametrize("model", [QuestionVersion, Quiz, Rule], ids=lambda model: model.__name__)
def test_published_rows_refuse_in_python_too(attempt, model):
    for act in (
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: model.objects.update(pk=1),
    ):
        with pytest.raises(ImmutableError):
            act(model.objects.first())


def test_an_open_attempt_may_be_answered_and_no_more_once_handed_in(ada):
    attempt = make_attempt(ada)
    assert AttemptItem.objects.update(response="a") == 1
    refused("DELETE FROM quizzes_attempt WHERE id = %s", attempt.pk)
    attempts.submit(attempt, uuid.uuid4(), timezone.now())
    with pytest.raises(DatabaseError, match="rows are records"), transaction.atomic():
        AttemptItem.objects.update(response="b")
    with pytest.raises(DatabaseError, match="rows are records"), transaction.atomic():
        Attempt.objects.update(state="open", submitted_at=None)


def test_versions_are_what_their_hash_says(tmp_path):
    publish(read_course(write_quiz(tmp_path)))
    for version in QuestionVersion.objects.all():
        text = json.dumps(
            [version.kind, version.body], sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        assert hashlib.sha256(text.encode()).hexdigest() == version.sha256


def test_a_person_gets_their_answers(ada, eve, attempt):
    (mine,) = personal_data.export(ada)["quizzes"]
    assert (mine["unit"], mine["attempt"], mine["result"]) == ("quiz", 1, "1 of 2, not passed yet")
    assert [
        (answer["answer"], answer["sureness"], answer["flagged"]) for answer in mine["answers"]
    ] == [
        ("Option b", 3, True),
        ("Option a", None, False),
    ]
    assert personal_data.export(eve)["quizzes"] == []
    assert json.dumps(mine)


def test_the_export_of_an_open_attempt_tells_no_letter_of_an_author(ada):
    attempt = make_attempt(ada, order("mnop"), match(ids="wxyz", key={"p1": "w", "p2": "x"}))
    first, second = attempt.items.all()
    save(first, list("pomn"))
    save(second, {"p1": "x"})
    (mine,) = personal_data.export(ada)["quizzes"]
    assert [answer["answer"] for answer in mine["answers"]] == [
        "1. Option p; 2. Option o; 3. Option m; 4. Option n",
        "Premise p1: Choice x",
    ]
    assert "response" not in mine["answers"][0]


def test_erasing_a_person_keeps_the_record_without_them_and_then_it_may_be_removed(ada, attempt):
    with pytest.raises(DatabaseError), transaction.atomic():
        Enrolment.objects.all().delete()
    personal_data.erase(ada)
    enrolment = Enrolment.objects.get()
    assert (enrolment.user, enrolment.attempts.get().grade.earned) == (None, "1")
    enrolment.delete()
    for model in (*GRADED, Attempt, AttemptItem):
        assert not model.objects.exists()


def test_the_timeline_of_staff_tells_attempts_and_totals_never_answers(
    attempt, django_assert_num_queries
):
    entries = timeline.entries(attempt.enrolment)
    told = [(entry.title, entry.detail) for entry in entries if "attempt" in entry.title]
    assert told == [("About quiz: attempt 1 handed in", "1 of 2, not passed yet")]
    for number in range(2):
        again = attempts.start(attempt.enrolment, attempt.quiz, timezone.now())
        answer_all(again, right=bool(number))
        attempts.submit(again, uuid.uuid4(), timezone.now())
    with django_assert_num_queries(2):
        found = list(timeline_entries(attempt.enrolment))
    assert found[-1].detail == "2 of 2, passed"


def test_the_admin_can_only_read_and_knows_no_answers(client, grace, attempt):
    client.force_login(grace)
    for model in (*PUBLISHED, Attempt, GradeRun):
        name = f"admin:quizzes_{model._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist")).status_code == 200
        assert (
            client.get(reverse(f"{name}_change", args=[model.objects.first().pk])).status_code
            == 200
        )
        assert client.get(reverse(f"{name}_add")).status_code == 403
        assert (
            client.post(reverse(f"{name}_delete", args=[model.objects.first().pk])).status_code
            == 403
        )
    registered = {
        model
        for model in apps.get_app_config("quizzes").get_models()
        if admin.site.is_registered(model)
    }
    assert registered.isdisjoint({AttemptItem, ItemGrade})
