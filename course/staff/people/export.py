"""Send the list of learners as a table, row by row."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.staff import StaffRequest, staff_page
from accounts.tables import ROWS_AT_ONCE, csv_response
from course.staff.people.chosen import chosen_rows
from course.staff.people.filters import LearnerFilter
from course.staff.people.listing import LearnerRow, rows_of

HEADER = (
    "name",
    "address",
    "course",
    "edition",
    "state",
    "required_units",
    "units_done",
    "started",
    "last_active",
    "completed_on",
)


@staff_page("course.find_learner")
@require_safe
def learners_csv(request: StaffRequest) -> HttpResponseBase:
    """Send the chosen learners as CSV, with the filter and the time in the first line."""
    form = LearnerFilter(request.GET)
    rows = chosen_rows(request, form)
    if not rows.exists():
        messages.info(request, _("Nobody was chosen, so that there is nothing to export."))
        return redirect("staff:learners")
    return csv_response(request, "learners", _table(rows, form))


def _table(rows: QuerySet[Any], form: LearnerFilter) -> Iterator[Sequence[object]]:
    """Yield the rows of the file: what it holds, the header, the people."""
    yield [_title(form)]
    yield HEADER
    keys = rows.order_by(*form.order.names()).values_list("pk", flat=True)
    found = keys.iterator(chunk_size=ROWS_AT_ONCE)
    while some := list(islice(found, ROWS_AT_ONCE)):
        for row in rows_of(some, are_people=form.lists_people):
            yield _cells(row)


def _title(form: LearnerFilter) -> str:
    """Return which learners the file holds and when it was made, in words."""
    asked = [str(form.now_tab.label)]
    for name in ("q", "course", "group", "role", "active"):
        if value := form.cleaned_data[name]:
            field = form.fields[name]
            in_words = dict(getattr(field, "choices", ())).get(value, value)
            asked.append(f"{field.label}: {in_words}")
    made_at = f"{timezone.now():%Y-%m-%d %H:%M} UTC"
    return _("Learners. %(asked)s. Made %(made_at)s.") % {
        "asked": "; ".join(asked),
        "made_at": made_at,
    }


def _cells(row: LearnerRow) -> list[object]:
    """Return the cells of a row."""
    cells: list[object] = [row.user.name, row.user.email]
    if row.enrolment and row.progress:
        enrolment = row.enrolment
        cells += [
            enrolment.edition.short_title,
            enrolment.edition.number,
            row.state,
            row.progress.required,
            row.progress.done,
            timezone.localdate(enrolment.started_at),
            timezone.localdate(enrolment.last_active_at),
            enrolment.completed_on or "",
        ]
    else:
        cells += ["", "", row.state, "", "", "", "", ""]
    return cells
