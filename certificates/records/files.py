"""The files of certificates: stored twice, compared with the hash of the record, and deleted."""

import hashlib
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from certificates.models import Certificate, FileDamage

logger = logging.getLogger(__name__)
Place = FileDamage.Place
Kind = FileDamage.Kind
FOLDER = "certificates"
_STORAGES = {Place.FILE: "default", Place.COPY: "copies"}


class NotAsIssuedError(Exception):
    """A stored file does not have the bytes that were issued; ``kind`` says what is wrong."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(str(kind.label))
        self.kind = kind


def storage_of(place: Place) -> Storage:
    """Return the storage in which the files, or their copies, lie."""
    return storages[_STORAGES[place]]


def store(certificate: Certificate, pdf: bytes) -> None:
    """Store a file and its copy, and set hash and name on a certificate that is not saved yet."""
    certificate.pdf_sha256 = hashlib.sha256(pdf).hexdigest()
    certificate.pdf_name = f"{FOLDER}/{certificate.pdf_sha256}.pdf"
    write(certificate.pdf_name, pdf, Place.FILE)
    try:
        write(certificate.pdf_name, pdf, Place.COPY)
    except Exception:  # each storage fails in its own way
        # Nobody waits for a certificate because of its copy: the next check of all files makes it.
        logger.exception("certificate copy not stored code=%s", certificate.code)


def write(name: str, pdf: bytes, place: Place) -> None:
    """Store a file under exactly this name, in the place of a damaged one."""
    storage = storage_of(place)
    storage.delete(name)
    stored_name = storage.save(name, ContentFile(pdf))
    if stored_name != name:  # another process has stored the same file meanwhile
        storage.delete(stored_name)


def read(certificate: Certificate, place: Place) -> bytes:
    """Return the bytes that were issued; raise NotAsIssuedError if this file has others."""
    try:
        with storage_of(place).open(certificate.pdf_name) as file:
            pdf = bytes(file.read())
    except FileNotFoundError as error:
        raise NotAsIssuedError(Kind.MISSING) from error
    except Exception as error:  # each storage fails in its own way
        raise NotAsIssuedError(Kind.UNREADABLE) from error
    if not is_as_issued(certificate, pdf):
        raise NotAsIssuedError(Kind.ALTERED)
    return pdf


def is_as_issued(certificate: Certificate, pdf: bytes) -> bool:
    """Return whether these are the bytes whose hash is on record."""
    return hashlib.sha256(pdf).hexdigest() == certificate.pdf_sha256


def remove(name: str) -> bool:
    """Delete a file and its copy; return whether both are gone. Safe to repeat."""
    are_gone = True
    for place in Place:
        try:
            storage_of(place).delete(name)
        except Exception:  # each storage fails in its own way
            # No record names the file any more, so that the next check of all files deletes it.
            logger.exception("certificate file not deleted name=%s place=%s", name, place)
            are_gone = False
    return are_gone
