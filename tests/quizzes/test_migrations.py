"""A site from before the bank and the rules comes up to date: with what was published, answered
and marked, and with the mails that an older version gave up."""

import json
import subprocess
import sys

import pytest

from tests.postgres_server import postgres_server
from tests.quizzes.sitting.test_mortal_server import environ

OPTIONS = [f"option.{each}{part}" for each in "abc" for part in ("", ".why")]
UP_TO_DATE = {
    "differences": [[], []],
    "reasons": ["learner"] * 3,
    "grades": ["1", "2/3", "1", "0", "1/3", "0", "0", "0", "0"],
    "rereadings": [["0", "1"]],
    "answers": [["b", ["a", "b"], "500 mg"], ["a", ["a"], "500 milligrams"], ["c", None, "50 mg"]],
    "texts": [
        [*OPTIONS, "stem", "vignette"],
        [*OPTIONS, "stem", "vignette"],
        ["rationale", "slip.50", "stem"],
    ],
    "rules": [[1, 1, 1], [2, 2, 1], [3, 3, 1]],
    "completions": ["8/3"],
    "safety_corrections": [""],
    "pages": {"ada": [200, 200], "eve": [200, 200], "ida": [200, 200]},
    "mailed": ["Hello."],
    "sent": ["given up", "sent"],
    "missing": [],
}


def check_that_nothing_is_lost(env):
    def run(step):
        command = [sys.executable, "-W", "ignore", "-m", "tests.quizzes.old_site", step]
        done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    hashes = run("fill")
    assert len(hashes) == 3
    assert run("migrate") == UP_TO_DATE | {"hashes": hashes}


def test_an_old_site_comes_up_to_date_with_all_it_holds(tmp_path):
    check_that_nothing_is_lost(environ(f"sqlite:///{tmp_path}/waymark.sqlite3", tmp_path))


@pytest.mark.postgres
def test_so_it_does_on_postgresql(tmp_path):
    with postgres_server() as server:
        check_that_nothing_is_lost(environ(server.url, tmp_path))
