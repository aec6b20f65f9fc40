"""Work out the credit that the course page promises and the certificate prints."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from course.models import Completion, EarlierCredit, Edition, Enrolment, Provider, Unit


def credit_on(edition: Edition, provider: Provider, day: date) -> str:
    """Return the statement of continuing education credit in force on ``day``; "" for none.

    The edition's own statement counts before the provider's, which counts only within its dates
    (both included); before them, the statement that it replaced. An expired edition earns none.
    day: today for a page that promises credit, the day of completion for a certificate.
    """
    if day > last_day_of_credit(edition, provider, day):
        return ""
    if statement := edition.accreditation.strip():
        return statement
    first = provider.accredited_from
    if first is not None and day < first:
        earlier = _earlier(day)
        return earlier.statement if earlier else ""
    return provider.accreditation.strip()


def last_day_of_credit(edition: Edition, provider: Provider, day: date) -> date:
    """Return the last day on which completing the edition earns the credit of ``day``."""
    # Accreditors let no credit be given after the day on which an activity ends.
    days = [edition.expires_on - timedelta(days=1)]
    if not edition.accreditation.strip():
        if provider.accredited_from and day < provider.accredited_from:
            earlier = _earlier(day)
            days += [earlier.last_day] if earlier else []
        elif provider.accredited_until:
            days.append(provider.accredited_until)
    return min(days)


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


def _earlier(day: date) -> EarlierCredit | None:
    """Return the earlier statement of the provider that was in force on a day; the newest."""
    on_day = EarlierCredit.objects.filter(Q(first_day=None) | Q(first_day__lte=day))
    return on_day.filter(last_day__gte=day).order_by("-pk").first()


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
