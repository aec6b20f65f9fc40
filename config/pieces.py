"""The memory of each process for rendered pieces of pages."""

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection


class PiecesCache(LocMemCache):
    """Keep nothing that was rendered inside a transaction, which may still be rolled back.

    After a rollback SQLite gives the same keys to other rows.
    """

    def set(
        self,
        key: str,
        value: object,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        if not connection.in_atomic_block:
            super().set(key, value, timeout, version)
