"""Leave out the rows of a table that show so few people that each could be known."""

from collections.abc import Hashable, Mapping, Set
from typing import TypeVar

FEWEST_PEOPLE = 10

Key = TypeVar("Key", bound=Hashable)


def rows_to_show(people_by_row: Mapping[Key, Set[int]]) -> set[Key]:
    """Return the rows of ten people or more that give nobody else away.

    The table also has a row of all. Whoever subtracts the shown rows from it learns of the people
    who are in none of them: these are none, or again ten or more.
    """
    shown = set()
    for key, people in people_by_row.items():
        if len(people) >= FEWEST_PEOPLE:
            shown.add(key)

    everybody: set[int] = set()
    for people in people_by_row.values():
        everybody |= people

    while shown:
        rest = set(everybody)
        for key in shown:
            rest -= people_by_row[key]
        if not rest or len(rest) >= FEWEST_PEOPLE:
            break
        smallest = min(
            shown,
            key=lambda key: (len(people_by_row[key]), str(key)),
        )
        shown.remove(smallest)
    return shown
