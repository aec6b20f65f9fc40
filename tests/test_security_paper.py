"""What docs/security.md says of connections, uploads and passwords is what the code does."""

import ast
from pathlib import Path

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from accounts.backend import MAX_PASSWORD_LENGTH
from accounts.forms import PasswordLengthValidator
from accounts.groups import reading
from certificates.checking import lists, receiving
from config import settings
from course.source import files

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "security.md").read_text()
MEBIBYTE = 1024 * 1024
# By these a program reaches another machine.
NETWORK = {"asyncio", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "urllib3"}


def reaches_the_network(path: Path) -> bool:
    """Whether a file imports one of ``NETWORK``, or urllib.request."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return any(name.split(".")[0] in NETWORK or name == "urllib.request" for name in names)


def test_only_single_sign_on_asks_other_machines():
    ours = [
        path.relative_to(ROOT).as_posix()
        for app in ("accounts", "certificates", "config", "course", "quizzes")
        for path in (ROOT / app).rglob("*.py")
        if reaches_the_network(path)
    ]
    # The last asks whether a port of this machine is free.
    expected = ("accounts/single_sign_on/", "config/bootstrap.py")
    assert [path for path in ours if not path.startswith(expected)] == []
    assert len(ours) > 1


def test_the_sizes_and_counts_are_those_of_the_code():
    said = [
        f"{files.MAX_TOTAL_BYTES // MEBIBYTE} MiB packed and unpacked, {files.MAX_FILES:,} files",
        f"{reading.MAX_BYTES // MEBIBYTE} MiB, {reading.MAX_LINES:,} lines",
        f"{receiving.MAX_FILE_BYTES // MEBIBYTE} MiB, {lists.MAX_LINES} numbers",
        f"password of {PasswordLengthValidator.min_characters} to {MAX_PASSWORD_LENGTH} characters",
        f"PBKDF2-SHA256 with the count of Django 5.2 ({PBKDF2PasswordHasher.iterations:,})",
    ]
    assert [words for words in said if words not in TEXT] == []
    # The site takes Django's hashers; the tests have a fast one.
    assert not hasattr(settings, "PASSWORD_HASHERS")
