"""A site that would lose something by an upgrade stays as it is."""

import json
import subprocess
import sys

from tests.course.old_lessons import LESSONS
from tests.upgrade.releases import environ


def test_nothing_is_changed_if_a_page_would_lose_something(tmp_path):
    env = environ(f"sqlite:///{tmp_path}/waymark.sqlite3", tmp_path)
    command = [sys.executable, "-W", "ignore", "-m", "tests.course.old_lessons"]
    done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert 'The page of the lesson "plain" in edition 1 ' in outcome["error"]
    assert outcome["pages_kept"] == len(LESSONS)
