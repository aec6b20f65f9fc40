"""Send the list of learners as a table, row by row."""

import csv
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.staff import StaffRequest, staff_page
from accounts.tables import Echo, harmless
from course.staff.people.chosen import chosen_rows
from course.staff.people.filters import LearnerFilter
from course.staff.people.listing import LearnerRow, rows_of

ROWS_AT_ONCE = 500
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
    lines = _lines(rows, form)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    day = timezone.localdate()
    response["Content-Disposition"] = f'attachment; filename="learners-{day}.csv"'
    return response


def _lines(rows: QuerySet[Any], form: LearnerFilter) -> Iterator[str]:
    """Yield the lines of the file: a byte order mark, what it holds, the header, the rows."""
    writer = csv.writer(Echo())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}"
    yield writer.writerow([harmless(_title(form))])
    yield writer.writerow(HEADER)
    keys: list[int] = []
    ordered = rows.order_by(*form.order.names()).values_list("pk", flat=True)
    for key in ordered.iterator(chunk_size=ROWS_AT_ONCE):
        keys.append(key)
        if len(keys) == ROWS_AT_ONCE:
            yield _written(writer, keys, are_people=form.lists_people)
            keys = []
    yield _written(writer, keys, are_people=form.lists_people)


def _title(form: LearnerFilter) -> str:
    """Return which learners the file holds and when it was made, in words."""
    asked = [str(form.now_tab.label)]
    for name in ("q", "course", "group", "active"):
        if value := form.cleaned_data[name]:
            field = form.fields[name]
            in_words = dict(getattr(field, "choices", ())).get(value, value)
            asked.append(f"{field.label}: {in_words}")
    made_at = f"{timezone.now():%Y-%m-%d %H:%M} UTC"
    return _("Learners. %(asked)s. Made %(made_at)s.") % {
        "asked": "; ".join(asked),
        "made_at": made_at,
    }


def _written(writer: Any, keys: Sequence[int], *, are_people: bool) -> str:
    """Return the lines of some rows of the list."""
    rows = rows_of(keys, are_people=are_people)
    return "".join(writer.writerow(_cells(row)) for row in rows)


def _cells(row: LearnerRow) -> list[str]:
    """Return the cells of a row, none of which a spreadsheet takes for a formula."""
    cells: list[object] = [row.user.name, row.user.email]
    if row.enrolment and row.progress:
        enrolment = row.enrolment
        cells += [
            enrolment.edition.short_title,
            enrolment.edition.number,
            row.state,
            row.progress.required,
            row.progress.done,
            enrolment.started_at.date(),
            enrolment.last_active_at.date(),
            enrolment.completed_on or "",
        ]
    else:
        cells += ["", "", row.state, "", "", "", "", ""]
    return [harmless(str(cell)) for cell in cells]
