"""Remind holders 60 and 14 days before a certificate is out of date, once each."""

from datetime import date, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Concat
from django.utils import timezone

from accounts.models import OutgoingMail
from certificates import record_mails
from certificates.models import Certificate, CertificateQuerySet
from course.models import Enrolment

FIRST_DAYS, LAST_DAYS = 60, 14


def remind_holders() -> None:
    """Queue the reminders that are due today; safe to repeat."""
    today = timezone.localdate()
    # One that is first seen within the last 14 days gets the later reminder alone.
    for certificate in _to_remind(today + timedelta(LAST_DAYS + 1), FIRST_DAYS, today):
        record_mails.queue_soon_out_of_date(certificate, FIRST_DAYS)
    for certificate in _to_remind(today, LAST_DAYS, today):
        record_mails.queue_soon_out_of_date(certificate, LAST_DAYS)


def _to_remind(first_day: date, days: int, today: date) -> CertificateQuerySet:
    """Return the certificates in force that end from ``first_day`` on, within ``days``.

    Without those whose holder was reminded already, or takes the course again.
    """
    ending = Certificate.objects.current().filter(
        revoked_at=None,
        expires_on__gte=first_day,
        expires_on__lte=today + timedelta(days),
        enrolment__user__is_active=True,
    )
    key = Concat(Value(record_mails.renewal_key("", days)), F("code"), output_field=CharField())
    reminded = OutgoingMail.objects.filter(key=OuterRef("reminder_key"))
    begun_again = Enrolment.objects.filter(
        user=OuterRef("enrolment__user"),
        course=OuterRef("enrolment__course"),
        started_at__gt=OuterRef("enrolment__started_at"),
    )
    waiting = ending.annotate(reminder_key=key).filter(~Exists(reminded), ~Exists(begun_again))
    return waiting.select_related("enrolment__user")
