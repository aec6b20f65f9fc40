"""The tags of the reports of staff."""

from django import template

from course.staff.reports.completion import CompletionReport

register = template.Library()


@register.filter
def time_in(seconds: float, report: CompletionReport) -> float:
    """Return a time in the unit of a report."""
    return report.time(seconds)
