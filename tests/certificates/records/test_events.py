"""What happens to a record after its issue: one link of the chain each, seen when it changes."""

import copy
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import personal_data
from certificates.models import Certificate, RecordEvent
from certificates.records import events
from certificates.records.chain import current_head
from certificates.records.hashes import event_hash
from certificates.records.verifying import verify_chain
from tests.accounts.test_triggers import another
from tests.factories import enrol, make_user

pytestmark = pytest.mark.django_db
State = Certificate.State


@pytest.fixture
def revoked(certificate, grace) -> Certificate:
    act = events.Act(by=grace, because="holder-request", note="Asked by telephone.")
    assert events.revoke(certificate, act)
    return certificate


def change(certificate, **columns):
    """What somebody with the keys of the database could do."""
    Certificate.objects.filter(pk=certificate.pk).update(**columns)


def test_a_revocation_is_a_link_of_the_chain(revoked, grace):
    event = RecordEvent.objects.get()
    assert (event.sequence, event.previous_hash) == (2, revoked.record_hash)
    assert (event.kind, event.actor_key) == ("revoked", str(grace.public_id))
    assert current_head().record_hash == event.record_hash
    assert verify_chain(expect=event.record_hash) == []


def test_the_hash_covers_every_column_but_those_that_it_has_by_another():
    """Record, person and note stand in it by their own hash or key."""
    event = RecordEvent(
        sequence=2,
        previous_hash="0" * 64,
        certificate_hash="1" * 64,
        kind="revoked",
        at=timezone.now(),
        actor_key="a key",
        because="holder-request",
        note_hash="2" * 64,
        detail="detail",
    )
    unseen = set()
    for field in RecordEvent._meta.concrete_fields:
        changed = copy.copy(event)
        setattr(changed, field.attname, another(getattr(changed, field.attname), field))
        if event_hash(changed) == event_hash(event):
            unseen.add(field.name)
    assert unseen == {"id", "record_hash", "certificate", "actor", "note"}


def test_a_second_revocation_changes_nothing(revoked, ada):
    assert not events.revoke(revoked, events.Act(by=ada, because="issued-in-error"))
    assert RecordEvent.objects.count() == 1
    assert revoked.revoked_because == "holder-request"


def test_a_reason_that_is_not_listed_revokes_nothing(certificate, grace):
    with pytest.raises(ValueError, match="listed reasons"):
        events.revoke(certificate, events.Act(by=grace, because="a whim"))
    assert verify_chain() == []


@pytest.mark.parametrize(
    ("what", "columns"),
    [
        ("date", {"revoked_at": timezone.now() - timedelta(days=2000)}),
        ("reason", {"revoked_because": "issued-in-error"}),
        ("note", {"revoked_note": "Something else."}),
    ],
)
def test_a_changed_revocation_is_found(revoked, what, columns):
    change(revoked, **columns)
    number = revoked.shown_code
    assert verify_chain() == [f"the {what} of the revocation of certificate {number} was altered"]


def test_another_person_behind_a_revocation_is_found(revoked, ada):
    change(revoked, revoked_by=ada)
    number = revoked.shown_code
    assert verify_chain() == [f"the person of the revocation of certificate {number} was altered"]


def test_a_holder_who_was_exchanged_is_found(certificate, edition):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute('DROP TRIGGER IF EXISTS "certificates_certificate_no_update"')
    change(certificate, enrolment=enrol(make_user(), edition))
    assert verify_chain() == [f"certificate {certificate.shown_code} was given to another holder"]


def test_a_holder_who_was_taken_away_is_found(certificate):
    change(certificate, enrolment=None)
    assert verify_chain() == [f"certificate {certificate.shown_code} was taken from its holder"]


def test_an_end_without_an_event_is_found(certificate):
    change(certificate, ended_at=timezone.now(), ended_as="replaced")
    assert verify_chain() == [
        f"certificate {certificate.shown_code} does not say truly how it ended"
    ]


@pytest.mark.parametrize(
    "change", [{"because": "issued-in-error"}, {"sequence": 9}, {"detail": "X"}]
)
def test_the_database_refuses_to_change_an_event(revoked, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordEvent.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordEvent.objects.all().delete()


def test_an_erased_note_leaves_the_chain_whole(revoked):
    RecordEvent.objects.update(note=None, actor=None)
    change(revoked, revoked_note="", revoked_by=None)
    assert verify_chain() == []


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({}, State.GENUINE),
        ({"expires_on": date(2026, 1, 31)}, State.GENUINE),
        ({"expires_on": date(2026, 1, 30)}, State.OUT_OF_DATE),
        ({"ended_at": timezone.now(), "ended_as": "corrected"}, State.CORRECTED),
        ({"ended_at": timezone.now(), "ended_as": "replaced"}, State.REPLACED),
        ({"revoked_at": timezone.now(), "ended_at": timezone.now()}, State.REVOKED),
    ],
)
def test_what_a_record_is_worth(columns, state):
    assert Certificate(**columns).state_on(date(2026, 1, 31)) == state


def test_a_list_of_a_state_holds_what_the_records_say(certificate, revoked):
    today = timezone.localdate()
    for state in State:
        found = set(Certificate.objects.in_state(state, today))
        assert found == ({revoked} if state == State.REVOKED else set())


def test_an_erased_account_seals_its_record(certificate, ada):
    personal_data.erase(ada)
    certificate.refresh_from_db()
    assert not certificate.shows_name
    assert certificate.holder_name == "Ada Lovelace"
    assert RecordEvent.objects.get().kind == "erased"
    assert verify_chain() == []


def test_a_removed_name_leaves_a_chain_that_is_verified_without_it(certificate):
    name_of_file = certificate.pdf_name
    with pytest.raises(IntegrityError), transaction.atomic():
        change(certificate, holder_name="")
    assert events.remove_name(certificate, events.Act())
    assert not events.remove_name(certificate, events.Act())
    assert (certificate.holder_name, certificate.pdf_name) == ("", "")
    assert name_of_file != ""
    assert verify_chain() == []
    change(certificate, holder_name="Eve Stranger")
    number = certificate.shown_code
    assert verify_chain() == [f"the name was put back on certificate {number}"]


@pytest.mark.postgres
@pytest.mark.parametrize("model", [Certificate, RecordEvent])
def test_postgresql_refuses_to_empty_the_tables(model):
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
