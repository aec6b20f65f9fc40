"""Return the file of a certificate as it was issued; put it right where it is damaged."""

import logging

from django.db import IntegrityError
from django.utils import timezone

from certificates import printing
from certificates.models import Certificate, FileDamage
from certificates.records import files
from certificates.records.files import NotAsIssuedError

logger = logging.getLogger(__name__)
Place = FileDamage.Place
Kind = FileDamage.Kind
Source = FileDamage.Source
# Where else the bytes of a damaged file may lie.
_OTHER = {
    Place.FILE: (Place.COPY, Source.COPY),
    Place.COPY: (Place.FILE, Source.FILE),
}


class DamagedFileError(Exception):
    """The bytes that were issued are nowhere, and cannot be printed again."""


def sound_pdf(certificate: Certificate) -> bytes:
    """Return the bytes that were issued; mend the file if it has others.

    Raises DamagedFileError if that is not possible.
    """
    try:
        return files.read(certificate, Place.FILE)
    except NotAsIssuedError as error:
        return _mend(certificate, Place.FILE, error.kind)


def compare(certificate: Certificate) -> None:
    """Compare file and copy with the record, and mend them; what cannot be mended is on record."""
    try:
        pdf = sound_pdf(certificate)
        _compare_copy(certificate, pdf)
    except DamagedFileError:
        pass  # ``_mend`` has recorded it


def _compare_copy(certificate: Certificate, pdf: bytes) -> None:
    """Compare the copy, and make it anew if needed. pdf: the bytes that were issued."""
    try:
        files.read(certificate, Place.COPY)
    except NotAsIssuedError as error:
        if error.kind != Kind.MISSING:
            _mend(certificate, Place.COPY, error.kind)
            return
        # One that was issued before copies were kept has none yet: that is no damage.
        files.write(certificate.pdf_name, pdf, Place.COPY)


def notice_what_was_put_back() -> None:
    """Look at the damaged files again, and record which ones somebody has put right by hand."""
    for damage in FileDamage.objects.unmended().select_related("certificate"):
        try:
            files.read(damage.certificate, Place(damage.place))
        except NotAsIssuedError:
            continue
        _record_mended(damage, Source.OUTSIDE)


def _mend(certificate: Certificate, place: Place, kind: Kind) -> bytes:
    """Store the bytes that were issued in the place of a damaged file, and return them.

    Both the damage and its mending are on record. Raises DamagedFileError.
    """
    damage = _record_damage(certificate, place, kind)
    pdf, source = _from_elsewhere(certificate, place)
    try:
        files.write(certificate.pdf_name, pdf, place)
    except Exception:  # each storage fails in its own way
        # Whoever asked gets the right bytes; the file stays on record as damaged.
        logger.exception("certificate file not mended code=%s place=%s", certificate.code, place)
        return pdf
    _record_mended(damage, source)
    return pdf


def _record_damage(certificate: Certificate, place: Place, kind: Kind) -> FileDamage:
    """Return the record of this damage, added now if it is new."""
    unmended = FileDamage.objects.unmended()
    of_file = {"certificate": certificate, "place": place}
    try:
        damage, is_new = unmended.get_or_create(**of_file, defaults={"kind": kind})
    except IntegrityError:
        # Another process recorded the same damage, and has mended it before we could read that.
        return FileDamage.objects.filter(**of_file).latest("pk")
    if is_new:
        logger.error(
            "certificate file damaged code=%s place=%s kind=%s", certificate.code, place, kind
        )
    return damage


def _record_mended(damage: FileDamage, source: Source) -> None:
    """Record that a file is as issued again, unless another process has recorded it."""
    unmended = FileDamage.objects.unmended().filter(pk=damage.pk)
    if not unmended.update(mended_at=timezone.now(), mended_from=source):
        return
    logger.warning(
        "certificate file mended code=%s place=%s source=%s",
        damage.certificate.code,
        damage.place,
        source,
    )


def _from_elsewhere(certificate: Certificate, place: Place) -> tuple[bytes, Source]:
    """Return the bytes that were issued without the file in ``place``, and where they came from.

    Raises DamagedFileError.
    """
    other_place, source = _OTHER[place]
    try:
        return files.read(certificate, other_place), source
    except NotAsIssuedError:
        return _print_again(certificate), Source.PRINTED


def _print_again(certificate: Certificate) -> bytes:
    """Print a certificate of this release's layout; raise DamagedFileError if bytes differ."""
    if certificate.layout == printing.LAYOUT:
        pdf = printing.render(certificate)
        if files.is_as_issued(certificate, pdf):
            return pdf
    raise DamagedFileError(f"the file of certificate {certificate.shown_code} is damaged")
