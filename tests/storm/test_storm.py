"""A short storm on each database: every fault once, under a few learners."""

import sys

import pytest

from tests.database_template import copy_to, copy_to_postgres
from tests.postgres_server import postgres_server
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
        copy_to_postgres(server.url)
        check(blow(tmp_path, server.url, server, SHORT))
