"""Two threads that meet right before a statement, so that a missing lock shows every time.

On PostgreSQL alone: on SQLite the second transaction waits before its first statement.
"""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from django.db import connection

ALL_COME = 60  # seconds that the slowest machine may take to the first place
PATIENCE = 0.5  # seconds for somebody whom a lock keeps away


def at_once(*calls: Callable[[], Any], before: list[str] | list[list[str]]) -> list[Any]:
    """Run each call in a thread of its own; each waits before certain statements for the others.

    ``before``: regular expressions, one a place, for all calls or a list for each. Everybody must come to the first
    place. At a later one a lock may keep the others away: whoever holds it goes on after a moment. Right code is
    right whatever the time it takes. Returns what the calls return, or the exceptions that they raise.
    """
    places = [before] * len(calls) if isinstance(before[0], str) else before
    barriers = [threading.Barrier(len(calls)) for _place in places[0]]

    def run(call: Callable[[], Any], patterns: list[str]) -> Any:
        left = list(zip(patterns, barriers, strict=True))

        def wait(execute, sql, params, many, context):
            if left and re.search(left[0][0], sql):
                _pattern, barrier = left.pop(0)
                if barrier is barriers[0]:
                    barrier.wait(ALL_COME)
                else:
                    with suppress(threading.BrokenBarrierError):
                        barrier.wait(PATIENCE)
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(wait):
                return call()
        except threading.BrokenBarrierError:
            raise
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls, places))
