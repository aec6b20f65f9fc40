"""The clock of the server jumps: records stay whole, and nobody is mailed twice."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from certificates import issuing
from certificates.models import Certificate
from certificates.records import events, head_mails
from certificates.records.verifying import verify_chain
from certificates.reminders import remind_holders
from course.models import Provider
from tests.factories import finish

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=10 * 366)
State = Certificate.State


@pytest.fixture
def renewable(provider, enrolment, django_capture_on_commit_callbacks) -> Certificate:
    """Ada's certificate, which is out of date after two years."""
    Provider.objects.update(renewal_months=24)
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrolment)
    return Certificate.objects.get()


def run_daily_work() -> None:
    issuing.issue_missing()
    remind_holders()
    head_mails.mail_head()


def test_a_clock_set_back_between_issue_and_revocation_leaves_the_chain_whole(
    client, renewable, grace
):
    with time_machine.travel(renewable.issued_at - timedelta(days=1)):
        act = events.Act(by=grace, because="holder-request", note="Asked by mail.")
        assert events.revoke(renewable, act)
        assert not events.revoke(renewable, act)
    assert renewable.revoked_at < renewable.issued_at
    assert (renewable.state, verify_chain()) == (State.REVOKED, [])
    assert "Revoked" in client.get(renewable.get_absolute_url()).content.decode()


def test_a_clock_ten_years_ahead_and_back_again_changes_no_record_and_mails_once(client, renewable):
    before = renewable.record_hash
    last_weeks = timezone.now() + timedelta(days=2 * 365 - 10)
    with time_machine.travel(last_weeks):
        run_daily_work()
    with time_machine.travel(timezone.now() + YEARS):
        run_daily_work()
        assert renewable.state == State.OUT_OF_DATE
        assert client.get(renewable.get_absolute_url()).status_code == 200
    run_daily_work()
    with time_machine.travel(last_weeks):
        run_daily_work()
    renewable.refresh_from_db()
    assert (renewable.state, renewable.record_hash) == (State.GENUINE, before)
    assert verify_chain() == []
    keys = OutgoingMail.objects.filter(key__startswith="certificate").values_list("key", flat=True)
    code = renewable.code
    assert sorted(keys) == [f"certificate-renewal-14:{code}", f"certificate:{code}"]


def test_a_certificate_issued_by_a_clock_ahead_is_what_it_says_once_the_clock_is_right(
    client, enrolment, ada, django_capture_on_commit_callbacks
):
    with (
        time_machine.travel(timezone.now() + YEARS),
        django_capture_on_commit_callbacks(execute=True),
    ):
        finish(enrolment)
    certificate = Certificate.objects.get()
    assert (certificate.state, verify_chain()) == (State.GENUINE, [])
    issuing.issue_missing()
    assert Certificate.objects.count() == 1
    client.force_login(ada)
    assert client.get(reverse("certificates:mine")).status_code == 200
