"""Export and erase all that is kept about a person; each app registers its part.

The page "My data", the privacy page and the file that people take with them are made of the parts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.erasing.traces import sweep, traces_of
from accounts.models import User

YOU_ALONE = _("You alone")
YOU_AND_STAFF = _("You, and staff who help learners")
UNTIL_ERASED = _("Until you erase your account.")
STAYS_WITHOUT_NAME = _("As long as this site runs; without your name once you erase your account.")


@dataclass(frozen=True)
class Kept:
    """Say in words what a part is.

    title: names it. what: is a whole sentence. why, readers, until: fill a cell of a table.
    tables: the models that the export reads, such as "course.Note".
    is_record: False if everybody with an account has it, so that it is no record of theirs.
    """

    title: str | Promise
    what: str | Promise
    why: str | Promise
    readers: str | Promise
    until: str | Promise
    tables: tuple[str, ...]
    is_record: bool = True


class PersonalData(Protocol):
    """What one app keeps about a person. name: of its file, which stays the same for ever."""

    name: str
    kept: Kept

    def export(self, user: User) -> object:
        """Return plain values for JSON."""

    def erase(self, user: User) -> None:
        """Delete all that no rule obliges us to keep."""


class OwnFile(NamedTuple):
    """Hold a file of a person: its path inside of what they take with them, and its bytes."""

    path: str
    content: bytes


_PARTS: dict[str, PersonalData] = {}
# Higher apps add what yields the files of a person, in ``AppConfig.ready()``.
file_sources: list[Callable[[User], Iterable[OwnFile]]] = []


def register(part: PersonalData) -> None:
    """Add an app's part; call it in ``AppConfig.ready()``."""
    _PARTS[part.name] = part


def parts() -> list[PersonalData]:
    """Return the parts, those of the lowest app first."""
    return list(_PARTS.values())


def export(user: User) -> dict[str, object]:
    """Return all that is kept about ``user``, by the name of the part."""
    return {name: part.export(user) for name, part in sorted(_PARTS.items())}


def has_records(user: User) -> bool:
    """Return whether any part but the account itself keeps something about ``user``."""
    return any(part.export(user) for part in _PARTS.values() if part.kept.is_record)


def erase(user: User) -> None:
    """Erase every part, the one registered last first, then typed words that name the person."""
    # Apps register in order of their imports: what refers to rows of a lower app goes first.
    with transaction.atomic():
        traces = traces_of(user)
        for part in reversed(_PARTS.values()):
            part.erase(user)
        sweep(traces)
