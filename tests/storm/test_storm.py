"""A short storm on each database: every fault once, under a few learners."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.database_template import copy_to
from tests.postgres_server import Server, postgres_server, program
from tests.storm.run import Plan, Report, blow

SHORT = Plan(seconds=5, people=60, length=0.7, pause=0.3, timer_seconds=6, seed=17)

pytestmark = [
    pytest.mark.django_db,  # for its tables, which are copied
    pytest.mark.skipif(
        sys.platform != "linux", reason="faults act on processes by the means of Linux"
    ),
]


def check(report: Report) -> None:
    """Check that nothing is wrong, and that this storm could have shown it."""
    print(report)
    assert report.wrong == []
    assert report.learners >= 4
    assert set(report.killed) == {"web child", "web", "worker", "timer"}
    assert report.answers[0] + report.answers[503], "nobody noticed: this storm proved nothing"


def test_nothing_is_lost_and_nothing_is_done_twice(tmp_path):
    (tmp_path / "var").mkdir()
    copy_to(tmp_path / "var" / "waymark.sqlite3")
    check(blow(tmp_path, f"sqlite:///{tmp_path}/var/waymark.sqlite3", None, SHORT))


@pytest.mark.postgres
def test_so_it_is_on_postgresql(tmp_path):
    with postgres_server(durable=True) as server:
        copy_test_database_to(server)
        check(blow(tmp_path, server.url, server, SHORT))


def copy_test_database_to(server: Server) -> None:
    """Give a server the migrated tables of the tests' own one."""
    tests_url = os.environ["WAYMARK_TEST_DATABASE_URL"].rpartition("/")[0]
    name = connection.settings_dict["NAME"]
    dump = subprocess.run(
        [program("pg_dump"), "--dbname", f"{tests_url}/{name}"], check=True, capture_output=True
    )
    load = [program("psql"), "--set", "ON_ERROR_STOP=1", "--dbname", server.url]
    subprocess.run(load, input=dump.stdout, check=True, stdout=subprocess.DEVNULL)
