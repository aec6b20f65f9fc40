"""Show a long list page by page: whether there is a next page is known without counting all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

MAX_PAGE_NUMBER = 1_000_000

Row = TypeVar("Row")


@dataclass(frozen=True)
class LongListPage(Generic[Row]):
    """Hold one page of a list; templates use it as they use a page of Django.

    number: from 1. start_index: the place of the first row in the list, from 1.
    """

    object_list: list[Row]
    number: int
    start_index: int
    has_next: bool

    def __iter__(self) -> Iterator[Row]:
        return iter(self.object_list)

    @property
    def end_index(self) -> int:
        return self.start_index + len(self.object_list) - 1

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def long_list_page(
    rows: "QuerySet[Any, Row]", number: str | None, rows_a_page: int
) -> LongListPage[Row]:
    """Return the page with a number from an address; the first one if there is no such page."""
    page = _read_page(rows, _as_page_number(number), rows_a_page)
    if not page.object_list and page.has_previous:
        return _read_page(rows, 1, rows_a_page)
    return page


def _as_page_number(text: str | None) -> int:
    """Return the number; 1 for what cannot be the number of a page."""
    try:
        number = int(text or 1)
    except ValueError:
        return 1
    return number if 1 <= number <= MAX_PAGE_NUMBER else 1


def _read_page(rows: "QuerySet[Any, Row]", number: int, rows_a_page: int) -> LongListPage[Row]:
    start = (number - 1) * rows_a_page
    # One row more than is shown says that there is a next page.
    read = list(rows[start : start + rows_a_page + 1])
    return LongListPage(
        object_list=read[:rows_a_page],
        number=number,
        start_index=start + 1,
        has_next=len(read) > rows_a_page,
    )
