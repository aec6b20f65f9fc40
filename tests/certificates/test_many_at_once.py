"""Many people and many acts of staff at once: one certificate for each, one unbroken chain."""

import pytest

from accounts.models import OutgoingMail
from certificates import corrections, issuing, succession
from certificates.corrections import Correction
from certificates.models import Certificate, Evidence, NameCorrection, RecordEvent
from certificates.records.events import Act
from certificates.records.verifying import verify_chain
from tests.certificates.test_concurrency import completed, together
from tests.factories import make_edition, make_provider, make_user

# On SQLite writers wait for each other, and so many of them longer than they may.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE = 20
FOLLOWED = 4
WHY = "The holder married."


def correct(certificate, by, name="Ada King"):
    correction = Correction(name, by=by, because=WHY, evidence=Evidence.NAME_CHANGE)
    return corrections.correct(certificate, correction)


def reissue(certificate, by):
    return succession.reissue(certificate, Act(by=by, note=WHY))


def approve(certificate, by):
    act = NameCorrection.objects.get(certificate=certificate)
    return corrections.approve(act, by, WHY)


def outcome_of(act, pk, by) -> str:
    """The number that an act leads to, or how it was refused."""
    try:
        return act(Certificate.objects.get(pk=pk), by).code
    except (issuing.NotEligibleError, corrections.ActRefusedError) as refused:
        return type(refused).__name__


def test_many_completions_then_five_acts_on_each_of_some_records(media):
    make_provider()
    edition = make_edition()
    people = [completed(edition).pk for _ in range(PEOPLE)]
    together(lambda pk: issuing.issue_by_id.call(pk, "basics"), people)
    assert Certificate.objects.count() == OutgoingMail.objects.count() == PEOPLE

    asker, *staff = [make_user(is_staff=True, is_superuser=True) for _ in range(6)]
    old = list(Certificate.objects.all()[:FOLLOWED])
    for certificate in old[::2]:
        corrections.ask(certificate, Correction("Ada King", by=asker, because=WHY))
    acts = []
    for number, certificate in enumerate(old):
        deciding = approve if number % 2 == 0 else correct
        kinds = [reissue, deciding, reissue, deciding, deciding]
        acts += [(kind, certificate.pk, by) for kind, by in zip(kinds, staff, strict=True)]
    together(lambda act: outcome_of(*act), acts)

    assert Certificate.objects.count() == PEOPLE + FOLLOWED
    assert Certificate.objects.current().count() == PEOPLE
    for certificate in old:
        certificate.refresh_from_db()
        successor = Certificate.objects.get(supersedes=certificate.code)
        kinds = certificate.events.exclude(kind="bound").values_list("kind", flat=True)
        assert list(kinds) == [certificate.ended_as]
        is_corrected = certificate.ended_as == Certificate.Ending.CORRECTED
        assert successor.holder_name == ("Ada King" if is_corrected else "Ada Lovelace")
        assert successor.enrolment.holder_name == successor.holder_name
    assert OutgoingMail.objects.count() == PEOPLE + FOLLOWED
    assert RecordEvent.objects.filter(kind__in=Certificate.Ending.values).count() == FOLLOWED
    assert len(list(media.rglob("certificates/*.pdf"))) == PEOPLE + FOLLOWED
    assert verify_chain() == []
