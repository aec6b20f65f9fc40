"""How long the name and the file of a certificate are kept after its issue."""

from datetime import date

from django.conf import settings
from django.core import checks

MIN_YEARS = 6


def retention_ends(issued_on: date) -> date:
    """Return the day on which the name and the file of a certificate go."""
    return _years_later(issued_on, settings.CERTIFICATE_RETENTION_YEARS)


def last_due_issue(today: date) -> date:
    """Return the last day of issue whose retention has ended on ``today``."""
    return _years_later(today, -settings.CERTIFICATE_RETENTION_YEARS)


def _years_later(day: date, years: int) -> date:
    """Return the same day of another year; February 28 for the 29th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@checks.register()
def check_retention(**_: object) -> list[checks.CheckMessage]:
    """Return an error if certificates would be kept for less than six years."""
    if settings.CERTIFICATE_RETENTION_YEARS >= MIN_YEARS:
        return []
    return [
        checks.Error(
            f"CERTIFICATE_RETENTION_YEARS is {settings.CERTIFICATE_RETENTION_YEARS}: boards"
            f" may ask for a certificate for {MIN_YEARS} years.",
            hint=f"Set it to {MIN_YEARS} or more.",
            id="certificates.E001",
        )
    ]
