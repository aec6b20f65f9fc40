"""A setting that cannot be meant stops the start, by its name and without its secrets."""

import json
from pathlib import Path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config import addresses, databases, ways_in
from config.env_file import read_env_file
from config.variables import Variables

KEY = "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI="
PASSWORD = "hunter2"


def reader(**variables: str) -> Variables:
    env = Variables()
    env.ENVIRON = variables
    return env


def read_all(**variables: str) -> dict[str, object]:
    """Read as config/settings.py does."""
    env = reader(**variables)
    return {
        "DEBUG": env.bool("DEBUG", default=False),
        "BACKUP_MAX_AGE_DAYS": env.number("BACKUP_MAX_AGE_DAYS", 2, least=0, most=9),
        "STORAGE_OPTIONS": env.options("STORAGE_OPTIONS", {}),
        "BASE_URL": addresses.read_base_url(env),
        "EMAIL_URL": addresses.read_mail_server(env, is_debug=False),
        "DATABASE_URL": databases.read_database(env, Path("/srv")),
        "SIGN_UP": ways_in.read_sign_up(env),
        "SECOND_FACTOR_KEYS": ways_in.read_second_factor_keys(env, "a secret"),
    }


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DEBUG", "maybe"),
        ("BACKUP_MAX_AGE_DAYS", "two"),
        ("BACKUP_MAX_AGE_DAYS", "-1"),
        ("BACKUP_MAX_AGE_DAYS", "10"),
        ("STORAGE_OPTIONS", '{"secret_key": "hunter2'),
        ("STORAGE_OPTIONS", '["hunter2"]'),
        ("BASE_URL", "learn.example.org"),
        ("BASE_URL", "ftp://learn.example.org"),
        ("BASE_URL", "https://["),
        ("BASE_URL", "https://learn.example.org:port"),
        ("BASE_URL", "https://learn.example.org/waymark"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp+tls://mail.example.org:port"),
        ("EMAIL_URL", "smtp+tls://ada:hunter2#@mail.example.org:587"),
        ("EMAIL_URL", "smtp+tls://ada/hunter2@mail.example.org:587"),
        ("DATABASE_URL", "hunter2"),
        ("DATABASE_URL", "mysql://ada:hunter2@host/waymark"),
        ("DATABASE_URL", "postgres://ada:hunter2/@host/waymark"),
        ("SQLITE_SYNCHRONOUS", "sometimes"),
        ("SIGN_UP", "closed"),
        ("SIGN_UP", "domains"),
        ("SIGN_UP_DOMAINS", "https://h.example"),
        ("SIGN_UP_DOMAINS", "h.example"),
        ("SECOND_FACTOR_KEYS", "hunter2"),
        ("SECOND_FACTOR_KEYS", f"{KEY},hunter2hunter2"),
    ],
)
def test_a_mistake_stops_the_start_by_its_name(variable, value):
    with pytest.raises(ImproperlyConfigured, match=variable) as error:
        read_all(**{variable: value})
    assert PASSWORD not in str(error.value)


def test_what_is_meant_is_read():
    read = read_all(
        DEBUG=" Off ",
        BACKUP_MAX_AGE_DAYS="0",
        STORAGE_OPTIONS=json.dumps({"location": "/mnt"}),
        BASE_URL="https://learn.example.org:8443/",
        EMAIL_URL="smtp+tls://ada:hunter%232@mail.example.org:587",
        DATABASE_URL="postgres://ada:%2F%40@host/waymark",
        SIGN_UP="domains",
        SIGN_UP_DOMAINS="@H.example, .uni.example",
        SECOND_FACTOR_KEYS=f"{KEY}, {KEY},",
    )
    assert (read["DEBUG"], read["BACKUP_MAX_AGE_DAYS"]) == (False, 0)
    assert read["STORAGE_OPTIONS"] == {"location": "/mnt"}
    assert read["BASE_URL"] == "https://learn.example.org:8443"
    assert read["EMAIL_URL"]["EMAIL_HOST_PASSWORD"] == "hunter#2"
    assert read["DATABASE_URL"]["PASSWORD"] == "/@"
    assert read["SIGN_UP"] == ("domains", ["h.example", ".uni.example"])
    assert read["SECOND_FACTOR_KEYS"] == [KEY, KEY]


def test_what_is_not_set_has_its_default():
    read = read_all(DATABASE_URL="")
    assert (read["DEBUG"], read["BACKUP_MAX_AGE_DAYS"]) == (False, 2)
    assert read["DATABASE_URL"]["NAME"] == "/srv/waymark.sqlite3"
    assert read["SIGN_UP"] == ("open", [])
    assert read["EMAIL_URL"] == {"EMAIL_BACKEND": "config.missing_mail.MissingMailBackend"}


@pytest.fixture
def environment(monkeypatch) -> dict[str, str]:
    """An environment of its own."""
    variables: dict[str, str] = {}
    monkeypatch.setattr(environ.Env, "ENVIRON", variables)
    return variables


def test_a_file_from_windows_loses_no_setting(environment, tmp_path):
    """Else the first setting is not there, and `make setup` makes another secret."""
    file = tmp_path / ".env"
    file.write_bytes("\ufeffSECRET_KEY=a\r\n\r\n  # ours\r\nexport DEBUG=off\r\n".encode())
    read_env_file(file)
    assert environment == {"SECRET_KEY": "a", "DEBUG": "off"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"DEBUG=off\nSECRET_KEY = hunter2\n", "Line 2"),
        (b"SECRET_KEY hunter2\n", "Line 1"),
        ("SECRET_KEY=hunter2".encode("utf-16"), "UTF-8"),
    ],
)
def test_what_is_no_setting_in_the_file_stops_the_start(environment, tmp_path, content, said):
    file = tmp_path / ".env"
    file.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=said) as error:
        read_env_file(file)
    assert PASSWORD not in str(error.value)
    assert environment == {}
