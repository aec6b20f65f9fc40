"""The server is killed while it marks: nothing half-done stays, and doing it again makes it whole.

tests/storm kills it, and its database, while people answer.
"""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.database_template import copy_to, copy_to_postgres
from tests.postgres_server import new_database

ANSWERS = ["b", ["a", "c", "d"], "500 mg"]
OPEN = {"state": "open", "answers": ANSWERS, "runs": [], "grades": [], "completions": []}
MARKED = {
    "state": "submitted",
    "answers": ANSWERS,
    "runs": [[1, "3", "3", True]],
    "grades": ["1", "1", "1"],
    "completions": [["quiz", "3", "3"]],
}


def environ(url, folder) -> dict[str, str]:
    return os.environ | {"WAYMARK_TEST_DATABASE_URL": url, "WAYMARK_VAR": str(folder)}


def run(env, *step) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "tests.quizzes.mortal_server", *step]
    return subprocess.run(command, env=env, check=False, capture_output=True, text=True)


def told(env) -> dict:
    (found,) = json.loads(run(env, "tell").stdout)
    return {name: found[name] for name in OPEN}


def check_that_a_kill_while_marking_does_no_harm(env):
    assert run(env, "prepare").returncode == run(env, "answer").returncode == 0
    assert told(env) == OPEN
    for model in ("quizzes.GradeRun", "course.Completion"):
        assert run(env, "submit", model).returncode == -signal.SIGKILL
        assert told(env) == OPEN
    for _again in range(2):
        assert run(env, "submit").returncode == 0
        assert told(env) == MARKED


@pytest.mark.django_db  # for its tables, which are copied
def test_a_server_killed_while_marking_leaves_the_attempt_open_and_the_next_try_marks_once(
    tmp_path,
):
    database = tmp_path / "waymark.sqlite3"
    copy_to(database)
    check_that_a_kill_while_marking_does_no_harm(environ(f"sqlite:///{database}", tmp_path))


@pytest.mark.postgres
@pytest.mark.django_db
def test_so_it_does_on_postgresql(tmp_path):
    database = new_database("mortal")
    copy_to_postgres(database)
    check_that_a_kill_while_marking_does_no_harm(environ(database, tmp_path))
