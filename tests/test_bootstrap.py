"""Set-up, run for real in a small tree of its own: which commands it calls, and under which DEBUG."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RECORDING_MANAGE = """
import json, os, sys
with open("calls", "a") as calls:
    call = {"command": sys.argv[1], "DEBUG": os.environ["DEBUG"], "EMAIL_URL": os.environ.get("EMAIL_URL")}
    calls.write(json.dumps(call) + "\\n")
"""
FONTS = "import pathlib, sys; pathlib.Path(sys.argv[1]).mkdir()"
ALWAYS = ["migrate", "createcachetable", "publish_course"]
CAST = [*ALWAYS, "demo_cast"]


@pytest.fixture
def tree(tmp_path) -> Path:
    """A clone whose requirements are installed and whose ``manage.py`` only writes down how it is called."""
    for folder in ("config", "requirements", "var", ".venv/bin"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "config" / "bootstrap.py", tmp_path / "config")
    (tmp_path / "config" / "fonts.py").write_text(FONTS)
    (tmp_path / "manage.py").write_text(RECORDING_MANAGE)
    (tmp_path / "requirements" / "runtime.txt").write_text("")
    (tmp_path / ".venv" / f"installed-{hashlib.sha256(b'').hexdigest()[:16]}").touch()
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    return tmp_path


def bootstrap(
    tree: Path, what: str, file: str = "", **environment: str
) -> tuple[list[dict[str, str]], str]:
    """How ``manage.py`` was called, and what was printed."""
    (tree / "var" / ".env").write_text(f"SECRET_KEY=secret\n{file}\n")
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DEBUG", "EMAIL_URL", "WAYMARK_VAR"}
    }
    done = subprocess.run(
        [sys.executable, "config/bootstrap.py", what],
        cwd=tree, env=clean | environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in (tree / "calls").read_text().splitlines()], done.stdout


@pytest.mark.parametrize(
    ("what", "environment", "file", "commands", "debug"),
    [
        ("setup", "", "", ALWAYS, "off"),
        ("setup", "", "DEBUG=off", ALWAYS, "off"),
        ("setup", "", "DEBUG=on", ALWAYS, "on"),
        ("setup", "on", "DEBUG=off", ALWAYS, "on"),
        ("run", "", "", [*CAST, "runserver"], "on"),
        ("run", "", "DEBUG=off", [*ALWAYS, "runserver"], "off"),
        ("run", "", "export DEBUG='False'", [*ALWAYS, "runserver"], "off"),
        ("run", "", '# DEBUG=off\nDEBUG="yes"', [*CAST, "runserver"], "on"),
        ("run", "on", "DEBUG=off", [*CAST, "runserver"], "on"),
        ("run", "off", "DEBUG=on", [*ALWAYS, "runserver"], "off"),
        ("demo", "", "", [*CAST, "demo"], "on"),
        ("demo", "", "DEBUG=0", [*ALWAYS, "demo"], "off"),
    ],
)
def test_only_run_and_demo_make_the_cast_and_only_under_debug(
    tree, what, environment, file, commands, debug
):
    calls, _printed = bootstrap(tree, what, file, **({"DEBUG": environment} if environment else {}))
    assert [call["command"] for call in calls] == commands
    assert {call["DEBUG"] for call in calls} == {debug}


def test_setup_works_without_mail_and_says_what_it_did_and_what_comes_next(tree):
    calls, printed = bootstrap(tree, "setup")
    assert {call["EMAIL_URL"] for call in calls} == {"consolemail://"}
    for part in ("No account was made.", "make run", "EMAIL_URL", "docs/operating.md"):
        assert part in printed


@pytest.mark.parametrize("what", ["setup", "run"])
def test_the_mail_server_of_the_file_is_left_to_settings(tree, what):
    calls, _printed = bootstrap(tree, what, "EMAIL_URL=smtp://mail.example.org")
    assert {call["EMAIL_URL"] for call in calls} == {None}
