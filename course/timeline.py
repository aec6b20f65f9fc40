"""A learner's timeline for staff, put together from the records of every app.

Apps above this one add their own sources in ``AppConfig.ready()``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.compiled_queries import CompiledQuery
from course.models import Acknowledgement, Completion, CorrectionNotice, Enrolment


@dataclass(frozen=True, order=True)
class Entry:
    """Hold what happened at a time, never what was answered.

    detail: says more, or "".
    """

    at: datetime
    title: str
    detail: str = ""


Source = Callable[[Enrolment], Iterable[Entry]]

sources: list[Source] = []


def entries(enrolment: Enrolment) -> list[Entry]:
    """Return all entries of an enrolment, newest first."""
    entries_by_source = (source(enrolment) for source in sources)
    all_entries = chain.from_iterable(entries_by_source)
    return sorted(all_entries, reverse=True)


def learning_entries(enrolment: Enrolment) -> Iterable[Entry]:
    """Yield enrolment, acknowledgements, notices, waivers, the statement and the end."""
    confirmed = _("Name confirmed: %s") % enrolment.holder_name
    yield Entry(enrolment.started_at, _("Enrolled"), confirmed)

    yield from _notices_and_acknowledgements(enrolment)
    # What was done stands in the outline; a record of forty lessons would hide the rest.
    for completion in completions_of(enrolment):
        if completion.was_waived:
            yield _waiver_entry(completion)
    if enrolment.completed_at:
        title = _("Nothing required was left: course completed")
        yield Entry(enrolment.completed_at, title, enrolment.completed_zone)
    if enrolment.stated_at:
        yield Entry(enrolment.stated_at, _("Stated who took the course"), enrolment.statement)
    if enrolment.ended_at:
        yield Entry(enrolment.ended_at, _("Enrollment ended"), enrolment.ended_because)


# Of a completion. Each column takes time, and there are many completions.
SHOWN = (
    *("enrolment", "unit_key", "revision", "completed_at", "waived_because"),
    *("unit__number", "unit__title", "waived_by__name", "waived_by__email"),
)


def completions_of(enrolment: Enrolment) -> list[Completion]:
    """Return what was completed or waived. One query for each enrolment."""
    with_names = Completion.objects.select_related("unit", "waived_by").only(*SHOWN)
    prefetch_related_objects([enrolment], Prefetch("completions", with_names))
    return list(enrolment.completions.all())


_acknowledgements = CompiledQuery(
    lambda enrolment: Acknowledgement.objects.filter(enrolment=enrolment).values_list(
        "acknowledged_at", "edition__number"
    )
)
_notices = CompiledQuery(
    lambda enrolment: CorrectionNotice.objects.filter(enrolment=enrolment).values_list(
        "told_at", "confirmed_at", "edition__number"
    )
)


def _notices_and_acknowledgements(enrolment: Enrolment) -> Iterator[Entry]:
    for at, number in _acknowledgements.rows(enrolment.pk):
        yield Entry(at, _("Acknowledged the disclosures of edition %d") % number)

    for told_at, confirmed_at, number in _notices.rows(enrolment.pk):
        yield Entry(told_at, _("Told of the correction in edition %d") % number)
        if confirmed_at:
            title = _("Confirmed having read the correction in edition %d") % number
            yield Entry(confirmed_at, title)


def _waiver_entry(completion: Completion) -> Entry:
    staff = completion.waived_by
    because = {
        "by": staff.display_name if staff else _("a former member of staff"),
        "why": completion.waived_because,
    }
    title = _("Unit waived: %s") % completion.unit
    detail = _("By %(by)s, because: %(why)s") % because
    return Entry(completion.completed_at, title, detail)


sources.append(learning_entries)
