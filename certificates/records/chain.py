"""The chain: certificates, and what happened to them, each with the hash of the link before."""

from certificates.models import Certificate, ChainHead, RecordEvent
from certificates.records.hashes import certificate_hash, event_hash
from certificates.records.holder_words import index_holder


def append_certificate(certificate: Certificate) -> None:
    """Save a new certificate as the next link of the chain.

    Call it in a transaction: the head of the chain stays locked until its end.
    """
    head = _lock_head()
    certificate.sequence = head.sequence + 1
    certificate.previous_hash = head.record_hash
    certificate.record_hash = certificate_hash(certificate)
    certificate.save(force_insert=True)
    index_holder(certificate)
    _move_head(head, certificate)


def append_event(event: RecordEvent) -> None:
    """Save a new event as the next link of the chain; call it in a transaction."""
    head = _lock_head()
    event.sequence = head.sequence + 1
    event.previous_hash = head.record_hash
    event.record_hash = event_hash(event)
    event.save(force_insert=True)
    _move_head(head, event)


def current_head() -> ChainHead:
    """Return place and hash of the last link; 0 and "" without any."""
    return ChainHead.objects.filter(pk=1).first() or ChainHead()


def _lock_head() -> ChainHead:
    """Return the head of the chain, locked until the end of the transaction."""
    ChainHead.objects.get_or_create(pk=1)
    return ChainHead.objects.select_for_update().get(pk=1)


def _move_head(head: ChainHead, link: Certificate | RecordEvent) -> None:
    """Let the head name the link that was added."""
    head.sequence = link.sequence
    head.record_hash = link.record_hash
    head.save(update_fields=["sequence", "record_hash"])
