"""Page through long lists: a page begins where another ended, however far into the list.

The address names the row before or after, so that no page counts the rows that it skips.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, Q, QuerySet

COUNTED = 1_000  # a longer list is not counted to its end
END = "end"


@dataclass(frozen=True)
class ListOrder:
    """Hold the fields by which a list is sorted; the last one makes every row differ."""

    fields: tuple[str, ...]
    is_descending: bool = False

    def names(self, *, backwards: bool = False) -> list[str]:
        """Return the fields for ``order_by``."""
        sign = "-" if self.is_descending != backwards else ""
        return [f"{sign}{field}" for field in self.fields]


@dataclass(frozen=True)
class KeysetPage:
    """Hold the primary keys of the rows on a page, in order."""

    keys: list[int]
    has_previous: bool
    has_next: bool

    @property
    def first_key(self) -> int | None:
        return self.keys[0] if self.keys else None

    @property
    def last_key(self) -> int | None:
        return self.keys[-1] if self.keys else None


def keyset_page(
    rows: QuerySet[Any], order: ListOrder, asked: Mapping[str, str], rows_a_page: int
) -> KeysetPage:
    """Return the page that an address asks for; the first one if it asks for none.

    asked: ``after`` the row with this key, or ``before`` it; before "end" is the last page.
    """
    if asked.get("before") == END:
        return _page_before(rows, order, rows_a_page)
    beside_row = _page_beside_row(rows, order, asked, rows_a_page)
    return beside_row or _page_after(rows, order, rows_a_page)


def _page_beside_row(
    rows: QuerySet[Any], order: ListOrder, asked: Mapping[str, str], rows_a_page: int
) -> KeysetPage | None:
    """Return the page after or before the row that an address names; None if there is none."""
    for name, page_of in (("after", _page_after), ("before", _page_before)):
        here = _values_of(rows.model, asked.get(name, ""), order)
        if here is None:
            continue
        is_beyond = _beyond(order, here, backwards=name == "before")
        page = page_of(rows.filter(is_beyond), order, rows_a_page, is_inside=True)
        if page.keys:
            return page
    return None


def _page_after(
    rows: QuerySet[Any], order: ListOrder, rows_a_page: int, *, is_inside: bool = False
) -> KeysetPage:
    """Return the first page of these rows. is_inside: there are rows before them."""
    in_order = rows.order_by(*order.names())
    # One row more than is shown says that there is a next page.
    keys = list(in_order.values_list("pk", flat=True)[: rows_a_page + 1])
    shown = keys[:rows_a_page]
    return KeysetPage(shown, has_previous=is_inside, has_next=len(keys) > rows_a_page)


def _page_before(
    rows: QuerySet[Any], order: ListOrder, rows_a_page: int, *, is_inside: bool = False
) -> KeysetPage:
    """Return the last page of these rows. is_inside: there are rows after them."""
    backwards = rows.order_by(*order.names(backwards=True))
    keys = list(backwards.values_list("pk", flat=True)[: rows_a_page + 1])
    shown = keys[:rows_a_page]
    shown.reverse()
    return KeysetPage(shown, has_previous=len(keys) > rows_a_page, has_next=is_inside)


def _values_of(model: type[Model], key: str, order: ListOrder) -> Sequence[object] | None:
    """Return by what the row with this key is sorted; None if there is no such row."""
    if not key.isascii() or not key.isdigit() or len(key) > 18:
        return None
    # Also a row that has left the list meanwhile says where the next page begins.
    return model._default_manager.filter(pk=key).values_list(*order.fields).first()


def _beyond(order: ListOrder, here: Sequence[object], *, backwards: bool) -> Q:
    """Return the condition that a row comes after ``here``, or before it."""
    compare = "lt" if order.is_descending != backwards else "gt"
    beyond, same = Q(), Q()
    for field, value in zip(order.fields, here, strict=True):
        beyond |= same & Q((f"{field}__{compare}", value))
        same &= Q((field, value))
    # Said twice, since databases find no place in an index for alternatives.
    return Q((f"{order.fields[0]}__{compare}e", here[0])) & beyond


def counts_of(lists: Sequence[QuerySet[Any]]) -> list[int]:
    """Return how long each list is, up to one more than COUNTED, in one query."""
    return lengths_of([rows.order_by()[: COUNTED + 1] for rows in lists])


def lengths_of(lists: Sequence[QuerySet[Any]]) -> list[int]:
    """Return how long each list is, in one query."""
    columns: list[str] = []
    values: list[Any] = []
    for rows in lists:
        try:
            sql, parameters = rows.values("pk").query.sql_with_params()
        except EmptyResultSet:  # Django knows that nothing can match
            columns.append("0")
            continue
        columns.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608
        values += parameters
    with connection.cursor() as cursor:
        # Django wrote these statements; what people typed is among the values.
        cursor.execute(f"SELECT {', '.join(columns)}", values)  # noqa: S608
        return list(cursor.fetchone())
