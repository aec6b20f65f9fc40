"""Verify the chain: nothing was altered, removed or undone, and every file is as issued."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from operator import attrgetter

from certificates.models import Certificate, ChainHead, RecordEvent
from certificates.records import files
from certificates.records.chain import current_head
from certificates.records.hashes import certificate_hash, event_hash, note_hash

Kind = RecordEvent.Kind
# What the chain is made of.
Link = Certificate | RecordEvent
# The events of one certificate, by kind. Of several of a kind the last one counts.
Events = dict[str, RecordEvent]
# A certificate with all its columns takes some kilobytes.
CHUNK_SIZE = 500
_FILE_FAULTS = {
    files.Kind.MISSING: "is missing",
    files.Kind.ALTERED: "was altered",
    files.Kind.UNREADABLE: "cannot be read",
}


def verify_chain(*, files: bool = True, expect: str = "") -> list[str]:
    """Return every fault of the chain in words; none if all is as issued.

    files: compare the stored files too.
    expect: a hash noted elsewhere. It is missing if the whole chain was written anew.
    """
    faults = [*_link_faults(), *_certificate_faults(check_files=files)]
    if expect and not _is_link(expect):
        faults.append(f"the link {expect} is no longer in the chain")
    return faults


def _is_link(record_hash: str) -> bool:
    """Return whether a certificate or an event has this hash."""
    certificates = Certificate.objects.filter(record_hash=record_hash)
    events = RecordEvent.objects.filter(record_hash=record_hash)
    return certificates.exists() or events.exists()


def _link_faults() -> Iterator[str]:
    """Yield the links that are missing, altered or out of order, oldest first."""
    removed = RecordEvent.objects.filter(kind=Kind.NAME_REMOVED)
    # Without its name, a record's hash cannot be made again: its event says which one it had.
    hash_without_name = dict(removed.values_list("certificate_id", "certificate_hash"))
    last = ChainHead()
    for link in _links():
        yield from _place_faults(link, last)
        if link.record_hash != _expected_hash(link, hash_without_name):
            yield f"{_name_of(link)} was altered"
        last.sequence = link.sequence
        last.record_hash = link.record_hash
    yield from _head_faults(last)


def _links() -> Iterator[Link]:
    """Yield all certificates and events in the order of the chain."""
    certificates = Certificate.objects.order_by("sequence")
    events = RecordEvent.objects.order_by("sequence").select_related("certificate")
    links = merge(
        certificates.iterator(chunk_size=CHUNK_SIZE),
        events.iterator(chunk_size=CHUNK_SIZE),
        key=attrgetter("sequence"),
    )
    for link in links:
        assert isinstance(link, Link)
        yield link


def _expected_hash(link: Link, hash_without_name: Mapping[int, str]) -> str:
    """Return the hash that a link should have.

    hash_without_name: the hashes of the certificates whose names were removed, by key.
    """
    if isinstance(link, RecordEvent):
        return event_hash(link)
    return hash_without_name.get(link.pk) or certificate_hash(link)


def _place_faults(link: Link, before: ChainHead) -> Iterator[str]:
    """Yield what is wrong with the place of a link.

    before: the head as it was before this link, with sequence 0 and no hash at first.
    """
    number = link.sequence
    expected = before.sequence + 1
    if number != expected:
        yield f"records {expected} to {number - 1} are missing"
    if link.previous_hash != before.record_hash:
        yield f"record {number} does not follow the one before it"


def _head_faults(last: ChainHead) -> Iterator[str]:
    """Yield a fault if the stored head does not name the last link."""
    head = current_head()
    if head.sequence == last.sequence and head.record_hash == last.record_hash:
        return
    yield f"the last record should be {head.sequence}, and is {last.sequence}"


def _certificate_faults(*, check_files: bool) -> Iterator[str]:
    """Yield where a certificate does not agree with its events or with its file."""
    last = 0
    while chunk := _certificates_after(last):
        events = _events_of(chunk)
        for certificate in chunk:
            yield from _state_faults(certificate, events[certificate.pk])
            if check_files and certificate.name_removed_at is None:
                yield from _file_faults(certificate)
        last = chunk[-1].sequence


def _certificates_after(sequence: int) -> list[Certificate]:
    """Return the next certificates of the chain, with their enrolments."""
    after = Certificate.objects.filter(sequence__gt=sequence).order_by("sequence")
    return list(after.select_related("enrolment", "revoked_by")[:CHUNK_SIZE])


def _events_of(certificates: Sequence[Certificate]) -> dict[int, Events]:
    """Return the events of these certificates, by the key of the certificate."""
    found: dict[int, Events] = defaultdict(dict)
    events = RecordEvent.objects.filter(certificate__in=certificates).order_by("sequence")
    for event in events:
        found[event.certificate_id][event.kind] = event
    return found


def _state_faults(certificate: Certificate, events: Events) -> Iterator[str]:
    """Yield what a certificate says of its state that its events do not."""
    yield from _revocation_faults(certificate, events.get(Kind.REVOKED))
    yield from _ending_faults(certificate, events)
    yield from _holder_faults(certificate, events)
    yield from _name_faults(certificate, events)
    for event in events.values():
        if event.certificate_hash != certificate.record_hash:
            yield f"{_name_of(event)} was about another record"
        # A note may be erased; one that is there is the one that was written.
        if event.note is not None and note_hash(event.note) != event.note_hash:
            yield f"the note of {_name_of(event)} was altered"


def _revocation_faults(certificate: Certificate, event: RecordEvent | None) -> Iterator[str]:
    """Yield a fault if revocation and event do not agree in time, reason, person or note."""
    number = certificate.shown_code
    if event is None:
        if certificate.revoked_at:
            yield f"certificate {number} is revoked, and no record says by whom"
        return
    if certificate.revoked_at is None:
        yield f"certificate {number} was revoked, and no longer says so"
        return

    for what, (now, then) in _stated_of_revocation(certificate, event).items():
        if now != then:
            yield f"the {what} of the revocation of certificate {number} was altered"


def _stated_of_revocation(
    certificate: Certificate, event: RecordEvent
) -> dict[str, tuple[object, object]]:
    """Return what the certificate says of its revocation now, and what its event said then.

    A person or a note that was erased is left out.
    """
    stated: dict[str, tuple[object, object]] = {
        "date": (certificate.revoked_at, event.at),
        "reason": (certificate.revoked_because, event.because),
    }
    if certificate.revoked_by:
        person = str(certificate.revoked_by.public_id)
        stated["person"] = (person, event.actor_key)
    if event.note is not None:
        stated["note"] = (certificate.revoked_note, event.note)
    return stated


def _ending_faults(certificate: Certificate, events: Events) -> Iterator[str]:
    """Yield a fault if the certificate was or was not replaced or corrected as it says."""
    ended = [event for event in events.values() if event.kind in Certificate.Ending.values]
    expected = [(event.at, event.kind) for event in ended]
    stated = []
    if certificate.ended_at:
        stated = [(certificate.ended_at, certificate.ended_as)]
    if stated != expected:
        yield f"certificate {certificate.shown_code} does not say truly how it ended"


def _holder_faults(certificate: Certificate, events: Events) -> Iterator[str]:
    """Yield a fault if the certificate was given to another holder, or taken from its own."""
    number = certificate.shown_code
    bound = events.get(Kind.BOUND)
    key = bound.detail if bound else certificate.holder_key
    enrolment = certificate.enrolment
    if enrolment and str(enrolment.public_id) != key:
        yield f"certificate {number} was given to another holder"
    is_free = Kind.ERASED in events or Kind.NAME_REMOVED in events
    if enrolment is None and key and not is_free:
        yield f"certificate {number} was taken from its holder"


def _name_faults(certificate: Certificate, events: Events) -> Iterator[str]:
    """Yield a fault if the name is shown or stored against what the events say."""
    number = certificate.shown_code
    dates = {
        Kind.ERASED: certificate.name_hidden_at,
        Kind.NAME_REMOVED: certificate.name_removed_at,
    }
    for kind, date in dates.items():
        event = events.get(kind)
        expected = event.at if event else None
        if date != expected:
            yield f"certificate {number} does not say truly whether its name is shown"
    if Kind.NAME_REMOVED in events and certificate.holder_name:
        yield f"the name was put back on certificate {number}"


def _file_faults(certificate: Certificate) -> Iterator[str]:
    """Yield a fault if the stored file is missing or was altered."""
    try:
        files.read(certificate, files.Place.FILE)
    except files.NotAsIssuedError as error:
        yield f"the file of {_name_of(certificate)} {_FILE_FAULTS[error.kind]}"


def _name_of(link: Link) -> str:
    """Return how a fault names a link: by its place and the number of the certificate."""
    if isinstance(link, RecordEvent):
        return f"record {link.sequence} ({link.kind} {link.certificate.shown_code})"
    return f"record {link.sequence} ({link.shown_code})"
