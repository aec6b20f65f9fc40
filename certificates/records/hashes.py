"""Hashes of certificates and of what happened to them: SHA-256 over canonical JSON.

Records keep their hash for ever: the fields of a format version, once released, may not change.
"""

import hashlib
from datetime import UTC, date, datetime

from accounts.canonical import digest_of
from certificates.models import Certificate, RecordEvent

# What the certificates of the first release hold.
_FIELDS_OF_VERSION_1 = (
    "code",
    "award_key",
    "holder_name",
    "course_slug",
    "course_title",
    "edition_number",
    "edition_digest",
    "language",
    "module_count",
    "quiz_count",
    "pass_mark",
    "minutes",
    "completed_on",
    "completed_zone",
    "issued_at",
    "issued_zone",
    "waived",
    "review_state",
    "accreditation",
    "limits",
    "provider_name",
    "provider_address",
    "provider_web",
    "provider_contact",
    "signatory_name",
    "signatory_title",
    "paper",
    "verify_url",
    "supersedes",
    "pdf_name",
    "pdf_sha256",
    "sequence",
    "previous_hash",
)
_FIELDS_OF_VERSION_2 = (
    *_FIELDS_OF_VERSION_1,
    "format_version",
    "layout",
    "holder_key",
    "minutes_waived",
    "statement",
    "stated_at",
    "expires_on",
)
FIELDS_OF_VERSION = {1: _FIELDS_OF_VERSION_1, 2: _FIELDS_OF_VERSION_2}
CURRENT_VERSION = 2

EVENT_FIELDS = (
    "sequence",
    "previous_hash",
    "certificate_hash",
    "kind",
    "at",
    "actor_key",
    "because",
    "note_hash",
    "detail",
)


def certificate_hash(certificate: Certificate) -> str:
    """Return the hash of the fields of the certificate's format version.

    Among them are the hash of the file and the hash of the link before.
    Raises KeyError for a version that this release does not know.
    """
    facts: dict[str, object] = {}
    for name in FIELDS_OF_VERSION[certificate.format_version]:
        facts[name] = _json_value(getattr(certificate, name))
    if certificate.format_version == 1 and not certificate.supersedes:
        # Records issued before this column was added must keep their hash.
        del facts["supersedes"]
    return digest_of(facts)


def event_hash(event: RecordEvent) -> str:
    """Return the hash of an event; a note is in it by its own hash."""
    return digest_of({name: _json_value(getattr(event, name)) for name in EVENT_FIELDS})


def note_hash(note: str) -> str:
    """Return the hash of a private note; "" without one."""
    return hashlib.sha256(note.encode()).hexdigest() if note else ""


def _json_value(value: object) -> object:
    """Return dates and times as ISO text, times in UTC; all else as it is."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value
