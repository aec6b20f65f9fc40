"""The cache that all processes share; it holds the counters of the rate limits."""

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import transaction


class SharedCache(DatabaseCache):
    """Raise OperationalError where SQLite is locked.

    Django's cache takes that for "somebody else was first", and a rate limit that cannot count
    would refuse a person as if they had tried too often. The transaction that is opened here asks
    for the lock before Django's cache does.
    """

    def add(
        self,
        key: str,
        value: object,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        with transaction.atomic():
            return super().add(key, value, timeout, version)

    def set(
        self,
        key: str,
        value: object,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        with transaction.atomic():
            super().set(key, value, timeout, version)
