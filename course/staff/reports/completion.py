"""Count who completed: by group, by course or by month, and in which time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from statistics import quantiles
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.models import LearnerGroup
from course.models import Edition
from course.staff.reports.counting import Counted, counted, groups_by_person, kept
from course.staff.reports.filters import Asked, By
from course.staff.reports.small_rows import FEWEST_PEOPLE, rows_to_show

# The group or the course by its key, or the first day of a month; None: no group.
Key = int | date | None
HOUR = 3600
DAY = 24 * HOUR
HOURS_UNTIL = 2 * DAY  # what takes longer is said in days


class Quartiles(NamedTuple):
    """Hold the seconds in which a quarter, a half and three quarters of people completed."""

    first: float
    middle: float
    third: float


class Row(NamedTuple):
    """Hold a row of the report.

    key: None for no group, and for all. name: of a group or a course, else "".
    times: None where fewer than ten people completed.
    """

    key: Key
    name: str
    enrolled: int
    completed: int
    times: Quartiles | None

    @property
    def title(self) -> str:
        """Return the name in words; the row of all has another."""
        if isinstance(self.key, date):
            return date_format(self.key, "F Y")
        return gettext("No group") if self.key is None else self.name

    @property
    def share(self) -> int:
        """Return how many of a hundred completed."""
        return percent(self.completed, self.enrolled)


@dataclass(frozen=True)
class CompletionReport:
    """Hold the rows that are shown, in order, and the one of all."""

    rows: Sequence[Row]
    all: Row
    leaves_rows_out: bool

    @property
    def says_days(self) -> bool:
        """Return whether times are said in days; else in hours."""
        return bool(self.all.times and self.all.times.middle >= HOURS_UNTIL)

    @property
    def without_group(self) -> Row | None:
        """Return the row of people without a group; None if it is not shown."""
        return next((row for row in self.rows if row.key is None), None)

    @property
    def in_groups(self) -> Row | None:
        """Return the counts of people who are in a group; None where they cannot be told apart."""
        other = self.without_group
        if other is None or len(self.rows) < 2:
            return None
        enrolled = self.all.enrolled - other.enrolled
        return Row(0, "", enrolled, self.all.completed - other.completed, None)

    def time(self, seconds: float) -> float:
        """Return a time in the unit of this report."""
        return seconds / (DAY if self.says_days else HOUR)


@dataclass
class _Cell:
    """Count the people of one row."""

    people: set[int] = field(default_factory=set)
    enrolled: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, counted: Counted) -> None:
        self.people.add(counted.person)
        self.enrolled += 1
        if counted.seconds is not None:
            self.seconds.append(counted.seconds)

    def row(self, key: Key, name: str) -> Row:
        return Row(key, name, self.enrolled, len(self.seconds), _quartiles(self.seconds))


def percent(part: int, whole: int) -> int:
    """Return how many of a hundred ``part`` of ``whole`` are; 0 of nobody."""
    return round(100 * part / whole) if whole else 0


def completion_report(asked: Asked, *, for_all: bool = False) -> CompletionReport:
    """Return the report; counted once for all who ask for the same. At most four queries."""
    return kept("completion", asked, _count, for_all=for_all)


def _count(asked: Asked) -> CompletionReport:
    keys_of = _keys_of(asked)
    everybody = _Cell()
    cells: dict[Key, _Cell] = {}
    for each in counted(asked):
        everybody.add(each)
        for key in keys_of(each):
            cells.setdefault(key, _Cell()).add(each)
    people_by_row = {key: cell.people for key, cell in cells.items()}
    shown = rows_to_show(people_by_row)
    named = [key for key in shown if isinstance(key, int)]
    names = _names(asked.by, named)
    rows = []
    for key in shown:
        name = names.get(key, "")
        row = cells[key].row(key, name)
        rows.append(row)
    return CompletionReport(
        rows=_in_order(asked.by, rows),
        all=everybody.row(None, ""),
        leaves_rows_out=len(shown) < len(cells),
    )


def _keys_of(asked: Asked) -> Callable[[Counted], Iterable[Key]]:
    """Return what says in which rows an enrolment counts."""
    if asked.by == By.GROUP:
        return partial(_group_keys, groups_by_person(asked.at))
    return _course_keys if asked.by == By.COURSE else _month_keys


def _group_keys(groups: Mapping[int, Sequence[int]], counted: Counted) -> Iterable[Key]:
    return groups.get(counted.person) or (None,)


def _course_keys(counted: Counted) -> Iterable[Key]:
    return (counted.course_id,)


def _month_keys(counted: Counted) -> Iterable[Key]:
    return (timezone.localdate(counted.started_at).replace(day=1),)


def _names(by: By, keys: Sequence[int]) -> "dict[Key, str]":
    """Return the names of groups or courses. At most one query."""
    if by == By.GROUP:
        return dict(LearnerGroup.objects.filter(pk__in=keys).values_list("pk", "name"))
    if by == By.COURSE:
        editions = Edition.objects.newest().filter(course__in=keys)
        return dict(editions.values_list("course_id", "short_title"))
    return {}


def _in_order(by: By, rows: Iterable[Row]) -> list[Row]:
    """Return months as they come, other rows by their share; people without a group last."""
    if by == By.MONTH:
        return sorted(rows, key=lambda row: str(row.key))
    return sorted(
        rows,
        key=lambda row: (
            row.key is None,
            -row.share,
            row.name,
            str(row.key),
        ),
    )


def _quartiles(seconds: Sequence[float]) -> Quartiles | None:
    if len(seconds) < FEWEST_PEOPLE:
        return None
    return Quartiles(*quantiles(seconds, n=4, method="inclusive"))
