"""Work out the credit that the course page promises and the certificate prints."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef

from course.models import Completion, Edition, Enrolment, Provider, Unit


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
