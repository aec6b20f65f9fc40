"""States that must not be: the database refuses them, whoever asks and by whatever statement, on
both engines."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError, connection, transaction

from quizzes.models import (
    Accommodation,
    Attempt,
    BankItem,
    GradeRun,
    ItemReport,
    QuestionVersion,
    Quiz,
    RegradeOrder,
    Rule,
)
from quizzes.sitting import attempts
from tests.factories import make_edition
from tests.quizzes.factories import add_item, make_attempt, make_quiz, save, single

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_engines")]
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def opened(ada) -> Attempt:
    """Ada's open attempt at two questions, the first answered and sure."""
    attempt = make_attempt(ada, single(), single())
    save(attempt.items.first(), "b", sureness=3)
    return attempt


@pytest.fixture
def closed(eve) -> Attempt:
    """Eve's attempt, handed in and marked."""
    attempt = make_attempt(eve, single(), single(), edition=make_edition(lessons=0))
    save(attempt.items.first(), "b", sureness=3)
    return attempts.submit(attempt, uuid.uuid4(), NOW)


def execute(sql: str, values) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def prepared(model, changes) -> list[tuple[str, object]]:
    """Columns and values as this database stores them."""
    fields = {name: model._meta.get_field(name) for name in changes}
    return [(f.column, f.get_db_prep_save(changes[name], connection)) for name, f in fields.items()]


def update(row, **changes) -> int:
    pairs = prepared(type(row), changes)
    sql = ", ".join(f'"{column}" = %s' for column, _value in pairs)
    return execute(
        f"UPDATE {row._meta.db_table} SET {sql} WHERE id = %s",
        [*(value for _c, value in pairs), row.pk],
    )


def insert(row, **changes) -> int:
    """A copy of ``row`` with these changes, by a plain INSERT."""
    names = [field.name for field in row._meta.concrete_fields if not field.primary_key]
    values = {
        name: getattr(row, row._meta.get_field(name).attname)
        if name not in changes
        else changes[name]
        for name in names
    }
    pairs = prepared(type(row), values)
    columns, places = (
        ", ".join(f'"{column}"' for column, _value in pairs),
        ", ".join(["%s"] * len(pairs)),
    )
    sql = f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({places})"
    return execute(sql, [value for _column, value in pairs])


def refused(act, *rows, **changes) -> None:
    with pytest.raises(DatabaseError) as error:
        act(*rows, **changes)
    assert not isinstance(error.value, ProgrammingError | OperationalError), (
        error.value
    )  # SQL that is wrong itself


def test_two_open_attempts_and_a_number_used_twice(opened, closed):
    refused(insert, opened, number=2)
    refused(insert, closed, number=1)
    assert insert(closed, number=2) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "submitted"},
        {"submitted_at": NOW},
        {"state": "submitted", "submitted_at": NOW},
        {"state": "submitted", "submitted_at": NOW, "submit_reason": "bored"},
        {"submit_reason": "learner"},
        {"state": "graded"},
        {"state": ""},
    ],
)
def test_handed_in_without_a_time_and_a_reason_and_open_with_one(opened, changes):
    refused(update, opened, **changes)


def test_a_deadline_before_the_start(closed):
    refused(insert, closed, number=2, deadline_at=closed.started_at)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 5},
        {"unit_key": "other"},
        {"started_at": NOW},
        {"deadline_at": LATER},
        {"seed": "0"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_was_frozen_at_the_start_of_an_open_attempt(opened, changes):
    refused(update, opened, **changes)


def test_time_that_is_taken_from_an_open_attempt_or_given_to_one_that_is_closed(closed):
    opened = {"state": "open", "submitted_at": None, "submit_reason": ""}
    assert insert(closed, number=2, started_at=NOW, deadline_at=LATER, **opened) == 1
    running = Attempt.objects.get(number=2, enrolment=closed.enrolment)
    refused(update, running, deadline_at=LATER - timedelta(microseconds=1))
    refused(update, running, deadline_at=None)
    assert update(running, deadline_at=LATER + timedelta(minutes=5)) == 1
    update(running, state="submitted", submitted_at=LATER, submit_reason="learner")
    refused(update, running, deadline_at=LATER + timedelta(minutes=10))
    refused(update, closed, deadline_at=LATER)


def test_what_was_drawn_for_an_open_attempt(opened, closed):
    """An answer to a question that was not drawn: added, or put in the place of one that was."""
    first, other = opened.items.first(), closed.items.first()
    spare = add_item(opened.quiz, *single(), ref="spare")
    foreign = {
        "bank_item": other.bank_item_id,
        "question": other.question_id,
        "version": other.version_id,
    }
    mixed = {
        "bank_item": spare.pk,
        "question": spare.version.question_id,
        "version": first.version_id,
    }
    for changes in (foreign, mixed, {"version": other.version_id}, {"bank_item": spare.pk}):
        refused(insert, first, position=9, **changes)
        refused(update, first, **changes)
    refused(insert, first, position=9)  # the same question twice
    refused(update, first, points=5)
    refused(update, first, option_order=["a"])
    refused(update, first, attempt=closed.pk)
    drawn = {
        "bank_item": spare.pk,
        "question": spare.version.question_id,
        "version": spare.version_id,
    }
    assert insert(first, position=9, **drawn) == 1
    assert update(first, response="c", seq=7, flagged=True) == 1


def test_an_answer_that_was_handed_in(closed):
    item = closed.items.first()
    for changes in (
        {"response": "a"},
        {"seq": 9},
        {"flagged": True},
        {"saved_at": LATER},
        {"sureness": 1},
    ):
        refused(update, item, **changes)
    refused(insert, item, position=9)
    refused(update, closed, state="open", submitted_at=None, submit_reason="")
    refused(update, closed, submitted_at=LATER)
    refused(update, closed, submit_key=uuid.uuid4())
    assert update(item, sureness=None) == 1


@pytest.mark.parametrize("sureness", [0, 4])
def test_a_sureness_that_no_form_has(opened, sureness):
    refused(update, opened.items.first(), sureness=sureness)


def test_a_second_first_marking_and_a_later_one_without_an_order(closed):
    run = closed.grade
    refused(insert, run)
    refused(insert, run, run=2)
    refused(insert, run, run=2, reason="regrade")
    refused(update, run, earned="2", passed=True)


def test_a_marking_of_an_open_attempt(opened, closed):
    refused(insert, closed.grade, attempt=opened.pk)


def test_a_pass_with_a_must_pass_question_missed(eve, closed):
    again = attempts.start(closed.enrolment, closed.quiz, LATER)
    Attempt.objects.filter(pk=again.pk).update(
        state="submitted", submitted_at=LATER, submit_reason="learner"
    )
    refused(insert, closed.grade, attempt=again.pk, passed=True, missed_must_pass=1)
    assert insert(closed.grade, attempt=again.pk, passed=False, missed_must_pass=1) == 1


@pytest.mark.parametrize(("numerator", "denominator"), [(3, 2), (-1, 2), (1, 0), (0, 0), (-1, -1)])
def test_a_grade_outside_nought_and_one(closed, numerator, denominator):
    grade = closed.grade.grades.first()
    run = _unmarked(closed)
    refused(insert, grade, run=run.pk, numerator=numerator, denominator=denominator)
    assert insert(grade, run=run.pk, numerator=1, denominator=3) == 1


def _unmarked(closed) -> GradeRun:
    """A second marking that holds no grade yet."""
    order = RegradeOrder.objects.create(
        version=closed.items.first().version,
        action="exclude",
        reason="Unclear.",
        approved_at=NOW,
        approved_because="So.",
    )
    return GradeRun.objects.create(
        attempt=closed,
        run=2,
        reason="regrade",
        order=order,
        earned="0",
        possible="1",
        passed=False,
        graded_at=NOW,
    )


def test_a_grade_of_something_else(opened, closed):
    """Of an item of another attempt, by another question's version, twice, or in a state that is
    none."""
    one, two = closed.grade.grades.all()
    run = _unmarked(closed)
    refused(insert, one)
    refused(insert, one, run=run.pk, item=opened.items.first().pk)
    refused(insert, one, run=run.pk, version=two.version_id)
    refused(insert, one, run=run.pk, version=None)
    refused(insert, one, run=run.pk, state="forgotten")
    refused(update, one, numerator=0)


def test_an_edit_of_what_was_published(opened):
    changes = {
        QuestionVersion: {"body": {}, "kind": "multi", "sha256": "0", "number": 7},
        Quiz: {"pass_mark": 1, "attempts_allowed": 99, "review": "after_submit", "keep": "last"},
        BankItem: {"points": 9, "must_pass": True, "group": "other", "rendered": {}},
        Rule: {"draw": 9, "position": 9},
    }
    for model, fields in changes.items():
        row = model.objects.first()
        for name, value in fields.items():
            refused(update, row, **{name: value})
        with pytest.raises(DatabaseError):
            execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [row.pk])


@pytest.mark.parametrize(
    "changes",
    [{"pass_mark": 101}, {"attempts_allowed": 0}, {"time_limit_minutes": 0}],
    ids=lambda changes: next(iter(changes)),
)
def test_a_quiz_that_nobody_can_sit(changes):
    with pytest.raises(DatabaseError):
        make_quiz(**changes)


def test_acts_of_staff_without_a_reason_or_a_second_person(closed, grace):
    item = closed.items.first()
    order = RegradeOrder(
        version=item.version, action="exclude", reason="Unclear.", requested_by=grace
    )
    for changes in (
        {"reason": ""},
        {"action": "rescore"},
        {
            "approved_at": NOW,
            "approved_by": grace.pk,
            "approved_because": "Yes.",
        },  # the same person
        {"approved_at": NOW},
        {"approved_at": NOW, "approved_because": "Yes.", "refused_at": NOW},
    ):
        refused(insert, order, **changes)
    assert insert(order) == 1
    granted = Accommodation(
        enrolment=closed.enrolment, unit_key="quiz", reason="Dyslexia.", granted_by=grace
    )
    for changes in ({"reason": ""}, {"extra_time_percent": 401}, {"extra_attempts": 101}):
        refused(insert, granted, **changes)
    assert insert(granted) == 1
    report = ItemReport(item=item, kind="typo")
    refused(insert, report, answered_at=NOW)
    refused(insert, report, answer="Mended.")
    assert insert(report, answered_at=NOW, answer="Mended.") == 1


def test_decided_orders_answered_reports_and_granted_time_stay_as_they_are(closed, grace):
    insert(
        Accommodation(
            enrolment=closed.enrolment, unit_key="quiz", reason="Dyslexia.", granted_by=grace
        )
    )
    insert(ItemReport(item=closed.items.first(), kind="typo"), answered_at=NOW, answer="Mended.")
    order, report = _unmarked(closed).order, ItemReport.objects.get()
    refused(update, Accommodation.objects.get(), extra_attempts=5)
    refused(update, report, answer="Not mended.")
    refused(update, order, reason="Because.")
    refused(update, order, approved_at=None)
