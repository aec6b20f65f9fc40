"""Say the roles of a course as lines of text, and read them back. No Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Role(Protocol):
    """A role as a course names it."""

    @property
    def key(self) -> str: ...
    @property
    def mark(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class KnownRole:
    """Hold a role that an edition knows.

    place: among its roles, from 1. mark: one or two letters.
    """

    place: int
    key: str
    mark: str
    name: str


def lines_of_roles(roles: Iterable[Role]) -> str:
    """Return the roles one a line: key, mark and name, with a tab between them."""
    return "\n".join(f"{role.key}\t{role.mark}\t{role.name}" for role in roles)


def roles_in_lines(lines: str) -> list[KnownRole]:
    """Return the roles that ``lines_of_roles`` wrote, in order."""
    return [KnownRole(place, *line.split("\t")) for place, line in enumerate(lines.splitlines(), 1)]
