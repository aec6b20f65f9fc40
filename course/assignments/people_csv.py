"""The people of one group as a table: who is how far in the course that the page shows."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.groups.staff import MAY_MANAGE
from accounts.middleware import zone_of
from accounts.models import GroupMember, LearnerGroup
from accounts.staff import StaffRequest, staff_page
from accounts.tables import ROWS_AT_ONCE, csv_response
from course.assignments.shown_courses import ShownCourse, chosen_course, courses_of, people_of_group
from course.assignments.standing import Standing

HEADER_OF_PEOPLE = ("name", "address", "in_group_since")
HEADER_OF_COURSE = ("state", "last_day", "started_on", "completed_on")


@staff_page(MAY_MANAGE)
@require_safe
def people_csv(request: StaffRequest, group_id: UUID) -> HttpResponseBase:
    """Send the people of a group as CSV, with the group, the course and the time first."""
    group = get_object_or_404(LearnerGroup, public_id=group_id)
    chosen = chosen_course(request, courses_of(group))
    rows = _table(group, chosen, people_of_group(group, chosen))
    return csv_response(request, f"group-{group.key}", rows, group)


def _table(
    group: LearnerGroup, chosen: ShownCourse | None, people: QuerySet[GroupMember]
) -> Iterator[Sequence[object]]:
    """Yield the rows of the file: what it holds, the header, the people."""
    course = chosen.edition.title if chosen else ""
    made_at = f"Made {timezone.now():%Y-%m-%d %H:%M} UTC"
    yield [". ".join(filter(None, (group.name, course, f"Days in {group.zone}", made_at)))]
    yield HEADER_OF_PEOPLE + HEADER_OF_COURSE if chosen else HEADER_OF_PEOPLE
    zone = zone_of(group.zone)
    for member in people.iterator(chunk_size=ROWS_AT_ONCE):
        since = timezone.localdate(member.joined_at, zone)
        cells: list[object] = [member.user.name, member.user.email, since]
        if chosen:
            started_at = member.started_at
            cells += [
                Standing(member.standing).label,
                member.due_on or "",
                timezone.localdate(started_at, zone) if started_at else "",
                member.completed_on or "",
            ]
        yield cells
