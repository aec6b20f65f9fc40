"""What waits for staff on their desk; each app registers its own in ``AppConfig.ready()``.

What changes often is counted in one query, and each row is seen only by who can act on it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any

from django.core.cache import caches
from django.db.models import Count, Min, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Section(IntEnum):
    """The parts of the desk, in the order of harm."""

    STOPPED = 0
    HARM = 1
    PEOPLE = 2
    DUE = 3
    SITE = 4

    @property
    def title(self) -> Promise:
        return SECTION_TITLES[self]


SECTION_TITLES = {
    Section.STOPPED: _("Stops everything"),
    Section.HARM: _("Could harm a patient, or tells readers something untrue"),
    Section.PEOPLE: _("People are waiting"),
    Section.DUE: _("Falls due within 60 days"),
    Section.SITE: _("This site"),
}


@dataclass(frozen=True)
class Waiting:
    """Hold one kind of thing that waits, and the one act that it needs.

    lists: returns, for a reader, the rows of each table in which it waits.
    since: the field that says since when, or for ``Section.DUE`` until when.
    counted: the field whose different values are counted.
    why: why it matters, or what is waited for. act: what the button says.
    is_kept: counting takes long, and is the same for every reader: counts are kept for a minute.
    """

    key: str
    section: Section
    permissions: tuple[str, ...]
    lists: Callable[[User], Iterable[QuerySet[Any]]]
    since: str
    title: Promise
    why: Promise
    act: Promise
    url_name: str
    query: str = ""
    counted: str = "pk"
    is_kept: bool = False


@dataclass(frozen=True)
class DeskRow:
    """Hold a row of the desk: how many, what, why, since when (until when, if due), one act.

    url: "" if no page of the site can help.
    """

    section: Section
    count: int
    title: object
    why: object
    since: datetime | date | None
    act: object
    url_name: str = ""
    query: str = ""


Counts = dict[str, tuple[int, datetime]]  # how many, and the earliest time, by the key of a kind
KEPT_SECONDS = 60

kinds: list[Waiting] = []
# Each returns rows that need no counting, such as one about a setting.
others: list[Callable[[User], Iterable[DeskRow]]] = []


def rows_for(reader: User) -> list[DeskRow]:
    """Return what waits that this member of staff can act on, in the order of harm."""
    shown = [kind for kind in kinds if reader.has_perms(kind.permissions)]
    counts = _counts([kind for kind in shown if not kind.is_kept], reader)
    for kind in shown:
        if kind.is_kept:
            counts |= _kept_counts(kind, reader)
    rows = [_row(kind, counts[kind.key]) for kind in shown if kind.key in counts]
    for source in others:
        rows += source(reader)
    return sorted(rows, key=lambda row: row.section)


def _kept_counts(kind: Waiting, reader: User) -> Counts:
    """Return what ``_counts`` says of one kind, at most a minute old."""
    name = f"desk-count:{kind.key}"
    kept: Counts | None = caches["pieces"].get(name)
    if kept is None:
        kept = _counts([kind], reader)
        caches["pieces"].set(name, kept, KEPT_SECONDS)
    return kept


def _counts(shown: Iterable[Waiting], reader: User) -> Counts:
    """Return how many of each kind wait, and the earliest time; no entry for none. One query."""
    tables = [_counted(kind, rows) for kind in shown for rows in kind.lists(reader)]
    if not tables:
        return {}
    first, *rest = tables
    counts: Counts = {}
    for key, count, since in first.union(*rest, all=True):
        if not count:
            continue
        known = counts.get(key, (0, since))
        counts[key] = (known[0] + count, min(known[1], since))
    return counts


def _counted(kind: Waiting, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return one row: the key, how many wait, and the earliest time."""
    whole = rows.order_by().annotate(desk_key=Value(kind.key)).values("desk_key")
    counted = whole.annotate(
        desk_count=Count(kind.counted, distinct=True), desk_since=Min(kind.since)
    )
    listed: QuerySet[Any] = counted.values_list("desk_key", "desk_count", "desk_since")
    return listed


def _row(kind: Waiting, counted: tuple[int, datetime]) -> DeskRow:
    count, since = counted
    # A day until which something can be done is the same in every time zone.
    is_day_of_time = kind.section == Section.DUE and isinstance(since, datetime)
    shown = since.date() if is_day_of_time else since
    return DeskRow(
        kind.section, count, kind.title, kind.why, shown, kind.act, kind.url_name, kind.query
    )
