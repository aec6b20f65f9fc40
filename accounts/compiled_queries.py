"""Ask the database with a query whose SQL is put together once a process."""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connections, models
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Value = int | str
Values = Value | Sequence[Value]
# They hold the places of the values while the SQL is put together; no condition of ours has them.
FIRST_NUMBER = 32_000  # the smallest kind of number has 16 bits
TEXT = "value-%d-of-a-compiled-query"
LONGEST_LIST = 100
LARGEST_NUMBER = 2**63 - 1


class CompiledQuery(Generic[Row]):
    """Return the rows of ``make(*values)``, in a third of the time.

    Django puts the SQL of a query together at every call; for a few rows that takes most of the
    time. This is for the queries of the pages that are asked for most, and for no others.

    make: returns the query. Its values are whole numbers and texts, each of which a column has to
    equal, or lists of them, of which a column has to equal one. Everything else in the query, such
    as the time of day, stays what it was at the first call.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Any, Row]]) -> None:
        self.make = make
        # By the lengths of the lists, on which the SQL depends.
        self.compiled: dict[tuple[int, ...], _Compiled] = {}

    def rows(self, *values: Values) -> list[Row]:
        """Return the rows for these values. Raises ValueError if the query changes a value."""
        lists = [[value] if isinstance(value, Value) else value for value in values]
        if any(_fits_no_column(value) for value in values):
            return []
        lengths = tuple(len(each) for each in lists)
        if max(lengths, default=0) > LONGEST_LIST:
            return list(self.make(*values))
        if lengths not in self.compiled:
            self.compiled[lengths] = _compile(self.make, values)
        return self.compiled[lengths].rows([value for each in lists for value in each])

    def first(self, *values: Values) -> Row | None:
        """Return the first row for these values, or None. ``make`` limits the query to one."""
        rows = self.rows(*values)
        return rows[0] if rows else None


def _fits_no_column(value: Values) -> bool:
    """Return whether no column can equal it. SQLite takes no larger number."""
    if isinstance(value, Value):
        return isinstance(value, int) and abs(value) > LARGEST_NUMBER
    return not value


class _Compiled(NamedTuple):
    """Hold a query with its SQL.

    params: what the SQL binds. numbers: for each of them, the number of the value that takes its
    place, or None.
    """

    query: models.QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    params: Sequence[Any]
    numbers: Sequence[int | None]

    def rows(self, values: Sequence[Value]) -> list[Any]:
        """Return the rows for these values."""
        params = tuple(
            param if number is None else values[number]
            for param, number in zip(self.params, self.numbers, strict=True)
        )
        compiler = copy(self.compiler)
        compiler.connection = connections[self.query.db]  # each thread has its own
        compiler.as_sql = lambda *_, **__: (self.sql, params)  # type: ignore[method-assign]
        rows = self.query.all()
        rows.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(rows)


def _compile(make: Callable[..., models.QuerySet[Any, Any]], values: Sequence[Values]) -> _Compiled:
    """Put the SQL of a query together. Raises ValueError if a value is not in it as it is."""
    places: list[Value] = []
    arguments: list[Values] = []
    for value in values:
        first = len(places)
        for each in [value] if isinstance(value, Value) else value:
            places.append(_place_of(each, len(places)))
        arguments.append(places[first] if isinstance(value, Value) else places[first:])

    query = make(*arguments)
    compiler = query.query.get_compiler(query.db)
    sql, params = compiler.as_sql()
    numbers = [places.index(param) if param in places else None for param in params]
    if set(numbers) - {None} != set(range(len(places))):
        raise ValueError("the query changes its values, or leaves some of them out")
    return _Compiled(query, compiler, sql, params, numbers)


def _place_of(value: Value, number: int) -> Value:
    """Return what stands for a value of this kind while the SQL is put together."""
    return TEXT % number if isinstance(value, str) else FIRST_NUMBER + number
