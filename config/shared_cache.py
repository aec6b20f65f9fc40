"""The cache that all processes share: the counters of the rate limits, and counted reports."""

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection, transaction
from django.utils import timezone


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

    def forget_expired(self) -> None:
        """Delete what is kept past its time."""
        name: str = self._table  # type: ignore[attr-defined]  # missing in the stubs
        table = connection.ops.quote_name(name)
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608


def forget_expired() -> None:
    """Delete what has expired from the database; other caches do so by themselves."""
    if isinstance(caches["default"], SharedCache):
        caches["default"].forget_expired()
