"""The server is killed while it marks: nothing half-done stays, and handing in again makes it whole."""

import json
import os
import subprocess
import sys

import pytest

from tests.quizzes.mortal_server import DIED

ANSWERS = ["b", ["a", "c", "d"], "500 mg"]
OPEN = {"state": "open", "answers": ANSWERS, "runs": [], "grades": 0, "completions": []}
MARKED = {
    "state": "submitted",
    "answers": ANSWERS,
    "runs": [[1, "3", "3", True]],
    "grades": 3,
    "completions": [["quiz", "3", "3"]],
}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    file = tmp_path_factory.mktemp("mortal") / "waymark.sqlite3"
    assert run(file, "prepare").returncode == 0
    return file


def run(file, *step) -> subprocess.CompletedProcess:
    environ = os.environ | {"WAYMARK_TEST_DATABASE_URL": f"sqlite:///{file}", "WAYMARK_VAR": str(file.parent)}
    command = [sys.executable, "-m", "tests.quizzes.mortal_server", *step]
    return subprocess.run(command, env=environ, check=False, capture_output=True, text=True)


def told(file) -> dict:
    return json.loads(run(file, "tell").stdout)


def test_a_server_that_dies_while_marking_leaves_the_attempt_open_and_the_next_try_marks_once(database):
    assert told(database) == OPEN
    for model in ("quizzes.GradeRun", "course.Completion"):
        assert run(database, "submit", model).returncode == DIED
        assert told(database) == OPEN
    for _again in range(2):
        assert run(database, "submit").returncode == 0
        assert told(database) == MARKED
