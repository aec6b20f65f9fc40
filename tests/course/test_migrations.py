"""An old site comes up to date: every page stays, and so does what it says of itself."""

import json
import subprocess
import sys

import pytest

from tests.course.old_lessons import LESSONS, ROLE_BOX_NOW
from tests.postgres_server import postgres_server
from tests.quizzes.sitting.test_mortal_server import environ

WORDS = "A note on this. Another."
UP_TO_DATE = {
    "pages": {key: page for key, (page, _passages) in LESSONS.items()}
    | {"quiz": [], "roles": [ROLE_BOX_NOW]},
    "footnotes": [
        ["noted", "footnotes", WORDS, False],
        ["heading", "footnotes-2", WORDS, False],
    ],
    "roles": [["nurse@example.org", "nurse"]],
    "known": [
        [1, "prescriber", "P", "Prescriber"],
        [2, "therapist", "T", "Therapist"],
        [3, "nurse", "N", "Nurse or monitor"],
    ],
    "says": [
        "Education for licensed clinicians.",
        "Not medical advice, not a protocol, not a license to provide ketamine.",
    ],
    "missing": [],
}


def migrated(env, case):
    command = [sys.executable, "-W", "ignore", "-m", "tests.course.old_lessons", case]
    done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_page_of_an_old_site_stays_and_footnotes_become_a_passage(tmp_path):
    env = environ(f"sqlite:///{tmp_path}/waymark.sqlite3", tmp_path)
    assert migrated(env, "whole") == UP_TO_DATE


def test_nothing_is_changed_if_a_page_would_lose_something(tmp_path):
    outcome = migrated(environ(f"sqlite:///{tmp_path}/waymark.sqlite3", tmp_path), "more")
    assert 'The page of the lesson "plain" in edition 1 ' in outcome["error"]
    assert outcome["pages_kept"] == len(LESSONS)


@pytest.mark.postgres
def test_so_it_is_on_postgresql(tmp_path):
    with postgres_server() as server:
        assert migrated(environ(server.url, tmp_path), "whole") == UP_TO_DATE
