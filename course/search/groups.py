"""The lessons and lists of an edition, each with the numbers of its entries."""

from bisect import bisect_right
from typing import Protocol

from course.models import Edition, SearchEntry


class Group(Protocol):
    """Hold where the entries of one lesson, or of one list, begin, and how many they are.

    unit__key, unit__number, unit__title: of the lesson; None for a list.
    """

    first: int
    size: int
    place: str
    is_public: bool
    unit__key: str | None
    unit__number: str | None
    unit__title: str | None


class Groups:
    """Find the group of an entry by its number."""

    def __init__(self, edition: Edition) -> None:
        # Hundreds, which are the same for every reader: kept with the edition in memory.
        self.rows: tuple[Group, ...] = edition.search_groups
        self.beginnings = [row.first for row in self.rows]

    def of(self, number: int) -> Group:
        """Return the group of the entry with this number."""
        return self.rows[bisect_right(self.beginnings, number) - 1]

    @property
    def size(self) -> int:
        """Return how many entries there are."""
        return self.rows[-1].first + self.rows[-1].size - 1 if self.rows else 0

    @property
    def start_of_guide(self) -> int | None:
        """Return the first number of the guide, which is the last group; None without a guide."""
        is_guide = self.rows and self.rows[-1].place == SearchEntry.Place.GUIDE
        return self.rows[-1].first if is_guide else None
