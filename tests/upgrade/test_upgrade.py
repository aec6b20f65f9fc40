"""The database of each release comes up to date: no record changes, nobody is mailed."""

import json
import subprocess
import sys

import pytest

from tests.certificates import old_records
from tests.course import old_lessons
from tests.postgres_server import new_database
from tests.quizzes import old_site
from tests.upgrade import releases

UP_TO_DATE = {
    "changed": {},
    "new mails": [],
    "missing triggers": [],
    "faults in records": [],
    "small site": {
        "lea": [302, "submitted", "4", "4", True],
        "certificates": {
            "Max Small": [200, 200, "genuine"],
            "Rex Small": [200, 302, "revoked"],
        },
    },
}
# What this release and the days after it had, and later ones do not.
SINCE = {
    "0.1.0": {
        # After the first upgrade, and after the second.
        "records": [old_records.UP_TO_DATE] * 2,
        "lessons": old_lessons.UP_TO_DATE,
        "quizzes": old_site.UP_TO_DATE,
    }
}


def check_that_it_comes_up_to_date(version, env):
    command = [sys.executable, "-W", "ignore", "-m", "tests.upgrade.walk"]
    done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == UP_TO_DATE | SINCE.get(version, {})


@pytest.mark.parametrize("version", releases.versions())
def test_a_release_comes_up_to_date_with_all_it_holds(version, tmp_path):
    database = tmp_path / "waymark.sqlite3"
    releases.load_sqlite(version, database)
    check_that_it_comes_up_to_date(version, releases.environ(f"sqlite:///{database}", tmp_path))


@pytest.mark.postgres
@pytest.mark.parametrize("version", releases.versions())
def test_so_it_does_on_postgresql(version, tmp_path):
    url = new_database(f"release {version}")
    releases.load_postgres(version, url)
    check_that_it_comes_up_to_date(version, releases.environ(url, tmp_path))
