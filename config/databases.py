"""Read from the environment where data and the counters of limits are kept."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

# More counters than a busy hour has. Above that, Django's cache deletes any of them, also those of
# limits that are in force. Expired ones are deleted by ``manage.py run_periodic``.
MAX_COUNTERS = 1_000_000


def read_database(env: environ.Env, folder: Path) -> dict[str, object]:
    """Return the database of ``DATABASE_URL``; without one, SQLite in the folder."""
    database: dict[str, object] = env.db(
        "DATABASE_URL", default=f"sqlite:///{folder / 'waymark.sqlite3'}"
    )
    if str(database["ENGINE"]).endswith("sqlite3"):
        return database | _options_of_sqlite(env)
    return database | {
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        # A cursor on the server lives as long as a session, and PgBouncer lends a session for one
        # transaction only. Sessions keep nothing else of ours.
        "DISABLE_SERVER_SIDE_CURSORS": env.bool("PGBOUNCER", default=False),
    }


def _options_of_sqlite(env: environ.Env) -> dict[str, object]:
    synchronous = env.str("SQLITE_SYNCHRONOUS", default="FULL")
    options = {
        # IMMEDIATE: a transaction takes the write lock at its start. Otherwise one that reads first
        # could fail at its first write.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            f"PRAGMA journal_mode=WAL;PRAGMA synchronous={synchronous};PRAGMA cache_size=2000;"
        ),
    }
    # Opening a connection and reading the schema is two thirds of a small request.
    return {"OPTIONS": options, "CONN_MAX_AGE": None}


def read_limits_cache(env: environ.Env) -> dict[str, object]:
    """Return the cache of ``CACHE_URL``; without one, a table of the database.

    Raises ImproperlyConfigured for a cache that machines cannot share.
    """
    url = env.str("CACHE_URL", default="")
    if not url:
        return {
            "BACKEND": "config.shared_cache.SharedCache",
            "LOCATION": "cache",
            "OPTIONS": {"MAX_ENTRIES": MAX_COUNTERS},
        }
    if not url.startswith(("redis://", "rediss://")):
        raise ImproperlyConfigured(
            "CACHE_URL must begin with redis:// or rediss://, because all machines count on one "
            "server. Without CACHE_URL they count in the database."
        )
    return {"BACKEND": "config.redis_cache.LimitsRedisCache", "LOCATION": url}
