"""Ask the database with a query whose SQL is put together once a process."""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any, Generic, TypeVar

from django.db import connections, models
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Value = int | str
# They stand for the values while the SQL is put together; no other condition has them.
NUMBERS = range(32_740, 32_750)  # the smallest kind of number has 16 bits
LARGEST_NUMBER = 2**63 - 1
TEXTS = [f"value-{number}-of-a-compiled-query" for number in range(10)]


class CompiledQuery(Generic[Row]):
    """Return the rows of ``make(*values)``, in a third of the time.

    Django puts the SQL of a query together at every call; for a few rows that takes most of the
    time. This is for the queries of every page of a learner, and for no others.

    make: returns the query. Its values are whole numbers and texts, each of which a column has to
    equal. Everything else in the query, such as the time of day, stays what it was at the first
    call.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Any, Row]]) -> None:
        self.make = make
        self.compiled: tuple[models.QuerySet[Any, Row], SQLCompiler, str, Sequence[Any]] | None
        self.compiled = None

    def rows(self, *values: Value) -> list[Row]:
        """Return the rows for these values. Raises ValueError if the query changes a value."""
        if any(isinstance(value, int) and abs(value) > LARGEST_NUMBER for value in values):
            return []  # no column holds it, and SQLite takes no such number
        places = _places(values)
        if self.compiled is None:
            self.compiled = _compile(self.make(*places), places)
        query, kept_compiler, sql, params = self.compiled
        by_place = dict(zip(places, values, strict=True))
        statement = sql, tuple(by_place.get(param, param) for param in params)
        compiler = copy(kept_compiler)
        compiler.connection = connections[query.db]  # each thread has its own
        compiler.as_sql = lambda *_, **__: statement  # type: ignore[method-assign]
        rows = query.all()
        rows.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(rows)

    def first(self, *values: Value) -> Row | None:
        """Return the first row for these values, or None. ``make`` limits the query to one."""
        rows = self.rows(*values)
        return rows[0] if rows else None


def _compile(
    query: models.QuerySet[Any, Row], places: Sequence[Value]
) -> tuple[models.QuerySet[Any, Row], SQLCompiler, str, Sequence[Any]]:
    """Put the SQL of a query together. Raises ValueError if a place is not in it."""
    compiler = query.query.get_compiler(query.db)
    sql, params = compiler.as_sql()
    if missing := set(places) - set(params):
        raise ValueError(f"the query changes its values, or leaves them out: {missing}")
    return query, compiler, sql, params


def _places(values: Sequence[Value]) -> list[Value]:
    """Return what stands for each of the values."""
    return [
        TEXTS[place] if isinstance(value, str) else NUMBERS[place]
        for place, value in enumerate(values)
    ]
