"""The home of the staff pages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.approvals.kinds import waiting_count
from accounts.staff import StaffRequest, staff_page
from course.staff.facts import overdue_count


@staff_page()
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """Show what this member of staff may do."""
    # The template counts only for those who may review facts.
    context = {
        "tab": "home",
        "overdue_count": overdue_count,
        "waiting_count": waiting_count(request.user),
    }
    return render(request, "staff/home.html", context)
