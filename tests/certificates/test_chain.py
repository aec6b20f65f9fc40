import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.triggers import names
from certificates import issuing
from certificates.chain import record_hash, verify_chain
from certificates.models import Certificate, ChainHead
from tests.certificates.test_documents import made
from tests.factories import enrol, finish, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(edition) -> list[Certificate]:
    enrolments = [finish(enrol(make_user(name=f"Person {name}"), edition)) for name in "ABC"]
    return [issuing.issue(enrolment, edition.course.slug) for enrolment in enrolments]


@pytest.fixture
def without_triggers(three):
    """What somebody with the keys of the database could do."""
    with connection.cursor() as cursor:
        for name in sorted(names()):
            if name.startswith("certificates_"):
                on = "" if connection.vendor == "sqlite" else " ON certificates_certificate"
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def test_records_follow_each_other(three, capsys):
    assert [row.sequence for row in three] == [1, 2, 3]
    assert [row.previous_hash for row in three] == ["", three[0].record_hash, three[1].record_hash]
    assert verify_chain() == []
    call_command("verify_records", expect=three[1].record_hash)
    assert three[2].record_hash in capsys.readouterr().out


@pytest.mark.parametrize("change", [{"holder_name": "Eve"}, {"edition_number": 9}, {"record_hash": "0" * 64}])
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
def test_an_altered_record_is_found():
    Certificate.objects.filter(sequence=2).update(holder_name="Eve Stranger")
    [fault] = verify_chain()
    assert fault.startswith("record 2 (")
    assert fault.endswith("was altered")


@pytest.mark.usefixtures("without_triggers")
@pytest.mark.parametrize("sequence", [1, 2, 3])
def test_a_removed_record_is_found(sequence):
    Certificate.objects.filter(sequence=sequence).delete()
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
    assert [fault.partition("(")[0] for fault in faults] == ["the file of record 1 ", "the file of record 2 "]
    assert verify_chain(files=False) == []


def test_a_revocation_that_was_undone_is_found(client, three, grace):
    client.force_login(grace)
    data = {"because": "issued-in-error", "note": "Wrong account.", "ending": three[0].code[-2:]}
    client.post(f"/staff/certificates/{three[0].shown_code}/", data)
    assert verify_chain() == []
    Certificate.objects.update(revoked_at=None, revoked_because="")
    assert verify_chain() == [f"certificate {three[0].code} was revoked, and no longer says so"]
