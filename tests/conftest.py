"""What every test may ask for: the cast, and a folder of its own for files."""

import gc
import os
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection

from accounts import triggers
from accounts.models import User
from course.models import Edition
from course.models.published import forget_rows_at_hand
from course.publishing import publish
from tests import (
    database_template,
    mail_words,  # noqa: F401  it looks at every mail that is written
)
from tests.accounts.single_sign_on.fixtures import (  # noqa: F401  one for journeys, too
    hospital,
    issuer,
    provider_variables,
    set_providers,
)
from tests.our_course import our_course
from tests.snapshots import Snapshots


@pytest.fixture(scope="session")
def media_folders(tmp_path_factory) -> Iterator[Path]:
    """New folders, all in one: beside thousands of others, finding a free name takes long."""
    folder = tmp_path_factory.mktemp("media")
    return (folder / str(number) for number in count(1))


def copies_of(settings) -> Path:
    """The folder of the copies of a test, beside that of its files."""
    return settings.MEDIA_ROOT.with_name(f"{settings.MEDIA_ROOT.name}-copies")


@pytest.fixture(autouse=True)
def media(settings, media_folders) -> Path:
    """Files of a test go to a folder of its own, never to var/."""
    settings.MEDIA_ROOT = next(media_folders)
    settings.MEDIA_ROOT.mkdir()
    copies = settings.STORAGES["copies"] | {"OPTIONS": {"location": str(copies_of(settings))}}
    settings.STORAGES = settings.STORAGES | {"copies": copies}
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def staff_without_second_factor(settings):
    """Staff get in without one, but where the factor is the subject."""
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def nothing_kept():
    """A test finds nothing in memory that another kept: their databases use the same keys."""
    forget_rows_at_hand()
    caches["pieces"].clear()


@pytest.fixture(autouse=True)
def records_can_be_flushed(request):
    """After a test that commits, drop the triggers on SQLite before its tables are emptied.

    SQLite empties tables with DELETE and PostgreSQL with TRUNCATE, which the triggers refuse. The
    flush emits post_migrate, which makes them anew.
    """
    marker = request.node.get_closest_marker("django_db")
    commits = (marker and marker.kwargs.get("transaction")) or {
        "live_server",
        "transactional_db",
    } & set(request.fixturenames)
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        with connection.cursor() as cursor:
            for name in triggers.trigger_names(connection.vendor):
                if connection.vendor == "sqlite":
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
                elif name.endswith("_no_truncate"):
                    cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"() CASCADE')


# A database that several connections share, as in production.
SQLITE_FILE = os.environ.get("WAYMARK_TEST_SQLITE_FILE")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Say where the database lies, and start one in memory from its migrated copy."""
    if SQLITE_FILE:
        django_settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = SQLITE_FILE
    elif connection.vendor == "sqlite":
        database_template.use()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keep the migrated database for the next run, where this is the first."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            database_template.keep(connection)


def pytest_collection_modifyitems(items):
    """Put journeys first, and let concurrency tests fail where they would prove nothing."""
    # Of two workers one then makes the site of the journeys, and no long journey is left for the
    # end, when the other worker has nothing to do.
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    # On SQLite in memory a concurrency test would prove nothing: it fails with the line to run.
    if django_settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and not SQLITE_FILE:
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(pytest.mark.usefixtures("needs_postgres"))


def pytest_collection_finish():
    """Look for garbage more rarely, and let no property test fail because the machine is busy."""
    # What is loaded by now stays to the end. Looking through it took a seventh of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    # In CI hypothesis has a profile of its own. Tests without it do not wait for its import.
    if "hypothesis" in sys.modules and "CI" not in os.environ:
        from hypothesis import HealthCheck, settings

        slow = [HealthCheck.too_slow]
        settings.register_profile("busy machine", deadline=None, suppress_health_check=slow)
        settings.load_profile("busy machine")


@pytest.fixture
def needs_postgres():
    pytest.fail(
        "This test needs PostgreSQL. Run: "
        ".venv/bin/python -m tests.postgres_server .venv/bin/pytest -m postgres"
    )


@pytest.fixture(params=["here", pytest.param("there", marks=pytest.mark.postgres)])
def both_engines(request) -> str:
    """For what must hold on SQLite and on PostgreSQL: once here, once with ``-m postgres``."""
    return request.param


@pytest.fixture(scope="session")
def snapshots(tmp_path_factory, worker_id) -> Snapshots:
    """What is built once a run; the folders of workers lie in one that is the run's."""
    folder = tmp_path_factory.getbasetemp()
    return Snapshots((folder if worker_id == "master" else folder.parent) / "snapshots")


@pytest.fixture
def our_edition(transactional_db, snapshots, media) -> Edition:
    """The course of this repository, published once a run, and put back for every test."""
    edition = snapshots.get("edition", media, lambda: publish(our_course()))
    assert edition
    return edition


@pytest.fixture
def ada(db) -> User:
    """Ada learns."""
    return User.objects.create_user("ada@example.org", "correct horse battery", name="Ada Lovelace")


@pytest.fixture
def eve(db) -> User:
    """Eve is a stranger."""
    return User.objects.create_user("eve@example.org", "correct horse battery", name="Eve Stranger")


@pytest.fixture
def grace(db) -> User:
    """Grace is staff, with every permission."""
    return User.objects.create_user(
        "grace@example.org",
        "correct horse battery",
        name="Grace Hopper",
        is_staff=True,
        is_superuser=True,
    )
