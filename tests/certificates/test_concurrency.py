"""Issuing under contention, where it is real."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from accounts.models import AuditEvent, OutgoingMail
from certificates import guide_orders, issuing, mending, succession
from certificates.models import Certificate, FileDamage, GuideFile, GuideOrder
from certificates.records import events
from certificates.records.verifying import verify_chain
from course.models import Completion, Enrolment
from tests.factories import enrol, make_edition, make_provider, make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def provider(transactional_db):
    return make_provider()


def completed(edition) -> Enrolment:
    """An enrolment with all the evidence, whose announcement was lost."""
    enrolment = enrol(make_user(name="Ada Lovelace"), edition)
    at = datetime(2026, 11, 24, tzinfo=UTC)
    for unit in edition.units.all():
        Completion.objects.create(
            enrolment=enrolment,
            unit=unit,
            unit_key=unit.key,
            revision=unit.revision,
            completed_at=at,
            completed_on=at.date(),
        )
    Enrolment.objects.filter(pk=enrolment.pk).update(
        completed_at=at, completed_on=date(2026, 11, 24), completed_zone="UTC"
    )
    enrolment.confirm_statement("I took this course myself.")
    return enrolment


def together(work, values) -> list:
    def one(value):
        try:
            return work(value)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(values)) as pool:
        return list(pool.map(one, values))


@pytest.mark.parametrize("workers", [2, 8])
def test_parallel_issues_make_one_certificate_and_one_mail(workers, media):
    enrolment = completed(make_edition())
    issued = together(
        lambda pk: issuing.issue(Enrolment.objects.get(pk=pk), "basics").code,
        [enrolment.pk] * workers,
    )
    assert len(set(issued)) == Certificate.objects.count() == OutgoingMail.objects.count() == 1
    assert len(list(media.rglob("certificates/*.pdf"))) == 1


def test_parallel_issues_to_eight_people_make_one_unbroken_chain_and_tell_each_of_their_own():
    edition = make_edition()
    people = [completed(edition).pk for _ in range(8)]
    together(lambda pk: issuing.issue_by_id.call(pk, "basics"), people)
    assert sorted(Certificate.objects.values_list("sequence", flat=True)) == list(range(1, 9))
    assert verify_chain() == []
    holders = Certificate.objects.values_list("code", "enrolment__user__email")
    mails = OutgoingMail.objects.values_list("key", "recipient")
    assert sorted(mails) == sorted((f"certificate:{code}", email) for code, email in holders)


def test_two_tabs_that_finish_the_last_two_units_issue_one_certificate():
    edition = make_edition(lessons=2)
    enrolment = enrol(make_user(name="Ada Lovelace"), edition)
    enrolment.confirm_statement("I took this course myself.")
    units = list(edition.units.all())
    together(lambda unit: Enrolment.objects.get(pk=enrolment.pk).complete(unit), units)
    assert Certificate.objects.count() == OutgoingMail.objects.count() == 1


def test_two_staff_who_issue_again_at_once_make_one_certificate(media):
    enrolment, grace = completed(make_edition()), make_user(name="Grace Hopper")
    old = issuing.issue(enrolment, "basics")
    events.revoke(old, events.Act(by=grace, because="issued-in-error", note="Misspelt."))

    def act(name):
        fresh = Certificate.objects.get(pk=old.pk)
        return succession.issue_again(fresh, name, events.Act(by=grace, note="Misspelt.")).code

    made = together(act, ["Ada King", "Ada Kong"])
    assert len(set(made)) == 1
    assert Certificate.objects.filter(supersedes=old.code).count() == 1
    assert AuditEvent.objects.filter(verb="certificate.issued_again").count() == 1
    assert len(list(media.rglob("certificates/*.pdf"))) == 2
    assert Enrolment.objects.get().holder_name == Certificate.objects.current().get().holder_name


def test_workers_that_take_the_same_order_make_a_guide_once(caplog):
    edition = make_edition()
    with caplog.at_level(logging.INFO, logger="certificates.guides"):
        together(guide_orders.make_by_id.call, [edition.pk] * 8)
    made = [record for record in caplog.records if record.msg.startswith("guide made")]
    assert len(made) == GuideFile.objects.count() == 1
    assert not GuideOrder.objects.exists()


def test_downloads_that_find_the_same_damage_all_get_the_issued_bytes(settings):
    certificate = issuing.issue(completed(make_edition()), "basics")
    issued = certificate.pdf()
    file = settings.MEDIA_ROOT / certificate.pdf_name
    file.write_bytes(b"%PDF- something else")
    assert together(mending.sound_pdf, [certificate] * 8) == [issued] * 8
    assert file.read_bytes() == issued
    assert not FileDamage.objects.unmended().exists()
