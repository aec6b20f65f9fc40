"""Work out the credit that the course page promises and the certificate prints."""

from datetime import date

from course.models import Edition, Provider


def credit_on(edition: Edition, provider: Provider, day: date) -> str:
    """Return the statement of continuing education credit in force on ``day``; "" for none.

    The edition's own statement counts before the provider's, which counts only within its dates
    (both included).
    day: today for a page that promises credit, the day of completion for a certificate.
    """
    if statement := edition.accreditation.strip():
        return statement

    first, last = provider.accredited_from, provider.accredited_until
    if first is not None and day < first:
        return ""
    if last is not None and day > last:
        return ""
    return provider.accreditation.strip()
