"""Accounts with published passwords are refused where a site is served.

One command closes them.
"""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from accounts.models import User
from config.demo_accounts import PASSWORD, check_no_demo_account, refuse_demo_accounts
from course.models import Provider
from tests.database_template import copy_to

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def cast(db, settings):
    """A database with the demo cast, as ``make run`` leaves it, and DEBUG off."""
    settings.DEBUG = True
    call_command("demo_cast", stdout=StringIO())
    settings.DEBUG = False


def can_sign_in(client, name: str) -> bool:
    return client.login(request=None, email=f"{name}@demo.example", password=PASSWORD)


@pytest.mark.django_db
def test_a_database_without_demo_accounts_is_accepted(ada):
    assert check_no_demo_account() == []


def test_a_database_with_demo_accounts_is_refused_and_says_what_to_run(cast):
    (error,) = check_no_demo_account()
    assert (error.id, error.level) == ("config.E001", checks.ERROR)
    assert error.msg == "Demo accounts with a published password can sign in: 2."
    assert "manage.py demo_cast --remove" in error.hint
    with pytest.raises(ImproperlyConfigured, match="demo_cast --remove"):
        refuse_demo_accounts()


def test_under_debug_they_are_accepted(cast, settings):
    settings.DEBUG = True
    assert check_no_demo_account() == []


def test_the_check_belongs_to_the_deployment_checks():
    assert check_no_demo_account in checks.registry.registry.get_checks(
        include_deployment_checks=True
    )
    assert check_no_demo_account not in checks.registry.registry.get_checks()


def test_the_cast_is_closed_and_nobody_signs_in_with_it(cast, client, settings):
    assert can_sign_in(client, "admin")
    out = StringIO()
    call_command("demo_cast", "--remove", stdout=out)
    assert out.getvalue() == "Demo accounts closed: 2. Their training records stay.\n"
    assert not can_sign_in(client, "admin")
    assert not can_sign_in(client, "learner")
    assert set(User.objects.values_list("is_active", "is_staff", "is_superuser")) == {
        (False, False, False)
    }
    assert check_no_demo_account() == []


def test_the_demo_provider_goes_with_its_cast_and_a_real_one_stays(cast):
    call_command("demo_cast", "--remove", stdout=StringIO())
    assert not Provider.objects.exists()
    Provider.objects.create(pk=1, legal_name="Northern Lakes Hospital")
    call_command("demo_cast", "--remove", stdout=StringIO())
    assert Provider.objects.get().legal_name == "Northern Lakes Hospital"


def test_under_debug_the_closed_cast_opens_again_and_once(cast, client, settings):
    call_command("demo_cast", "--remove", stdout=StringIO())
    settings.DEBUG = True
    for _twice in range(2):
        call_command("demo_cast", stdout=StringIO())
    assert can_sign_in(client, "admin")
    assert list(User.objects.order_by("email").values_list("email", "is_superuser")) == [
        ("admin@demo.example", True),
        ("learner@demo.example", False),
    ]


@pytest.mark.django_db
def test_without_debug_no_cast_is_made():
    with pytest.raises(CommandError, match="published passwords"):
        call_command("demo_cast")
    assert not User.objects.exists()


def test_a_site_with_a_demo_account_does_not_start(tmp_path, db):
    """The story of an operator: from ``make run`` to a served site."""
    database = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/waymark.sqlite3",
        "BASE_URL": "https://learn.example.org",
    }

    def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        environ = os.environ | database | environment
        return subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environ, capture_output=True, text=True
        )

    start, check = (
        ("-c", "import config.wsgi"),
        ("manage.py", "check", "--deploy", "--fail-level", "ERROR"),
    )
    assert python(*start).returncode == 0  # no tables yet: for /readyz to say
    copy_to(tmp_path / "waymark.sqlite3")
    assert python("manage.py", "demo_cast", DEBUG="on").returncode == 0
    assert "config.E001" in python(*check).stderr
    refused = python(*start)
    assert refused.returncode != 0
    assert "can sign in: 2. Run: .venv/bin/python manage.py demo_cast --remove" in refused.stderr
    assert python("manage.py", "demo_cast", "--remove").returncode == 0
    assert python(*start).returncode == 0
