"""Pages of staff: completion, steps and activity, each as a page and as a file."""

from datetime import date
from typing import TypeVar

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from accounts.tables import csv_response
from course.credit import credit_on, last_day_of_credit
from course.models import Edition, Provider
from course.staff.reports.activity import activity as count_activity
from course.staff.reports.completion import completion_report
from course.staff.reports.files import activity_rows, people_rows, step_rows, table_rows
from course.staff.reports.filters import ActivityFilter, Asked, CompletionFilter, PeriodFilter
from course.staff.reports.small_rows import FEWEST_PEOPLE
from course.staff.reports.steps import steps

MAY_SEE = "course.view_reports"

Filter = TypeVar("Filter", bound=PeriodFilter)


@staff_page(MAY_SEE)
@require_safe
def completion(request: StaffRequest) -> HttpResponse:
    """Show who completed, by group, course or month, with a chart of the same numbers."""
    form = CompletionFilter(request.GET)
    context = {"form": form, "tab": "completion", "fewest": FEWEST_PEOPLE}
    if form.is_valid():
        report = completion_report(form.asked)
        page = Paginator(report.rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
        context |= {"asked": form.asked, "report": report, "page": page}
    return render(request, "staff/reports/completion.html", context)


@staff_page(MAY_SEE)
@require_safe
def completion_csv(request: StaffRequest) -> HttpResponseBase:
    """Send the table of the report."""
    form = _without_mistakes(CompletionFilter(request.GET))
    rows = table_rows(_title(form), completion_report(form.asked))
    return csv_response(request, "completion", rows)


@staff_page(MAY_SEE, "course.find_learner")
@require_safe
def people_csv(request: StaffRequest) -> HttpResponseBase:
    """Send the people whom the report counts, by name."""
    form = _without_mistakes(CompletionFilter(request.GET))
    return csv_response(request, "completion-people", people_rows(_title(form), form.asked))


@staff_page(MAY_SEE)
@require_safe
def how_far(request: StaffRequest) -> HttpResponse:
    """Show how many people came to each step of a course."""
    form = PeriodFilter(request.GET)
    context = {"form": form, "tab": "steps"}
    if form.is_valid():
        context |= {"asked": form.asked, "steps": steps(form.asked)}
    return render(request, "staff/reports/steps.html", context)


@staff_page(MAY_SEE)
@require_safe
def steps_csv(request: StaffRequest) -> HttpResponseBase:
    """Send the steps as a table."""
    form = _without_mistakes(PeriodFilter(request.GET))
    return csv_response(request, "steps", step_rows(_title(form), steps(form.asked)))


@staff_page(MAY_SEE)
@require_safe
def activity(request: StaffRequest) -> HttpResponse:
    """Show an accreditor what one edition is, who took part, and how that was counted."""
    form = ActivityFilter(request.GET)
    context: dict[str, object] = {"form": form, "tab": "activity", "fewest": FEWEST_PEOPLE}
    if form.is_valid() and (edition := form.edition):
        provider = Provider.get()
        counts = count_activity(edition, form.asked)
        context |= {
            "asked": form.asked,
            "edition": edition,
            "provider": provider,
            "credit": credit_on(edition, provider, _day_of_credit(edition, provider, form.asked)),
            "modules": edition.modules.count(),
            "unsigned": edition.modules.lacking_reviewers().count(),
            "counts": counts,
            "digest": counts.digest(edition, form.asked),
        }
    return render(request, "staff/reports/activity.html", context)


def _day_of_credit(edition: Edition, provider: Provider, asked: Asked) -> date:
    """Return the day whose credit a report states: the last one that it counts with credit."""
    last_counted = timezone.localdate(asked.last_moment)
    return min(last_counted, last_day_of_credit(edition, provider, last_counted))


@staff_page(MAY_SEE)
@require_safe
def activity_csv(request: StaffRequest) -> HttpResponseBase:
    """Send the counts of the activity report, with their receipt."""
    form = _without_mistakes(ActivityFilter(request.GET))
    edition = form.edition
    if edition is None:
        raise Http404
    counts = count_activity(edition, form.asked)
    rows = activity_rows(_title(form), counts, counts.digest(edition, form.asked))
    return csv_response(request, "activity", rows)


def _without_mistakes(form: Filter) -> Filter:
    """Return a form that asks for something. Raises Http404 for one with mistakes."""
    if not form.is_valid():
        raise Http404
    return form


def _title(form: PeriodFilter) -> str:
    """Return what a file holds and when it was counted."""
    return " ".join(form.in_words())
