"""Work out the credit that the course page promises and the certificate prints."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from course.models import Completion, Edition, Enrolment, Provider, Unit


def credit_on(edition: Edition, provider: Provider, day: date) -> str:
    """Return the statement of continuing education credit in force on ``day``; "" for none.

    The edition's own statement counts before the provider's, which counts only within its dates
    (both included). An edition that has expired earns no credit.
    day: today for a page that promises credit, the day of completion for a certificate.
    """
    if day > last_day_of_credit(edition, provider):
        return ""
    if statement := edition.accreditation.strip():
        return statement
    first = provider.accredited_from
    if first is not None and day < first:
        return ""
    return provider.accreditation.strip()


def last_day_of_credit(edition: Edition, provider: Provider) -> date:
    """Return the last day on which completing the edition earns the credit, if there is any."""
    # Accreditors let no credit be given after the day on which an activity ends.
    last = edition.expires_on - timedelta(days=1)
    if provider.accredited_until is None or edition.accreditation.strip():
        return last
    return min(last, provider.accredited_until)


def credit_ended_on(edition: Edition, provider: Provider, day: date) -> date | None:
    """Return the last day on which the edition earned credit; None if it still does, or never."""
    last = last_day_of_credit(edition, provider)
    return last if last < day and credit_on(edition, provider, last) else None


def waived_units(enrolment: Enrolment) -> list[Unit]:
    """Return the required units that staff waived, in the order of the course."""
    completions = Completion.objects.filter(
        enrolment_id=enrolment.pk,
        unit_key=OuterRef("key"),
        revision=OuterRef("revision"),
    )
    required = enrolment.edition.units.filter(required=True)
    waived = required.filter(Exists(completions.exclude(waived_because="")))
    return list(waived.order_by("position"))


def withholds_credit(waived: Iterable[Unit]) -> bool:
    """Return whether a learner for whom these units were waived gets no credit."""
    # An accreditor's credit is for what was learned, which a quiz shows.
    return any(unit.kind == Unit.Kind.QUIZ for unit in waived)
