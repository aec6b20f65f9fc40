"""Write into the chain what happened to certificates before events were links of it."""

import hashlib
from datetime import UTC

from django.db import migrations

from accounts.canonical import digest_of

CHUNK_SIZE = 500


def add_events(apps, schema_editor):
    """Bind each certificate to its holder, and add its revocation, its end and its erasure.

    They come after the last link of the chain, with the dates on which they happened. The records
    themselves keep their fields and their hashes.
    """
    Certificate = apps.get_model("certificates", "Certificate")
    chain = _Chain(apps)
    certificates = Certificate.objects.order_by("sequence").select_related(
        "enrolment", "revoked_by"
    )
    for certificate in certificates.iterator(chunk_size=CHUNK_SIZE):
        if certificate.enrolment:
            key = str(certificate.enrolment.public_id)
            chain.add(certificate, "bound", certificate.issued_at, detail=key)
        else:
            chain.add(certificate, "erased", certificate.issued_at)
            _set(Certificate, certificate, name_hidden_at=certificate.issued_at)
        if certificate.revoked_at:
            chain.add(
                certificate,
                "revoked",
                certificate.revoked_at,
                actor=certificate.revoked_by,
                because=certificate.revoked_because,
                note=certificate.revoked_note,
            )
        if certificate.ended_at:
            successor = Certificate.objects.filter(supersedes=certificate.code).first()
            detail = successor.code if successor else ""
            chain.add(certificate, "replaced", certificate.ended_at, detail=detail)
            _set(Certificate, certificate, ended_as="replaced")
    chain.save()


def _set(model, certificate, **columns):
    """Change columns of a stored certificate that triggers let change."""
    model.objects.filter(pk=certificate.pk).update(**columns)


class _Chain:
    """The chain, to which events are added."""

    def __init__(self, apps):
        self.Event = apps.get_model("certificates", "RecordEvent")
        heads = apps.get_model("certificates", "ChainHead")
        self.head, _is_new = heads.objects.get_or_create(pk=1)
        self.events = []

    def add(self, certificate, kind, at, *, actor=None, because="", note="", detail=""):
        event = self.Event(
            sequence=self.head.sequence + 1,
            previous_hash=self.head.record_hash,
            certificate=certificate,
            certificate_hash=certificate.record_hash,
            kind=kind,
            at=at,
            actor=actor,
            actor_key=str(actor.public_id) if actor else "",
            because=because,
            note=note,
            note_hash=hashlib.sha256(note.encode()).hexdigest() if note else "",
            detail=detail,
        )
        event.record_hash = _hash(event)
        self.head.sequence = event.sequence
        self.head.record_hash = event.record_hash
        self.events.append(event)
        if len(self.events) == CHUNK_SIZE:
            self.save()

    def save(self):
        self.Event.objects.bulk_create(self.events)
        self.events = []
        self.head.save()


def _hash(event):
    """Return the hash of an event, as certificates.records.hashes makes it."""
    return digest_of(
        {
            "sequence": event.sequence,
            "previous_hash": event.previous_hash,
            "certificate_hash": event.certificate_hash,
            "kind": event.kind,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor_key": event.actor_key,
            "because": event.because,
            "note_hash": event.note_hash,
            "detail": event.detail,
        }
    )


class Migration(migrations.Migration):
    dependencies = [("certificates", "0005_chain_of_events")]

    operations = [migrations.RunPython(add_events, migrations.RunPython.noop)]
