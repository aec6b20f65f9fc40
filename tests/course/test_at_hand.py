"""Published rows that stay in the process's memory."""

import pytest
from django.db import connection, transaction

from course.models import Edition, Unit, published
from tests.factories import make_edition


@pytest.mark.django_db(transaction=True)
def test_rows_are_read_once_a_process(django_assert_num_queries):
    make_edition(lessons=3)
    keys = list(Unit.objects.values_list("pk", flat=True))

    with django_assert_num_queries(1):
        first = Unit.at_hand(keys[:2])
    with django_assert_num_queries(1):
        all_rows = Unit.at_hand(keys)
    with django_assert_num_queries(0):
        again = Unit.at_hand(keys)

    assert [unit.key for unit in again.values()] == ["lesson-1", "lesson-2", "lesson-3"]
    assert all(again[key] is all_rows[key] for key in keys)
    assert again[keys[0]] is first[keys[0]]


@pytest.mark.django_db(transaction=True)
def test_rows_come_in_the_order_asked_for_and_missing_ones_are_left_out():
    make_edition(lessons=3)
    first, second, third = Unit.objects.values_list("pk", flat=True)
    Unit.at_hand([second])

    assert list(Unit.at_hand([third, 10_000, first, second, third])) == [third, first, second]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_may_still_be_rolled_back_is_not_kept():
    with transaction.atomic():
        undone = make_edition(title="Undone")
        assert Edition.at_hand([undone.pk])[undone.pk].title == "Undone"
        transaction.set_rollback(True)

    edition = make_edition(title="Published")
    if connection.vendor == "sqlite":
        assert edition.pk == undone.pk  # without this, the test would prove nothing
    assert Edition.at_hand([edition.pk])[edition.pk].title == "Published"


@pytest.mark.django_db(transaction=True)
def test_a_row_read_before_is_used_inside_a_transaction(django_assert_num_queries):
    edition = make_edition()
    kept = Edition.at_hand([edition.pk])[edition.pk]

    with transaction.atomic(), django_assert_num_queries(0):
        assert Edition.at_hand([edition.pk])[edition.pk] is kept


@pytest.mark.django_db(transaction=True)
def test_memory_starts_anew_when_it_is_full(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(published, "MAX_ROWS_AT_HAND", 2)
    make_edition(lessons=3)
    first, second, third = Unit.objects.values_list("pk", flat=True)
    Unit.at_hand([first, second])
    Unit.at_hand([third])

    with django_assert_num_queries(0):
        Unit.at_hand([third])
    with django_assert_num_queries(1):
        Unit.at_hand([first, second])
