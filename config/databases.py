"""Read from the environment where data and the counters of limits are kept."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.variables import Variables, unreadable

# More counters than a busy hour has. Above that, Django's cache deletes any of them, also those of
# limits that are in force. Expired ones are deleted by ``manage.py run_periodic``.
MAX_COUNTERS = 1_000_000

SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
DATABASE_EXAMPLE = (
    "postgres://USER:PASSWORD@HOST/NAME, with each @ or / or # or ? of the password as its percent "
    "code, such as %40 for @. Without DATABASE_URL the site uses SQLite"
)
# SQLite takes any other word for NORMAL.
SYNCHRONOUS = ("FULL", "EXTRA", "NORMAL", "OFF")


def read_database(env: Variables, folder: Path) -> dict[str, object]:
    """Return the database of ``DATABASE_URL``; without one, SQLite in the folder."""
    url = env.str("DATABASE_URL", default="") or f"sqlite:///{folder / 'waymark.sqlite3'}"
    engine = env.DB_SCHEMES.get(url.partition(":")[0])
    if engine not in {SQLITE, POSTGRESQL}:
        raise unreadable("DATABASE_URL", DATABASE_EXAMPLE)
    database: dict[str, object] = env.parsed(
        "DATABASE_URL", lambda: env.db_url_config(url), DATABASE_EXAMPLE
    )
    if engine == SQLITE:
        return database | _options_of_sqlite(env)
    return database | {
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": env.number("CONN_MAX_AGE", 60, least=0),
        # A cursor on the server lives as long as a session, and PgBouncer lends a session for one
        # transaction only. Sessions keep nothing else of ours.
        "DISABLE_SERVER_SIDE_CURSORS": env.bool("PGBOUNCER", default=False),
    }


def _options_of_sqlite(env: Variables) -> dict[str, object]:
    synchronous = env.choice("SQLITE_SYNCHRONOUS", SYNCHRONOUS)
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


def read_limits_cache(env: Variables) -> dict[str, object]:
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
