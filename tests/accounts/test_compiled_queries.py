"""Queries whose SQL is put together once answer as Django's own do."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import Count, F

from accounts.compiled_queries import CompiledQuery
from accounts.models import User
from course.models import Course, Enrolment
from tests.factories import enrol, make_edition, make_user

pytestmark = pytest.mark.django_db

by_person = CompiledQuery(
    lambda user, slug: (
        Enrolment.objects.filter(user=user, course__slug=slug)
        .select_related("user")
        .annotate(newest=F("course__editions__number"), done=Count("completions"))
        .order_by("pk")
    )
)


def test_rows_are_those_of_the_query_for_every_value():
    edition = make_edition()
    other = make_edition(Course.objects.create(slug="another"))
    ada, grace = make_user(name="Ada Lovelace"), make_user(name="Grace Hopper")
    enrolments = [enrol(ada, edition), enrol(ada, other), enrol(grace, other)]
    enrolments[0].complete(edition.units.first())

    for enrolment in enrolments:
        values = enrolment.user_id, enrolment.course.slug
        for _time in range(2):  # the first puts the SQL together
            (row,) = by_person.rows(*values)
            (plain,) = by_person.make(*values)
            assert vars(row).keys() == vars(plain).keys()
            assert row == plain == enrolment
            assert (row.started_at, row.newest, row.done) == (
                enrolment.started_at,
                plain.newest,
                plain.done,
            )
            assert row.user.name == enrolment.user.name
    assert by_person.rows(grace.pk, edition.course.slug) == []
    assert by_person.first(grace.pk, edition.course.slug) is None


def test_rows_are_read_anew(django_assert_num_queries):
    names = CompiledQuery(lambda key: User.objects.filter(pk=key).values_list("name", flat=True))
    ada = make_user(name="Ada Byron")
    assert names.first(ada.pk) == "Ada Byron"
    User.objects.update(name="Ada Lovelace")
    with django_assert_num_queries(1):
        assert names.first(ada.pk) == "Ada Lovelace"


def test_values_are_bound_and_never_become_sql():
    by_name = CompiledQuery(lambda name: User.objects.filter(name=name))
    make_user(name="Ada Lovelace")
    assert by_name.rows("Ada Lovelace")
    assert by_name.rows("' OR 1=1 --") == []
    assert by_name.rows("100 % %s") == []


def test_a_number_that_no_column_holds_finds_nothing():
    by_key = CompiledQuery(lambda key: User.objects.filter(pk=key))
    assert by_key.rows(10**30) == by_key.rows(-(10**30)) == by_key.rows(2**63 - 1) == []


def test_lists_of_any_length_find_their_rows(django_assert_num_queries):
    users = [make_user(name=f"Person {number}") for number in range(120)]
    keys = [user.pk for user in users]
    of_keys = CompiledQuery(
        lambda keys, name: User.objects.filter(pk__in=keys, name=name).order_by("pk")
    )
    for length in (1, 3, 3, 100, 101, 120, 2):
        with django_assert_num_queries(1):
            assert of_keys.rows(keys[:length], "Person 0") == users[:1]
    assert of_keys.rows(keys[1:], "Person 0") == []
    with django_assert_num_queries(0):
        assert of_keys.rows([], "Person 0") == []


@pytest.mark.parametrize(
    "make",
    [
        lambda key: User.objects.filter(pk=key + 1),
        lambda key: User.objects.filter(name__startswith=f"{key}"),
        lambda _key: User.objects.all(),
    ],
)
def test_a_query_that_changes_its_values_is_refused(make):
    with pytest.raises(ValueError, match="changes its values"):
        CompiledQuery(make).rows(1)


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_by_its_own_connection():
    accounts = CompiledQuery(lambda key: User.objects.filter(pk=key))
    users = [make_user(name=f"Person {number}") for number in range(20)]

    def name_of(user: User) -> str:
        try:
            return accounts.first(user.pk).name
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(name_of, users)) == [user.name for user in users]
