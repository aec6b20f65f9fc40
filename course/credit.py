"""Work out the credit that the course page promises and the certificate prints."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from course.models import Completion, EarlierCredit, Edition, Enrolment, Provider, Unit


class _Statement(NamedTuple):
    """Hold a statement of credit, "" for none, and its last day, None if it has none of its own."""

    text: str
    last_day: date | None


def credit_on(edition: Edition, provider: Provider, day: date) -> str:
    """Return the statement of continuing education credit in force on ``day``; "" for none.

    The edition's own statement counts before the provider's, which counts only within its dates
    (both included); before them, the statement that it replaced. An expired edition earns none.
    day: today for a page that promises credit, the day of completion for a certificate.
    """
    statement = _statement_of(edition, provider, day)
    return statement.text if day <= _last_day(edition, statement) else ""


def last_day_of_credit(edition: Edition, provider: Provider, day: date) -> date:
    """Return the last day on which completing the edition earns the credit of ``day``."""
    return _last_day(edition, _statement_of(edition, provider, day))


def _statement_of(edition: Edition, provider: Provider, day: date) -> _Statement:
    """Return the statement that ``day`` belongs to; that of the provider may have ended before."""
    if own := edition.accreditation.strip():
        return _Statement(own, None)
    first = provider.accredited_from
    if first is None or day >= first:
        return _Statement(provider.accreditation.strip(), provider.accredited_until)
    began = EarlierCredit.objects.filter(Q(first_day=None) | Q(first_day__lte=day))
    earlier = began.filter(last_day__gte=day).order_by("-pk").first()
    return _Statement(earlier.statement, earlier.last_day) if earlier else _Statement("", None)


def _last_day(edition: Edition, statement: _Statement) -> date:
    """Return the last day on which an edition earns the credit of a statement."""
    # Accreditors let no credit be given after the day on which an activity ends.
    last = edition.expires_on - timedelta(days=1)
    return min(last, statement.last_day or last)


def keep_replaced(before: Provider, after: Provider) -> None:
    """Keep the statement of ``before`` if that of ``after`` begins later; call in a transaction.

    Whoever completed on its days earned it, and may get the certificate long after.
    """
    first, next_first = before.accredited_from, after.accredited_from
    statement = before.accreditation.strip()
    is_other = statement and statement != after.accreditation.strip()
    # A statement that begins on the same day, or earlier, corrects the one before.
    if not is_other or next_first is None or (first and next_first <= first):
        return
    last = next_first - timedelta(days=1)
    if before.accredited_until:
        last = min(last, before.accredited_until)
    EarlierCredit.objects.create(statement=statement, first_day=first, last_day=last)


def credit_ended_on(edition: Edition, provider: Provider, day: date) -> date | None:
    """Return the last day on which the edition earned credit; None if it still does, or never."""
    last = last_day_of_credit(edition, provider, day)
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
