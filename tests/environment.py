"""Settings for tests, which no settings of the machine can change.

Loaded before anything else (``-p tests.environment``).
"""

import os
from pathlib import Path

os.environ.update(
    SECRET_KEY="only-for-tests-only-for-tests-only-for-tests-only-for-tests",
    SECOND_FACTOR_KEYS="b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI=",
    DEBUG="off",
    BASE_URL="http://localhost:8000",
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    EMAIL_URL="memorymail://",
    STATIC_MANIFEST="off",
    TASKS_BACKEND="django_tasks.backends.immediate.ImmediateBackend",
    DATABASE_URL=os.environ.get("WAYMARK_TEST_DATABASE_URL", "sqlite://:memory:"),
    SQLITE_SYNCHRONOUS="OFF",
    LOG_LEVEL="ERROR",
    CONTENT_ROOT=str(Path(__file__).resolve().parent.parent / "course" / "content"),
)
