"""An account is erased while something else happens to it."""

import pytest

from accounts.erasing.acts import erase_account
from accounts.models import AuditEvent, OutgoingMail, User
from certificates import issuing
from certificates.models import Certificate
from certificates.records.verifying import verify_chain
from course.models import Enrolment
from tests.certificates.test_concurrency import completed
from tests.factories import make_edition, make_provider
from tests.meeting import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ENROLMENT_LOCK = r'FROM "course_enrolment" .*FOR UPDATE'
ACCOUNT_LOCK = r'FROM "accounts_user" .*FOR UPDATE'


@pytest.fixture
def enrolment(transactional_db) -> Enrolment:
    make_provider()
    return completed(make_edition())


def erase(pk: int) -> bool:
    return erase_account(User.objects.get(pk=pk), None, "Asked for it by mail.")


# Who comes to a second place waits there until the other one has finished.
ISSUE_READS = 'FROM "course_enrolment"'
ERASED_FIRST = [[ISSUE_READS, ENROLMENT_LOCK], [ACCOUNT_LOCK]]
ISSUED_FIRST = [[ISSUE_READS], [ACCOUNT_LOCK, ENROLMENT_LOCK]]


@pytest.mark.parametrize(("places", "count"), [(ERASED_FIRST, 0), (ISSUED_FIRST, 1)])
def test_no_certificate_with_a_name_appears_after_its_holder_was_erased(
    enrolment, media, places, count
):
    def issue():
        return issuing.issue(Enrolment.objects.get(pk=enrolment.pk), "basics")

    holder = enrolment.user.pk
    at_once(
        issue,
        lambda: erase(holder),
        before=places,
        refused_by=issuing.NotEligibleError,
    )
    certificates = list(Certificate.objects.all())
    assert [one.shows_name for one in certificates] == [False] * count
    assert len(list(media.rglob("certificates/*.pdf"))) == count
    mails = OutgoingMail.objects.exclude(key__startswith="account-erased")
    assert {row.recipient for row in mails} <= {""}
    assert verify_chain() == []


def test_two_clicks_erase_once(enrolment):
    pk = enrolment.user.pk
    results = at_once(lambda: erase(pk), lambda: erase(pk), before=[ACCOUNT_LOCK])
    assert sorted(results) == [False, True]
    assert AuditEvent.objects.filter(verb="account.erased").count() == 1
    assert OutgoingMail.objects.filter(key__startswith="account-erased").count() == 1
