"""A learner's timeline for staff, put together from the records of every app.

Apps above this one add their own sources in ``AppConfig.ready()``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from course.models import Completion, Enrolment


@dataclass(frozen=True, order=True)
class Entry:
    """Hold what happened at a time, never what was answered.

    detail: says more, or "".
    """

    at: datetime
    title: str
    detail: str = ""


sources: list[Callable[[Enrolment], Iterable[Entry]]] = []


def entries(enrolment: Enrolment) -> list[Entry]:
    """Return all entries of an enrolment, newest first."""
    return sorted((entry for source in sources for entry in source(enrolment)), reverse=True)


def learning_entries(enrolment: Enrolment) -> Iterable[Entry]:
    """Yield enrolment, acknowledgements, notices of corrections, completions and waivers."""
    yield Entry(
        enrolment.started_at, _("Enrolled"), _("Name confirmed: %s") % enrolment.holder_name
    )
    yield from _notices_and_acknowledgements(enrolment)
    for completion in enrolment.completions.select_related("unit", "waived_by"):
        yield _completion_entry(completion)
    if enrolment.completed_at:
        title = _("Nothing required was left: course completed")
        yield Entry(enrolment.completed_at, title, enrolment.completed_zone)
    if enrolment.ended_at:
        yield Entry(enrolment.ended_at, _("Enrolment ended"), enrolment.ended_because)


def _notices_and_acknowledgements(enrolment: Enrolment) -> Iterator[Entry]:
    for acknowledgement in enrolment.acknowledgements.select_related("edition"):
        title = _("Acknowledged the disclosures of edition %d") % acknowledgement.edition.number
        yield Entry(acknowledgement.acknowledged_at, title)
    for notice in enrolment.correction_notices.select_related("edition"):
        number = notice.edition.number
        yield Entry(notice.told_at, _("Told of the safety correction in edition %d") % number)
        if notice.confirmed_at:
            title = _("Confirmed having read the safety correction in edition %d") % number
            yield Entry(notice.confirmed_at, title)


def _completion_entry(completion: Completion) -> Entry:
    if not completion.was_waived:
        return Entry(completion.completed_at, _("Completed: %s") % completion.unit)
    staff = completion.waived_by
    by = staff.display_name if staff else _("a former member of staff")
    detail = _("By %(by)s, because: %(why)s") % {"by": by, "why": completion.waived_because}
    return Entry(completion.completed_at, _("Unit waived: %s") % completion.unit, detail)


sources.append(learning_entries)
