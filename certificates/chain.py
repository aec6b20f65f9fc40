"""The chain of certificates: each hash covers the facts of its record and the hash before it."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime

from accounts.canonical import digest_of
from accounts.models import AuditEvent
from certificates.models import Certificate, ChainHead

_UNHASHED_FIELDS = (
    "id",
    "record_hash",
    *Certificate.ERASABLE,
    *Certificate.MUTABLE,
)
_ALL_FIELDS = [field.name for field in Certificate._meta.concrete_fields]
HASHED_FIELDS = tuple(name for name in _ALL_FIELDS if name not in _UNHASHED_FIELDS)


def record_hash(certificate: Certificate) -> str:
    """Return the SHA-256 of the canonical JSON of all hashed fields.

    Among them are the hash of the file and the hash of the record before.
    """
    facts: dict[str, object] = {}
    for name in HASHED_FIELDS:
        facts[name] = _json_value(getattr(certificate, name))
    if not certificate.supersedes:
        # Records issued before this column was added must keep their hash.
        del facts["supersedes"]
    return digest_of(facts)


def append(certificate: Certificate) -> None:
    """Save a new certificate as the next link of the chain.

    Call it in a transaction: the head of the chain stays locked until its end.
    """
    ChainHead.objects.get_or_create(pk=1)
    head = ChainHead.objects.select_for_update().get(pk=1)
    certificate.sequence = head.sequence + 1
    certificate.previous_hash = head.record_hash
    certificate.record_hash = record_hash(certificate)
    certificate.save(force_insert=True)

    head.sequence = certificate.sequence
    head.record_hash = certificate.record_hash
    head.save(update_fields=["sequence", "record_hash"])


def verify_chain(*, files: bool = True, expect: str = "") -> list[str]:
    """Return every fault of the chain in words; none if all is as issued.

    files: compare the stored files too.
    expect: a hash noted elsewhere. It is missing if the whole chain was written anew.
    """
    faults = list(_chain_faults(check_files=files))
    if expect:
        links = Certificate.objects.filter(record_hash=expect)
        if not links.exists():
            faults.append(f"the link {expect} is no longer in the chain")
    return faults


def _chain_faults(*, check_files: bool) -> Iterator[str]:
    """Yield the faults of records, files and revocations, oldest record first."""
    last = ChainHead()
    certificates = Certificate.objects.order_by("sequence")
    for certificate in certificates.iterator(chunk_size=500):
        yield from _record_faults(certificate, last)
        if check_files:
            yield from _file_faults(certificate)
        last.sequence = certificate.sequence
        last.record_hash = certificate.record_hash
    yield from _head_faults(last)
    yield from _undone_revocations()


def _record_faults(certificate: Certificate, before: ChainHead) -> Iterator[str]:
    """Yield what is wrong with one record.

    before: the head as it was before this record, with sequence 0 and no hash at first.
    """
    number = certificate.sequence
    expected = before.sequence + 1
    if number != expected:
        yield f"records {expected} to {number - 1} are missing"
    if certificate.previous_hash != before.record_hash:
        yield f"record {number} does not follow the one before it"
    if certificate.record_hash != record_hash(certificate):
        yield f"{_name_of(certificate)} was altered"


def _head_faults(last: ChainHead) -> Iterator[str]:
    """Yield a fault if the stored head does not name the last record."""
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    if head.sequence == last.sequence and head.record_hash == last.record_hash:
        return
    yield f"the last record should be {head.sequence}, and is {last.sequence}"


def _file_faults(certificate: Certificate) -> Iterator[str]:
    """Yield a fault if the stored file is missing or was altered."""
    try:
        pdf = certificate.pdf()
    except OSError:
        yield f"the file of {_name_of(certificate)} is missing"
        return
    if hashlib.sha256(pdf).hexdigest() != certificate.pdf_sha256:
        yield f"the file of {_name_of(certificate)} was altered"


def _name_of(certificate: Certificate) -> str:
    """Return how a fault names a record: by its place and its number."""
    place = certificate.sequence
    number = certificate.shown_code
    return f"record {place} ({number})"


def _undone_revocations() -> Iterator[str]:
    """Yield the certificates whose revocation and audit log do not agree."""
    # The hash does not cover a revocation, since it is written after issue.
    revocations = AuditEvent.objects.filter(verb="certificate.revoked")
    audited = set(revocations.values_list("subject_key", flat=True))
    revoked_rows = Certificate.objects.exclude(revoked_at=None)
    revoked = set(revoked_rows.values_list("code", flat=True))

    for code in sorted(audited - revoked):
        yield f"certificate {code} was revoked, and no longer says so"
    for code in sorted(revoked - audited):
        yield f"certificate {code} is revoked, and the audit log does not say by whom"


def _json_value(value: object) -> object:
    """Return dates and times as ISO text, times in UTC; all else as it is."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value
