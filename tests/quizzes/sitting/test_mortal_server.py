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


def run(env, *steps) -> list:
    """Do each step in a process of its own; return their exit codes and what they found."""
    command = [sys.executable, "-m", "tests.quizzes.mortal_server", *steps]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_that_a_kill_while_marking_does_no_harm(env):
    kills = ["submit quizzes.GradeRun", "submit course.Completion"]
    steps = ["prepare", "answer", *kills, "submit", "submit"]
    done = run(env, *(each for step in steps for each in (step, "tell")))
    codes = {step: code for step, (code, _) in zip(steps, done[::2], strict=True)}
    assert codes == dict.fromkeys(steps, 0) | dict.fromkeys(kills, -signal.SIGKILL)
    assert [found for _, found in done[1::2]] == [
        OPEN | {"answers": [None] * 3},
        *[OPEN] * 3,
        *[MARKED] * 2,
    ]


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
