"""Acts that need a second person, when two people decide at the same moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.approvals import ActRefusedError, alone
from accounts.models import AuditEvent, NamedPerson, OutgoingMail
from course.enrolment import waivers
from course.models import Completion, Enrolment, WaiverRequest
from tests.factories import enrol, make_edition, make_provider, make_user
from tests.meeting import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
REASON = "Did the same at another hospital."
LOCKED = r'FROM "course_waiverrequest" .* LIMIT 21( FOR UPDATE)?$'
MEETING = [LOCKED, 'UPDATE "course_waiverrequest"']


def admin():
    return make_user(is_staff=True, is_superuser=True)


@pytest.fixture
def enrolment() -> Enrolment:
    make_provider(outside_address="board@example.net")
    return enrol(make_user(name="Ada Lovelace"), make_edition(modules=2))


@pytest.fixture
def asker():
    return admin()


@pytest.fixture
def waiting(enrolment, asker) -> WaiverRequest:
    waived = waivers.waive(enrolment, list(enrolment.edition.units.all()), asker, REASON)
    assert waived.request
    return waived.request


def fresh(row):
    """The row as another tab reads it."""
    return type(row).objects.get(pk=row.pk)


def test_two_approvals_waive_once_and_one_person_is_on_record(waiting):
    deciders = [admin(), admin()]
    at_once(
        *[lambda by=by: waivers.approve(fresh(waiting), by, REASON) for by in deciders],
        before=MEETING,
    )
    assert Completion.objects.count() == waiting.units.count() == 4
    event = AuditEvent.objects.get(verb="waiver.approved")
    assert event.actor == fresh(waiting).approved_by


def test_an_act_is_stopped_or_done_alone_and_never_both(waiting, asker):
    past = timezone.now() - timedelta(days=1)
    WaiverRequest.objects.update(noticed_at=past, alone_from=past, noticed_because=REASON)
    results = at_once(
        lambda: waivers.approve(fresh(waiting), asker, REASON),
        lambda: alone.stop(fresh(waiting), None),
        before=MEETING,
        refused_by=ActRefusedError,
    )
    after = fresh(waiting)
    assert (after.approved_at is None) != (after.refused_at is None)
    assert isinstance(results[1 if after.approved_at else 0], ActRefusedError)
    assert Completion.objects.exists() is (after.approved_at is not None)


def test_two_clicks_on_notice_tell_everybody_once(waiting, asker):
    clicks = [lambda: alone.give_notice(fresh(waiting), asker, REASON) for _ in range(2)]
    assert sorted(at_once(*clicks, before=MEETING)) == [False, True]
    assert OutgoingMail.objects.count() == 2  # the holder, the address outside
    assert AuditEvent.objects.filter(verb="waiver.notice-given").count() == 1


def test_somebody_named_acts_once_in_two_tabs(enrolment):
    person, now = make_user(), timezone.now()
    NamedPerson.objects.create(
        person=person,
        permission=waivers.PERMISSION,
        record_key=str(enrolment.public_id),
        reason=REASON,
        ends_at=now + timedelta(days=1),
    )
    units = list(enrolment.edition.units.all())[:2]
    at_once(
        *[lambda unit=unit: waivers.waive(enrolment, [unit], person, REASON) for unit in units],
        before=[r'FROM "course_enrolment" .* LIMIT 21( FOR UPDATE.*)?$', 'UPDATE "accounts_namedp'],
        refused_by=ActRefusedError,
    )
    assert Completion.objects.count() == 1
