"""Run a module of this folder in production settings, with files of its own.

``python -m benchmarks.environment site`` sets the environment, starts Django and calls
``benchmarks.site.main()``. So the module can import models at its head.
"""

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A process that a measured site starts uses the files of that site.
VAR = Path(os.environ.get("WAYMARK_BENCH_VAR") or tempfile.mkdtemp(prefix="waymark-bench-"))
if "WAYMARK_BENCH_VAR" not in os.environ:
    (VAR / "static").mkdir()
    (VAR / "fonts").symlink_to(ROOT / "var" / "fonts")
os.environ.update(
    WAYMARK_BENCH_VAR=str(VAR),
    WAYMARK_VAR=str(VAR),
    DJANGO_SETTINGS_MODULE="config.settings",
    SECOND_FACTOR_KEYS="b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI=",
    SECRET_KEY="only-for-measuring-only-for-measuring-only-for-measuring",
    DEBUG="off",
    STATIC_MANIFEST="on",
    BASE_URL="https://localhost",
    ALLOWED_HOSTS="localhost",
    EMAIL_URL="dummymail://",
    TASKS_BACKEND="django_tasks_db.DatabaseBackend",
    LOG_LEVEL="ERROR",
)
os.environ.pop("DATABASE_URL", None)
if database := os.environ.get("WAYMARK_TEST_DATABASE_URL"):  # see tests/postgres_server.py
    os.environ["DATABASE_URL"] = database

from django.conf import settings  # noqa: E402

import config.wsgi  # noqa: E402, F401  starts Django, with the environment above

settings.STAFF_SECOND_FACTOR = False  # the people who are measured sign in without a form

if __name__ == "__main__":
    import_module(f"benchmarks.{sys.argv[1]}").main()
