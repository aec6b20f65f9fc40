"""All web processes of all machines share one limit, and keep it."""

from datetime import timedelta
from multiprocessing import get_context

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.utils import timezone
from environ import Env

from accounts.models import User
from config.databases import read_limits_cache
from config.shared_cache import forget_expired
from tests.accounts.browser import proven
from tests.accounts.test_password_limits import ADA, PASSWORD, TOO_MANY, guess


@pytest.fixture
def owner(transactional_db) -> User:
    return proven(ADA, password=PASSWORD)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_web_processes_share_one_limit(owner):
    guess(3)
    connections.close_all()  # no connection may be shared by two processes
    other_process = get_context("fork").Process(target=guess, args=[2])
    other_process.start()
    other_process.join()
    assert other_process.exitcode == 0
    assert TOO_MANY in guess(1)


@pytest.mark.django_db
def test_counters_of_many_others_make_no_limit_forgotten():
    proven(ADA, password=PASSWORD)
    guess(5)
    rows = [(f"counter-{number}", "", timezone.now() + timedelta(hours=1)) for number in range(400)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO cache (cache_key, value, expires) VALUES (%s, %s, %s)", rows
        )
    assert TOO_MANY in guess(1)


@pytest.mark.django_db
def test_expired_counters_are_deleted_and_others_stay():
    cache.set("expired", [], timeout=-1)
    cache.set("in-force", [], timeout=60)
    forget_expired()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        assert cursor.fetchall() == [(":1:in-force",)]


@pytest.mark.parametrize(
    ("url", "backend"),
    [
        ("", "SharedCache"),
        ("redis://cache.example.org:6379/0", "RedisCache"),
        ("rediss://cache.example.org:6379/0", "RedisCache"),
        ("locmemcache://", None),
        ("memcache://127.0.0.1:11211", None),
    ],
)
def test_limits_are_counted_where_all_machines_can_count(monkeypatch, url, backend):
    monkeypatch.setenv("CACHE_URL", url)
    if backend:
        assert str(read_limits_cache(Env())["BACKEND"]).endswith(backend)
    else:
        with pytest.raises(ImproperlyConfigured, match="CACHE_URL must begin with redis://"):
            read_limits_cache(Env())
