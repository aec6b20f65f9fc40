"""Two threads that meet right before a statement, so that a missing lock shows every time.

On PostgreSQL alone: on SQLite the second transaction waits before its first statement.
"""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

AFTER = "after: "
TOO_LONG = 120  # seconds after which nobody comes any more


def at_once(
    *calls: Callable[[], Any],
    before: list[str] | list[list[str]],
    refused_by: type[Exception] | tuple[()] = (),
) -> list[Any]:
    """Run each call in a thread of its own; each waits before certain statements for the others.

    before: regular expressions, one a place, for all calls or a list for each; with ``AFTER`` in
        front, they wait behind that statement instead. At the first place everybody waits until
        all are there. At a later one nobody waits for who has finished, or whom the database lets
        wait for a lock.
    Returns what the calls return; a call that raises ``refused_by`` returns the exception.
    """
    places = [before] * len(calls) if isinstance(before[0], str) else before
    meeting = _Meeting(len(calls), refused_by)
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(meeting.run, range(len(calls)), calls, places))


class _Meeting:
    """Who has come to which place, who has finished, and the database's process of each."""

    def __init__(self, size: int, refused_by: type[Exception] | tuple[()]) -> None:
        self.people = range(size)
        self.refused_by = refused_by
        self.came: set[tuple[int, int]] = set()
        self.finished: set[int] = set()
        self.process: dict[int, int] = {}

    def run(self, me: int, call: Callable[[], Any], patterns: list[str]) -> Any:
        left = list(enumerate(patterns))

        def execute_when_all_are_there(execute, sql, params, many, context):
            self.process[me] = connection.connection.info.backend_pid
            if not left or not re.search(left[0][1].removeprefix(AFTER), sql):
                return execute(sql, params, many, context)
            place, pattern = left.pop(0)
            if not pattern.startswith(AFTER):
                self.wait(me, place)
            result = execute(sql, params, many, context)
            if pattern.startswith(AFTER):
                self.wait(me, place)
            return result

        try:
            with connection.execute_wrapper(execute_when_all_are_there):
                return call()
        except self.refused_by as error:
            return error
        finally:
            self.finished.add(me)
            connection.close()

    def wait(self, me: int, place: int) -> None:
        self.came.add((me, place))
        give_up_at = time.monotonic() + TOO_LONG
        while any(self.is_missing(other, place) for other in self.people if other != me):
            if time.monotonic() > give_up_at:
                raise TimeoutError(
                    f"call {me} waited alone at place {place}: the others never came there"
                )
            time.sleep(0.01)

    def is_missing(self, other: int, place: int) -> bool:
        if (other, place) in self.came:
            return False
        return place == 0 or (
            other not in self.finished and not _waits_for_a_lock(self.process[other])
        )


def _waits_for_a_lock(process: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [process])
        return cursor.fetchone()[0]
