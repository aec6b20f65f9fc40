"""The chain of certificates: each hash covers the facts of its record and the hash before it."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from accounts.canonical import digest_of
from accounts.models import AuditEvent
from certificates.models import Certificate, ChainHead

_UNHASHED_FIELDS = {"id", "record_hash", *Certificate.ERASABLE, *Certificate.MUTABLE}
_ALL_FIELDS = [field.name for field in Certificate._meta.concrete_fields]
HASHED_FIELDS = tuple(name for name in _ALL_FIELDS if name not in _UNHASHED_FIELDS)


def record_hash(certificate: Certificate) -> str:
    """Return the SHA-256 of the canonical JSON of all hashed fields.

    Among them are the hash of the file and the hash of the record before.
    """
    facts = {name: _json_value(getattr(certificate, name)) for name in HASHED_FIELDS}
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
    head.sequence, head.record_hash = certificate.sequence, certificate.record_hash
    head.save(update_fields=["sequence", "record_hash"])


def verify_chain(*, files: bool = True, expect: str = "") -> list[str]:
    """Return every fault of the chain in words; none if all is as issued.

    files: compare the stored files too.
    expect: a hash noted elsewhere. It is missing if the whole chain was written anew.
    """
    faults = list(_chain_faults(check_files=files))
    if expect and not Certificate.objects.filter(record_hash=expect).exists():
        faults.append(f"the link {expect} is no longer in the chain")
    return faults


def _chain_faults(*, check_files: bool) -> Iterator[str]:
    """Yield the faults of records, files and revocations, oldest record first."""
    expected, previous = 1, ""
    for certificate in Certificate.objects.order_by("sequence").iterator(chunk_size=500):
        if certificate.sequence != expected:
            yield f"records {expected} to {certificate.sequence - 1} are missing"
        if certificate.previous_hash != previous:
            yield f"record {certificate.sequence} does not follow the one before it"
        if certificate.record_hash != record_hash(certificate):
            yield f"record {certificate.sequence} ({certificate.shown_code}) was altered"
        if check_files:
            yield from _file_faults(certificate)
        expected, previous = certificate.sequence + 1, certificate.record_hash
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    if (head.sequence, head.record_hash) != (expected - 1, previous):
        yield f"the last record should be {head.sequence}, and is {expected - 1}"
    yield from _undone_revocations()


def _file_faults(certificate: Certificate) -> Iterator[str]:
    """Yield a fault if the stored file is missing or was altered."""
    try:
        digest = hashlib.sha256(certificate.pdf()).hexdigest()
    except OSError:
        yield f"the file of record {certificate.sequence} ({certificate.shown_code}) is missing"
        return
    if digest != certificate.pdf_sha256:
        yield f"the file of record {certificate.sequence} ({certificate.shown_code}) was altered"


def _undone_revocations() -> Iterator[str]:
    """Yield the certificates whose revocation and audit log do not agree."""
    # The hash does not cover a revocation, since it is written after issue.
    audited = set(
        AuditEvent.objects.filter(verb="certificate.revoked").values_list("subject_key", flat=True)
    )
    revoked = set(Certificate.objects.exclude(revoked_at=None).values_list("code", flat=True))
    yield from (
        f"certificate {code} was revoked, and no longer says so"
        for code in sorted(audited - revoked)
    )
    yield from (
        f"certificate {code} is revoked, and the audit log does not say by whom"
        for code in revoked - audited
    )


def _json_value(value: Any) -> Any:
    """Return dates and times as ISO text, times in UTC; all else as it is."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
