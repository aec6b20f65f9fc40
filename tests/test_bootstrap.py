"""Set-up, run for real in a small tree of its own: which commands it calls, and how."""

import hashlib
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
RECORDING_MANAGE = """
import json, os, sys
with open("calls", "a") as calls:
    names = ("DEBUG", "EMAIL_URL", "BASE_URL")
    call = {name: os.environ.get(name) for name in names} | {"arguments": sys.argv[1:]}
    calls.write(json.dumps(call) + "\\n")
if sys.argv[1] == "shell":
    print(os.path.exists("has-an-edition"))
"""
FONTS = "import pathlib, sys; pathlib.Path(sys.argv[1]).mkdir()"
ALWAYS = ["migrate", "createcachetable", "shell", "publish_course"]
CAST = [*ALWAYS, "demo_cast"]


@pytest.fixture
def tree(tmp_path) -> Path:
    """A clone with its requirements, whose ``manage.py`` only writes down how it is called."""
    course = "course/content/a-course"
    for folder in ("config", "requirements", "var", ".venv/bin", course):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / course / "course.yaml").touch()
    shutil.copy(ROOT / "config" / "bootstrap.py", tmp_path / "config")
    (tmp_path / "config" / "fonts.py").write_text(FONTS)
    (tmp_path / "manage.py").write_text(RECORDING_MANAGE)
    (tmp_path / "requirements" / "runtime.txt").write_text("")
    (tmp_path / ".venv" / f"installed-{hashlib.sha256(b'').hexdigest()[:16]}").touch()
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    return tmp_path


def start(
    tree: Path, *arguments: str, mark: str = "", file: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run set-up in the tree with these lines in ``var/.env``."""
    (tree / "var" / ".env").write_text(f"{mark}SECRET_KEY=secret\n{file}\n")
    removed = {"DEBUG", "EMAIL_URL", "BASE_URL", "WAYMARK_VAR"}
    clean = {name: value for name, value in os.environ.items() if name not in removed}
    return subprocess.run(
        [sys.executable, "config/bootstrap.py", *arguments],
        cwd=tree,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def calls_of(tree: Path) -> list[dict[str, Any]]:
    """How ``manage.py`` was called, in order."""
    if not (tree / "calls").exists():
        return []
    return [json.loads(line) for line in (tree / "calls").read_text().splitlines()]


@pytest.fixture
def free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("localhost", 0))
        return str(listener.getsockname()[1])


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
        ("dev", "", "", [*CAST, "runserver"], "on"),
        ("dev", "on", "DEBUG=off", [*CAST, "runserver"], "on"),
        ("demo", "", "", [*CAST, "demo"], "on"),
        ("demo", "", "DEBUG=0", [*ALWAYS, "demo"], "off"),
    ],
)
def test_only_run_dev_and_demo_make_the_cast_and_only_under_debug(
    tree, free_port, what, environment, file, commands, debug
):
    variables = {"DEBUG": environment} if environment else {}
    done = start(tree, what, free_port, file=file, **variables)
    assert done.returncode == 0, done.stderr
    calls = calls_of(tree)
    assert [call["arguments"][0] for call in calls] == commands
    assert {call["DEBUG"] for call in calls} == {debug}


def test_setup_needs_no_mail_and_says_what_it_did_and_what_comes_next(tree):
    printed = start(tree, "setup").stdout
    assert {call["EMAIL_URL"] for call in calls_of(tree)} == {None}
    for part in ("No account was made.", "make run", "EMAIL_URL", "docs/operating.md"):
        assert part in printed


@pytest.mark.parametrize("what", ["setup", "run"])
def test_where_a_course_is_published_already_nothing_is_published_unasked(tree, free_port, what):
    (tree / "has-an-edition").touch()
    done = start(tree, what, free_port)
    assert done.returncode == 0
    assert "publish_course" not in [call["arguments"][0] for call in calls_of(tree)]
    assert "manage.py publish_course course/content/a-course --check" in done.stdout


@pytest.mark.parametrize("environment", [{}, {"DEBUG": "off"}])
def test_dev_refuses_a_place_where_debug_is_off_and_names_another(tree, free_port, environment):
    done = start(tree, "dev", free_port, file="DEBUG=off", **environment)
    assert done.returncode != 0
    assert "make dev WAYMARK_VAR=/tmp/waymark-dev DEBUG=on" in done.stderr
    assert calls_of(tree) == []


def test_requirements_are_installed_when_they_change_and_once_for_tests_and_site(tree):
    pip_calls = tree / "pip-calls"
    python = tree / ".venv" / "bin" / "python"
    record = f'[ "$2" = pip ] && echo "$@" >> {pip_calls} && exit'
    python.write_text(python.read_text().replace("\n", f"\n{record}\n", 1))
    for file in ("runtime.txt", "dev.txt"):
        (tree / "requirements" / file).write_text("# changed\n")
    for what in ("test", "setup", "test"):
        assert start(tree, what).returncode == 0
    (install,) = pip_calls.read_text().splitlines()
    assert install.endswith("-r requirements/runtime.txt -r requirements/dev.txt --require-hashes")


@pytest.mark.parametrize(("what", "options"), [("run", ["--noreload"]), ("dev", [])])
def test_only_dev_reloads_and_both_serve_on_the_port_they_are_given(tree, free_port, what, options):
    done = start(tree, what, free_port)
    address = f"localhost:{free_port}"
    served = calls_of(tree)[-1]
    assert served["arguments"] == ["runserver", address, *options]
    assert served["BASE_URL"] == f"http://{address}"
    assert f"Waymark is at http://{address} " in done.stdout


def test_the_address_of_the_file_is_left_to_settings(tree, free_port):
    start(tree, "run", free_port, file="BASE_URL=https://learn.example.org")
    assert calls_of(tree)[-1]["BASE_URL"] is None


def test_a_secret_that_is_missing_is_added_and_none_is_changed(tree):
    start(tree, "setup", file="export DEBUG=off")
    first, *others = (tree / "var" / ".env").read_text().splitlines()
    assert first == "SECRET_KEY=secret"
    assert [line.partition("=")[0] for line in others] == ["export DEBUG", "SECOND_FACTOR_KEYS"]
    # Editors of Windows put this mark first.
    start(tree, "setup", mark="\ufeff", file="export SECOND_FACTOR_KEYS=mine")
    assert (tree / "var" / ".env").read_text().count("SECRET_KEY") == 1
    assert (tree / "var" / ".env").read_text().count("SECOND_FACTOR_KEYS") == 1


@pytest.fixture
def open_tree(tree) -> Iterator[Path]:
    """The tree at a place that every user may enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        place = Path(folder, "waymark")
        shutil.copytree(tree, place)
        place.chmod(0o755)
        yield place


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can set up for somebody else")
def test_root_sets_up_for_the_user_who_owns_the_state_and_keeps_the_secrets(open_tree):
    tree, nobody = open_tree, pwd.getpwnam("nobody")
    # Nobody may not start the Python of the tests.
    (tree / ".venv" / "bin" / "python").write_text(
        '#!/bin/sh\n[ "$1" = -c ] && echo False && exit\n'
        '[ "$2" = config.fonts ] && mkdir "$3"\necho "$(id -un) $1 $2" >> calls\n'
    )
    (tree / "calls").touch()
    for path in (tree / "calls", tree / "var"):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    done = start(tree, "setup")
    assert done.returncode == 0, done.stderr
    assert (tree / "calls").read_text().splitlines() == [
        "nobody -m config.fonts",
        "root -m compileall",
        *[f"nobody manage.py {command}" for command in ALWAYS],
    ]
    secrets = (tree / "var" / ".env").stat()
    assert (secrets.st_uid, secrets.st_gid) == (0, nobody.pw_gid)
    assert oct(secrets.st_mode & 0o777) == "0o640"


@pytest.mark.parametrize("program", [["manage.py", "check"], ["config/bootstrap.py", "setup"]])
def test_a_user_who_may_not_read_the_settings_is_told_what_to_do(tmp_path, program):
    (tmp_path / ".env").touch(mode=0o000)
    # Root without these two rights is held to the modes of files, as everybody else is.
    rights = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    done = subprocess.run(
        [*(rights if os.geteuid() == 0 else []), sys.executable, *program],
        cwd=ROOT,
        env=os.environ | {"WAYMARK_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    last_line = done.stderr.strip().splitlines()[-1]
    assert str(tmp_path) in last_line
    assert "as root" in last_line


@pytest.mark.parametrize("what", ["run", "dev"])
def test_a_port_in_use_is_said_first_and_with_the_remedy(tree, what):
    with socket.socket() as other:
        other.bind(("localhost", 0))
        other.listen()
        port = other.getsockname()[1]
        done = start(tree, what, str(port))
    assert done.returncode != 0
    assert done.stderr.startswith(f"\nPort {port} is in use.")
    assert f"make {what} PORT={port + 1}" in done.stderr
    assert calls_of(tree) == []


@pytest.mark.parametrize("port", ["", "eighty", "0", "65536", "²"])
def test_a_port_that_is_none_is_refused_with_an_example(tree, port):
    done = start(tree, "dev", port)
    assert done.returncode != 0
    assert "make dev PORT=8001" in done.stderr
    assert calls_of(tree) == []
