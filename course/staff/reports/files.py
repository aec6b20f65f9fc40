"""The files of the report on completion, and of the steps."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import LearnerGroup
from course.models import Edition
from course.staff.reports.activity import Activity
from course.staff.reports.completion import HOUR, CompletionReport, Row
from course.staff.reports.counting import READ_AT_ONCE, groups_by_person, seconds_to_complete
from course.staff.reports.filters import Asked
from course.staff.reports.steps import Step

Cells = Sequence[object]
TABLE_HEADER = (
    "row",
    "enrolled",
    "completed",
    "share_percent",
    "quarter_hours",
    "middle_hours",
    "three_quarters_hours",
)
PEOPLE_HEADER = (
    "name",
    "address",
    "groups",
    "course",
    "edition",
    "enrolled_on",
    "completed",
    "completed_on",
    "hours",
)
ACTIVITY_HEADER = ("role", "started", "completed")
STEPS_HEADER = ("step", "people", "share_percent")


def table_rows(title: str, report: CompletionReport) -> Iterator[Cells]:
    """Yield the rows of the table on the page."""
    yield [title]
    yield TABLE_HEADER
    for row in report.rows:
        # Spreadsheets sort months in this form.
        name = f"{row.key:%Y-%m}" if isinstance(row.key, date) else row.title
        yield _cells_of_row(name, row)
    yield _cells_of_row(_("All"), report.all)


def _cells_of_row(name: str, row: Row) -> Cells:
    counts = [name, row.enrolled, row.completed, row.share]
    if row.times is None:
        return [*counts, "", "", ""]
    times = (row.times.first, row.times.middle, row.times.third)
    return [*counts, *map(_hours, times)]


def _hours(seconds: float) -> float:
    return round(seconds / HOUR, 1)


def step_rows(title: str, steps: Sequence[Step]) -> Iterator[Cells]:
    """Yield the rows of the table of steps."""
    yield [title]
    yield STEPS_HEADER
    for step in steps:
        yield [str(step.title), step.count, step.share]


def activity_rows(title: str, counts: Activity, digest: str) -> Iterator[Cells]:
    """Yield the rows of the activity report, with its receipt at the end."""
    yield [title]
    yield ACTIVITY_HEADER
    for row in counts.roles:
        yield [row.name, row.started, row.completed]
    yield [_("All"), counts.all.started, counts.all.completed]
    yield []
    yield [_("Completed with a waived unit"), "", counts.waived]
    for name, count in counts.further.items():
        yield [name, "", count]
    yield ["SHA-256", digest]


def _whose_days() -> str:
    """Say in which time zones the days of a list of people are."""
    text = _("Days of enrollment in %s, of completion in the time zone of each learner.")
    return text % timezone.get_current_timezone_name()


class _Person(NamedTuple):
    """Hold what is read of one enrolment."""

    user_id: int | None
    name: str | None
    address: str | None
    edition_id: int
    started_at: datetime
    completed_at: datetime | None
    completed_on: object


def people_rows(title: str, asked: Asked) -> Iterator[Cells]:
    """Yield a row for each enrolment that the report counts, by start. Four queries."""
    yield [f"{title} {_whose_days()}"]
    yield PEOPLE_HEADER
    names = dict(LearnerGroup.objects.values_list("pk", "name"))
    groups = groups_by_person(asked.at)
    editions = Edition.objects.values_list("pk", "short_title", "number")
    edition_by_id = {pk: (title, number) for pk, title, number in editions}
    fields = ("user_id", "user__name", "user__email", "edition_id")
    times = ("started_at", "completed_at", "completed_on")
    people = asked.enrolments.order_by("started_at", "pk").values_list(*fields, *times)
    for values in people.iterator(READ_AT_ONCE):
        person = _Person(*values)
        of_person = groups.get(person.user_id, ()) if person.user_id else ()
        seconds = seconds_to_complete(asked, person.started_at, person.completed_at)
        has_completed = seconds is not None
        yield [
            person.name or "",
            person.address or "",
            "; ".join(names[group] for group in of_person),
            *edition_by_id[person.edition_id],
            timezone.localdate(person.started_at),
            "yes" if has_completed else "no",
            person.completed_on if has_completed else "",
            "" if seconds is None else _hours(seconds),
        ]
