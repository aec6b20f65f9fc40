import copy
import hashlib
from datetime import datetime, timedelta
from datetime import timezone as fixed_zone

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.triggers import trigger_names
from certificates.models import Certificate, ChainHead
from certificates.records.chain import append_certificate as append
from certificates.records.hashes import certificate_hash as record_hash
from certificates.records.verifying import verify_chain
from tests.accounts.test_triggers import another
from tests.certificates.test_documents import FACTS, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db) -> list[Certificate]:
    """Three records with files, in the chain.

    They say what no course said, which the chain does not ask.
    """
    certificates = []
    for number in range(3):
        pdf = f"%PDF-1.7 {number}".encode()
        certificate = made(code=f"{number}" * 12, pdf_sha256=hashlib.sha256(pdf).hexdigest())
        certificate.pdf_name = default_storage.save(f"certificates/{number}.pdf", ContentFile(pdf))
        with transaction.atomic():
            append(certificate)
        certificates.append(certificate)
    return certificates


@pytest.fixture
def without_triggers(three):
    """What somebody with the keys of the database could do."""
    with connection.cursor() as cursor:
        for name in sorted(trigger_names(connection.vendor)):
            if name.startswith("certificates_"):
                on = "" if connection.vendor == "sqlite" else " ON certificates_certificate"
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def test_what_is_issued_stands_in_the_chain(certificate):
    assert (certificate.sequence, certificate.previous_hash) == (1, "")
    assert verify_chain() == []


def test_records_follow_each_other(three, capsys):
    assert [row.sequence for row in three] == [1, 2, 3]
    assert [row.previous_hash for row in three] == ["", three[0].record_hash, three[1].record_hash]
    assert verify_chain() == []
    call_command("verify_records", expect=three[1].record_hash)
    assert three[2].record_hash in capsys.readouterr().out


@pytest.mark.parametrize(
    "change", [{"holder_name": "Eve"}, {"edition_number": 9}, {"record_hash": "0" * 64}]
)
def test_the_database_refuses_to_change_a_record(three, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(sequence=2).update(**change)


def test_the_database_refuses_to_delete_a_record(three):
    with pytest.raises(IntegrityError), transaction.atomic():
        three[1].delete()


def test_a_record_without_a_predecessor_keeps_the_hash_it_had_before_there_were_any():
    link = {"sequence": 1, "pdf_name": "certificates/x.pdf", "pdf_sha256": "0" * 64}
    before = "bd9f69671db0454ecaca96c61b706bbf12e50cdf4fd75bfa516ad742182ff5a5"
    assert record_hash(made(**link)) == before
    assert record_hash(made(**link, supersedes="7K4P2QXD9101")) != before


@pytest.mark.usefixtures("without_triggers")
@pytest.mark.parametrize("sequence", [1, 2, 3])
def test_an_altered_record_is_found(three, sequence):
    Certificate.objects.filter(sequence=sequence).update(holder_name="Eve Stranger")
    shown = three[sequence - 1].shown_code
    assert verify_chain() == [f"record {sequence} ({shown}) was altered"]


@pytest.mark.usefixtures("without_triggers")
@pytest.mark.parametrize(
    ("sequence", "fault"),
    [
        (1, "record 2 does not follow the one before it"),
        (2, "record 3 does not follow the one before it"),
        (3, "the last record should be 3, and is 3"),
    ],
)
def test_a_record_that_was_altered_and_hashed_again_is_found(three, sequence, fault):
    altered = three[sequence - 1]
    altered.holder_name = "Eve Stranger"
    altered.record_hash = record_hash(altered)
    altered.save()
    assert verify_chain() == [fault]


@pytest.mark.usefixtures("without_triggers")
def test_a_first_record_that_follows_another_is_found(three):
    first = three[0]
    first.previous_hash = "0" * 64
    first.record_hash = record_hash(first)
    first.save()
    faults = [
        "record 1 does not follow the one before it",
        "record 2 does not follow the one before it",
    ]
    assert verify_chain() == faults


@pytest.mark.usefixtures("without_triggers")
def test_the_head_alone_is_held_against_the_last_record(three):
    for change in ({"sequence": 4}, {"record_hash": three[1].record_hash}):
        ChainHead.objects.update(**({"sequence": 3, "record_hash": three[2].record_hash} | change))
        assert verify_chain() == [
            f"the last record should be {change.get('sequence', 3)}, and is 3"
        ]
    ChainHead.objects.all().delete()
    assert verify_chain() == ["the last record should be 0, and is 3"]


def test_no_record_and_no_head_is_no_fault():
    assert verify_chain() == []


# What changes after issue, and the hash itself; every other column is covered by it.
OUTSIDE = {
    "id",
    "record_hash",
    "enrolment",
    "revoked_at",
    "revoked_by",
    "revoked_because",
    "revoked_note",
    "ended_at",
    "ended_as",
    "name_hidden_at",
    "name_removed_at",
}


def test_the_hash_covers_every_column_but_those_that_change_after_issue():
    stated = {"sequence": 1, "previous_hash": "0" * 64, "pdf_name": "a.pdf", "pdf_sha256": "1" * 64}
    certificate = made(
        format_version=2,
        waived="1.1",
        accreditation="Two credits.",
        statement="I took this course myself.",
        stated_at=FACTS["issued_at"],
        expires_on=FACTS["completed_on"],
        **stated,
    )
    before = record_hash(certificate)
    unseen = set()
    for field in Certificate._meta.concrete_fields:
        changed = copy.copy(certificate)
        if field.name == "format_version":
            changed.format_version = 1
        else:
            setattr(changed, field.attname, another(getattr(changed, field.attname), field))
        if record_hash(changed) == before:
            unseen.add(field.name)
    assert unseen == OUTSIDE


def test_the_same_instant_in_another_zone_is_the_same_record():
    there = made(issued_at=datetime(2026, 11, 24, 4, 30, tzinfo=fixed_zone(timedelta(hours=2))))
    assert record_hash(there) == record_hash(made())


def test_a_microsecond_later_is_another_record():
    later = FACTS["issued_at"] + timedelta(microseconds=1)
    assert record_hash(made(issued_at=later)) != record_hash(made())


@pytest.mark.usefixtures("without_triggers")
@pytest.mark.parametrize(
    ("sequence", "faults"),
    [
        (1, ["records 1 to 1 are missing", "record 2 does not follow the one before it"]),
        (2, ["records 2 to 2 are missing", "record 3 does not follow the one before it"]),
        (3, ["the last record should be 3, and is 2"]),
    ],
)
def test_a_removed_record_is_found(sequence, faults):
    Certificate.objects.filter(sequence=sequence).delete()
    assert verify_chain() == faults
    with pytest.raises(CommandError):
        call_command("verify_records")


@pytest.mark.usefixtures("without_triggers")
def test_a_chain_written_anew_is_found_with_a_link_noted_before(three):
    noted = three[2].record_hash
    Certificate.objects.filter(sequence=3).delete()
    ChainHead.objects.update(sequence=2, record_hash=three[1].record_hash)
    assert verify_chain() == []
    assert verify_chain(expect=noted) == [f"the link {noted} is no longer in the chain"]


def test_an_altered_or_lost_file_is_found(three, media):
    (media / three[0].pdf_name).write_bytes(b"%PDF-1.7 something else")
    default_storage.delete(three[1].pdf_name)
    faults = verify_chain()
    assert [fault.partition("(")[0] for fault in faults] == [
        "the file of record 1 ",
        "the file of record 2 ",
    ]
    assert verify_chain(files=False) == []


def test_a_revocation_that_was_undone_is_found(client, three, grace):
    client.force_login(grace)
    data = {"because": "issued-in-error", "note": "Wrong account.", "ending": three[0].code[-2:]}
    client.post(f"/staff/certificates/{three[0].shown_code}/revoke/", data)
    assert verify_chain() == []
    Certificate.objects.update(revoked_at=None, revoked_because="")
    shown = three[0].shown_code
    assert verify_chain() == [f"certificate {shown} was revoked, and no longer says so"]


def test_a_revocation_that_nobody_is_on_record_for_is_found(three):
    of_second = Certificate.objects.filter(sequence=2)
    of_second.update(revoked_at=timezone.now(), revoked_because="holder-request")
    fault = f"certificate {three[1].shown_code} is revoked, and no record says by whom"
    assert verify_chain() == [fault]
