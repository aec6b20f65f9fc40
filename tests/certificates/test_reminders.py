"""Reminders before a certificate is out of date, and the weekly mail of the chain's head."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail
from certificates.issuing import last_day
from certificates.models import Certificate
from certificates.records import chain, events, head_mails
from certificates.reminders import remind_holders
from tests.certificates.test_documents import made
from tests.factories import enrol, finish, make_edition, make_provider, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    enrolment = enrol(make_user(name="Ada Lovelace"), make_edition())
    finish(enrolment)
    return enrolment


def certificate_until(enrolment, days: int, code: str = "7K4P2QXD9100") -> Certificate:
    """A certificate of Ada's that is out of date after so many days."""
    expires_on = timezone.localdate() + timedelta(days)
    facts = {"holder_key": str(enrolment.public_id), "format_version": 2}
    certificate = made(enrolment=enrolment, expires_on=expires_on, code=code, **facts)
    chain.append_certificate(certificate)
    return certificate


def reminders() -> list[str]:
    keys = OutgoingMail.objects.filter(key__startswith="certificate-renewal")
    return sorted(keys.values_list("key", flat=True))


@pytest.mark.parametrize(
    ("days", "sent"),
    [
        (61, []),
        (60, ["certificate-renewal-60:7K4P2QXD9100"]),
        (15, ["certificate-renewal-60:7K4P2QXD9100"]),
        (14, ["certificate-renewal-14:7K4P2QXD9100"]),
        (0, ["certificate-renewal-14:7K4P2QXD9100"]),
        (-1, []),
    ],
)
def test_a_reminder_goes_out_60_and_14_days_before_and_once(enrolment, days, sent):
    certificate_until(enrolment, days)
    for _day in range(3):
        remind_holders()
    assert reminders() == sent


def test_nobody_is_reminded_of_what_is_revoked_or_begun_again(enrolment, grace):
    certificate = certificate_until(enrolment, 30)
    events.revoke(certificate, events.Act(by=grace, because="holder-request", note="Asked."))
    remind_holders()
    assert reminders() == []


def test_who_takes_the_course_again_is_not_reminded(enrolment):
    certificate_until(enrolment, 30)
    enrolment.ended_at = timezone.now()
    enrolment.ended_because = "renewal"
    enrolment.save()
    again = enrol(enrolment.user, enrolment.edition)
    assert again.started_at > enrolment.started_at
    remind_holders()
    assert reminders() == []


@pytest.mark.parametrize(
    ("completed", "months", "last"),
    [
        ("2026-11-30", 24, "2028-11-30"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-11-30", 1, "2026-12-30"),
    ],
)
def test_the_last_day_is_so_many_months_later_or_the_last_of_its_month(completed, months, last):
    assert last_day(date.fromisoformat(completed), months) == date.fromisoformat(last)
    assert last_day(date.fromisoformat(completed), None) is None


def test_the_head_of_the_chain_is_mailed_outside_once_a_week(enrolment):
    make_provider(outside_address="auditor@elsewhere.example")
    certificate_until(enrolment, 900)
    head_mails.mail_head()
    head_mails.mail_head()
    mail = OutgoingMail.objects.get(key__startswith="chain-head:")
    assert mail.recipient == "auditor@elsewhere.example"
    assert chain.current_head().record_hash in mail.body


def test_without_an_address_the_head_stays_here(enrolment):
    certificate_until(enrolment, 900)
    head_mails.mail_head()
    assert not OutgoingMail.objects.filter(key__startswith="chain-head:").exists()
