"""A year of certificates comes up to date: no record changes, none is added, nobody is mailed."""

import json
import subprocess
import sys

from tests.certificates.old_records import CODES
from tests.quizzes.sitting.test_mortal_server import environ

GENUINE = {"status", "sha256", "printed", "completed_on", "issued_at"}
REVOKED = {"status", "number", "revoked_on", "reason"}
STATES = {
    "ada": "genuine",
    "eve": "revoked",
    "ida": "revoked",
    "ida again": "genuine",
    "zoe": "genuine",
}
EVENTS = [
    ["ada", "bound"],
    ["eve", "bound"],
    ["eve", "revoked"],
    ["ida", "bound"],
    ["ida", "revoked"],
    ["ida", "replaced"],
    ["ida again", "bound"],
    ["zoe", "erased"],
]


def check_that_nothing_changes(env):
    command = [sys.executable, "-W", "ignore", "-m", "tests.certificates.old_records"]
    done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    first, second = told["upgrades"]
    assert first == second
    pages = first.pop("pages")
    assert first == {
        "hashes": told["hashes"],
        "faults": [],
        "states": {CODES[whose]: state for whose, state in STATES.items()},
        "events": [[CODES[whose], kind] for whose, kind in EVENTS],
        "mails": len(CODES),
        "missing": [],
    }
    for whose, state in STATES.items():
        status, told_state, keys = pages[CODES[whose]]
        assert (status, told_state) == (200, state)
        assert set(keys) >= (REVOKED if state == "revoked" else GENUINE)


def test_an_upgrade_done_twice_changes_no_record_issues_nothing_and_mails_nobody(tmp_path):
    check_that_nothing_changes(environ(f"sqlite:///{tmp_path}/waymark.sqlite3", tmp_path))
