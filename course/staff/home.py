"""The desk: what needs a person, in the order of harm, and how the training goes."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.desk.waiting import DeskRow, Section, rows_for
from accounts.staff import StaffRequest, staff_page
from accounts.staff_areas import tabs_for
from course.staff.weekly import charts

# Every member of staff sees these pages, whatever they may do.
TABS_OF_ALL = {"home", "approvals", "admin"}


@staff_page()
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """Show what waits that this member of staff can act on, each with one act."""
    rows = rows_for(request.user)
    stopped = [row for row in rows if row.section == Section.STOPPED]
    waiting = [row for row in rows if row.section != Section.STOPPED]
    context = {
        "tab": "home",
        "now": timezone.now(),
        "stopped": stopped,
        "sections": _by_section(waiting),
        "has_rights": bool(tabs_for(request.user) - TABS_OF_ALL),
        "charts": charts,
    }
    return render(request, "staff/home.html", context)


def _by_section(rows: list[DeskRow]) -> list[tuple[Section, list[DeskRow]]]:
    """Return the rows by section; they are in the order of sections."""
    return [(section, list(of_it)) for section, of_it in groupby(rows, lambda row: row.section)]
