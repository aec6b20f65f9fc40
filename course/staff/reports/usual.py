"""Count ahead what the reports show first, for all processes."""

from course.staff.reports.activity import activity
from course.staff.reports.completion import completion_report
from course.staff.reports.filters import ActivityFilter, By, CompletionFilter, PeriodFilter
from course.staff.reports.steps import steps


def keep_usual() -> None:
    """Count what each report shows before anything is chosen; once in ten minutes."""
    for by in By:
        form = CompletionFilter({"by": by})
        form.full_clean()
        completion_report(form.asked, for_all=True)
    period = PeriodFilter({})
    period.full_clean()
    steps(period.asked, for_all=True)
    newest = ActivityFilter({})
    newest.full_clean()
    if edition := newest.edition:
        activity(edition, newest.asked, for_all=True)
