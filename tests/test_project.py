"""The project as a whole: checks, migrations, settings that fail loudly, triggers."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection
from django.core.management import call_command
from django.db import connection

from accounts import triggers
from config.missing_mail import BACKEND, EmailUrlMissingError

ROOT = Path(__file__).resolve().parent.parent
PIECE = re.compile(r"{% cache (.*?) %}")
TEMPLATES_WITH_PIECES = [
    path for path in (ROOT / "templates").rglob("*.html") if PIECE.search(path.read_text())
]


@pytest.mark.django_db
def test_system_checks_find_nothing():
    call_command("check", fail_level="WARNING")


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return python("manage.py", *arguments, **environment)


def test_deployment_checks_find_nothing_where_the_site_is_served_over_https():
    done = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        BASE_URL="https://learn.example.org",
        ALLOWED_HOSTS="learn.example.org",
        BEHIND_PROXY="on",
        TRUSTED_PROXY_COUNT="1",
        DEFAULT_FROM_EMAIL="learn@example.org",
        DJANGO_ALLOW_ASYNC_UNSAFE="",
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("secret", ["SECRET_KEY", "SECOND_FACTOR_KEYS"])
def test_settings_without_a_secret_say_what_to_do(tmp_path, secret):
    done = manage("check", WAYMARK_VAR=str(tmp_path), **{secret: ""})
    assert done.returncode == 1
    (only_line,) = done.stderr.splitlines()
    assert "make setup" in only_line


def test_commands_work_without_mail_and_the_deployment_checks_say_what_to_do(tmp_path):
    no_mail = {"EMAIL_URL": "", "WAYMARK_VAR": str(tmp_path)}
    assert manage("check", **no_mail).returncode == 0
    deployment = manage("check", "--deploy", "--fail-level", "ERROR", **no_mail)
    assert deployment.returncode != 0
    assert "EMAIL_URL is not set" in deployment.stderr
    assert "Write it into var/.env" in deployment.stderr


@pytest.mark.parametrize(
    "start",
    [
        ["-c", "import config.wsgi"],
        ["-c", "import config.asgi"],
        ["manage.py", "run_periodic"],
    ],
)
def test_without_mail_no_site_is_served_and_no_timer_runs(tmp_path, start):
    no_mail = {"EMAIL_URL": "", "DATABASE_URL": f"sqlite:///{tmp_path}/waymark.sqlite3"}
    done = python(*start, **no_mail)
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith(
        "EMAIL_URL is not set, and without email nobody "
        "can confirm an address. Write it into var/.env, as docs/operating.md says."
    )


def test_without_mail_nothing_is_sent():
    """A code that ends in a log would open an account."""
    with pytest.raises(EmailUrlMissingError, match="EMAIL_URL is not set"):
        get_connection(BACKEND).send_messages(
            [EmailMessage("Code", "123456", to=["ada@example.org"])]
        )


@pytest.mark.parametrize("count", ["", "0"])
def test_settings_behind_a_proxy_that_is_not_counted_say_what_to_do(count):
    """Else all visitors share one address, and with it the limits on signing in."""
    done = manage("check", BEHIND_PROXY="on", **({"TRUSTED_PROXY_COUNT": count} if count else {}))
    assert done.returncode != 0
    assert "Set TRUSTED_PROXY_COUNT to the number" in done.stderr


def test_settings_behind_one_counted_proxy_are_accepted():
    assert manage("check", BEHIND_PROXY="on", TRUSTED_PROXY_COUNT="1").returncode == 0


def test_a_promise_that_browsers_would_not_preload_is_refused():
    done = manage("check", BASE_URL="https://learn.example.org", HSTS_PRELOAD="on")
    assert done.returncode != 0
    assert "Set both, or neither." in done.stderr


@pytest.mark.django_db
def test_every_trigger_exists_in_the_database():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        present = {name for (name,) in cursor.fetchall()}
    assert triggers.trigger_names(connection.vendor) <= present
    assert triggers.trigger_names(connection.vendor)


def test_no_tracked_file_names_a_registry_or_a_machine():
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    hosts = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "index-url", "/wo" + "rk/"]
    found = []
    for name in filter(None, files):
        path = ROOT / name
        if path.is_file() and path.suffix not in {".png", ".woff2"}:
            text = path.read_text(errors="replace")
            found += [
                f"{name}: {host}"
                for host in hosts
                if host in text and name != "tests/test_project.py"
            ]
    assert found == []


def test_the_set_up_has_a_time_zone_database_where_the_system_has_none():
    script = "import zoneinfo; zoneinfo.ZoneInfo('America/Toronto'); print(len(zoneinfo.TZPATH))"
    environment = {**os.environ, "PYTHONTZPATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.parametrize("path", TEMPLATES_WITH_PIECES, ids=lambda path: path.name)
def test_a_piece_stays_in_memory_and_names_its_language(path):
    for tag in PIECE.findall(path.read_text()):
        assert "LANGUAGE_CODE" in tag
        assert 'using="pieces"' in tag
