"""Many certificates issued again at once, where contention is real."""

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import OutgoingMail
from certificates import bulk, issuing, succession
from certificates.models import BulkAct, Certificate
from certificates.records import events
from certificates.records.chain import append_certificate
from certificates.records.verifying import verify_chain
from course.models import Provider
from tests.certificates.test_concurrency import completed, together
from tests.factories import make_edition, make_provider, make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WHY = "The provider has a new name."


@pytest.fixture(autouse=True)
def provider(transactional_db):
    return make_provider()


def on_record(number: int) -> list[Certificate]:
    """So many certificates whose files were never made, which would take most of the time."""
    edition = make_edition()
    certificates = []
    for _person in range(number):
        enrolment = completed(edition)
        enrolment.refresh_from_db()
        certificate = issuing.snapshot(enrolment, "basics", Provider.get())
        with transaction.atomic():
            append_certificate(certificate)
        certificates.append(certificate)
    return certificates


def test_ten_certificates_are_issued_again_at_once_each_in_its_place():
    old = on_record(10)
    act = events.Act(by=make_user(name="Grace Hopper"), note=WHY)

    def again(certificates):
        return [succession.reissue(one, act).supersedes for one in certificates]

    # Five at a time: so many connections PostgreSQL gives without being told.
    done = together(again, [old[start::5] for start in range(5)])
    assert sorted(sum(done, [])) == sorted(one.code for one in old)
    assert Certificate.objects.current().count() == 10
    mails = OutgoingMail.objects.filter(key__startswith="certificate-replaced:")
    assert mails.count() == 10
    assert verify_chain(files=False) == []


def test_workers_on_one_act_do_each_line_once_and_send_one_receipt(media):
    on_record(3)
    grace = make_user(name="Grace Hopper")
    started = {"made_by": grace, "reason": WHY, "started_at": timezone.now()}
    act = BulkAct.objects.create(kind="reissue", **started)
    for line in bulk.plan("reissue", Certificate.objects.all(), grace):
        act.lines.create(certificate=line.certificate, plan=line.plan)

    together(bulk.carry_out.call, [act.pk] * 3)
    assert {line.result for line in act.lines.all()} == {"done"}
    assert act.lines.values("successor").distinct().count() == 3
    assert Certificate.objects.current().count() == 3
    assert len(list(media.rglob("certificates/*.pdf"))) == 3
    assert OutgoingMail.objects.filter(key__startswith="bulk:").count() == 1
    assert verify_chain(files=False) == []
