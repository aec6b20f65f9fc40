"""Completing a course: a set comparison, once, on the right day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.models import Completion, Enrolment, ImmutableError
from course.publishing import compare, move_learner
from course.signals import requirements_met
from tests.factories import enrol, finish, make_edition, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced():
    """The awards that were announced."""
    heard: list[tuple[int, str]] = []

    def hear(sender, enrolment, award_key, **kwargs):
        heard.append((enrolment.pk, award_key))

    requirements_met.connect(hear)
    yield heard
    requirements_met.disconnect(hear)


def test_a_course_is_finished_when_nothing_required_remains(
    ada, announced, django_capture_on_commit_callbacks
):
    edition = make_edition(lessons=2)
    optional = make_unit(edition.modules.get(), "extra", required=False, position=9)
    enrolment = enrol(ada, edition)
    first, second = edition.units.filter(required=True)
    with django_capture_on_commit_callbacks(execute=True):
        enrolment.complete(first)
        assert enrolment.completed_at is None
        enrolment.complete(second)
    assert enrolment.completed_at is not None
    assert not enrolment.outline().get(pk=optional.pk).done
    assert announced == [(enrolment.pk, "basics")]


def test_completing_twice_keeps_the_first_time_and_announces_once(
    ada, announced, django_capture_on_commit_callbacks
):
    enrolment = enrol(ada, make_edition(lessons=1))
    unit = enrolment.edition.units.get()
    with django_capture_on_commit_callbacks(execute=True):
        first = enrolment.complete(unit)
        assert enrolment.complete(unit) == first
    assert Completion.objects.count() == 1
    assert len(announced) == 1


def test_an_edition_in_which_nothing_is_required_is_never_finished(ada):
    edition = make_edition(lessons=0)
    extra = make_unit(edition.modules.get(), "extra", required=False)
    enrolment = enrol(ada, edition)
    enrolment.complete(extra)
    assert enrolment.completed_at is None


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Pacific/Kiritimati", date(2026, 11, 2)),
        ("Pacific/Pago_Pago", date(2026, 10, 31)),
        ("Europe/Berlin", date(2026, 11, 1)),
    ],
)
def test_the_day_of_completion_is_the_learners_own(zone, day):
    enrolment = enrol(make_user(time_zone=zone), make_edition(lessons=1))
    enrolment.complete(enrolment.edition.units.get(), at=datetime(2026, 11, 1, 10, 30, tzinfo=UTC))
    assert (enrolment.completed_on, enrolment.completed_zone) == (day, zone)


def test_a_course_is_completed_with_its_last_unit_however_late_one_is_written_down(ada):
    """A timed quiz whose learner went away is written down later, as of its deadline."""
    enrolment = enrol(ada, make_edition(lessons=3))
    first, second, third = enrolment.edition.units.all()
    morning = datetime(2026, 11, 1, 10, 30, tzinfo=UTC)
    for unit, day in ((first, 0), (second, 2), (third, 1)):
        enrolment.complete(unit, at=morning + timedelta(days=day))
    assert enrolment.completed_at == morning + timedelta(days=2)
    assert enrolment.completed_on == date(2026, 11, 3)


def test_the_day_stays_when_the_learner_moves_to_another_zone(ada):
    enrolment = enrol(ada, make_edition(lessons=1))
    enrolment.complete(enrolment.edition.units.get(), at=datetime(2026, 11, 1, 10, 30, tzinfo=UTC))
    ada.time_zone = "Pacific/Kiritimati"
    ada.save()
    assert Enrolment.objects.get().completed_on == date(2026, 11, 1)


def test_a_unit_of_another_edition_is_refused(ada):
    old, new = make_edition(), make_edition()
    with pytest.raises(ValueError, match="not in the edition"):
        enrol(ada, old).complete(new.units.first())


def test_a_waiver_needs_a_reason_and_counts(ada, grace):
    enrolment = enrol(ada, make_edition(lessons=1))
    unit = enrolment.edition.units.get()
    with pytest.raises(ValueError, match="reason"):
        enrolment.waive(unit, by=grace, because="  ")
    completion = enrolment.waive(unit, by=grace, because="Taught this module at her own hospital.")
    assert completion.was_waived
    assert enrolment.completed_at is not None


def test_one_person_has_one_active_enrolment(ada):
    edition = make_edition()
    enrol(ada, edition)
    with pytest.raises(IntegrityError):
        enrol(ada, edition)


def test_a_completion_counts_in_a_new_edition_as_long_as_the_revision_is_the_same(ada):
    old = make_edition(lessons=2)
    enrolment = enrol(ada, old)
    enrolment.complete(old.units.get(key="lesson-1"))
    enrolment.complete(old.units.get(key="lesson-2"))
    # finished learners stay where they finished
    assert not move_learner(enrolment, make_edition(revision=2))


def test_a_raised_revision_is_to_be_read_again(ada):
    old = make_edition(lessons=2)
    enrolment = enrol(ada, old)
    enrolment.complete(old.units.get(key="lesson-1"))
    new = make_edition(lessons=2, revision=2)
    losing = {
        change.unit.key: [learner.pk for learner in change.losing]
        for change in compare(old, new).changes
    }
    assert losing == {"lesson-1": [enrolment.pk], "lesson-2": []}
    assert move_learner(enrolment, new)
    enrolment.refresh_from_db()
    assert enrolment.edition == new
    assert [unit.key for unit in enrolment.remaining()] == ["lesson-1", "lesson-2"]


def test_moving_to_an_edition_without_the_unread_lesson_finishes_the_course(ada):
    old = make_edition(lessons=2)
    enrolment = enrol(ada, old)
    enrolment.complete(old.units.get(key="lesson-1"))
    move_learner(enrolment, make_edition(lessons=1))
    enrolment.refresh_from_db()
    assert enrolment.completed_at is not None


def test_a_learner_who_skips_moving_keeps_the_edition_they_started(ada):
    enrolment = enrol(ada, make_edition())
    newer = make_edition()
    assert Enrolment.objects.get().edition != newer
    assert enrolment.course.current_edition == newer


CHANGES = {
    "save": lambda unit: unit.save(),
    "delete": lambda unit: unit.delete(),
    "queryset update": lambda unit: unit.edition.units.update(title="Another"),
    "queryset delete": lambda unit: unit.edition.units.all().delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_published_rows_refuse_every_change(change):
    edition = make_edition()
    unit = edition.units.first()
    with pytest.raises(ImmutableError):
        CHANGES[change](unit)


@pytest.mark.parametrize(
    "statement", ["UPDATE course_unit SET title = 'Another'", "DELETE FROM course_passage"]
)
def test_the_database_itself_refuses_to_change_what_is_published(statement, connection_cursor):
    make_edition()
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        connection_cursor.execute(statement)


def test_completions_refuse_change_until_the_person_is_erased(ada, connection_cursor):
    enrolment = finish(enrol(ada, make_edition(lessons=1)))
    for statement in ("UPDATE course_completion SET earned = '9'", "DELETE FROM course_completion"):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            connection_cursor.execute(statement)
    enrolment.user = None
    enrolment.save()
    connection_cursor.execute("DELETE FROM course_completion")
    assert not Completion.objects.exists()


@pytest.fixture
def connection_cursor():
    from django.db import connection

    with connection.cursor() as cursor:
        yield cursor


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.permutations(range(4)),
    repeats=st.lists(st.integers(0, 3), max_size=4),
    required=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_in_any_order_the_course_is_finished_exactly_when_all_required_units_are_done(
    order, repeats, required
):
    with transaction.atomic():
        edition = make_edition(lessons=0)
        module = edition.modules.get()
        units = [make_unit(module, f"unit-{n}", required=required[n], position=n) for n in range(4)]
        enrolment = enrol(make_user(), edition)
        done: set[int] = set()
        for place in [*repeats, *order]:
            enrolment.complete(units[place])
            done.add(place)
            needed = {n for n in range(4) if required[n]}
            assert (enrolment.completed_at is not None) == (bool(needed) and needed <= done)
        transaction.set_rollback(True)
