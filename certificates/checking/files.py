"""Tell whether a file is one that was issued, was altered, or is none of ours.

The file may be hostile, so it is not parsed as a PDF: it is hashed, and searched for numbers as
plain bytes and in its first compressed parts.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from django.db.models import Q
from django.utils.translation import gettext as _

from certificates.codes import is_code
from certificates.models import Certificate

# The numbers of a file that names many are looked up only so far.
MAX_NUMBERS = 20
# Of the compressed parts of a file so many are looked at, and so many bytes of each. Description
# and links of our files are far shorter.
MAX_PARTS = 200
MAX_PART_BYTES = 100_000
_PART = re.compile(rb"(?<!end)stream\r?\n")
# A number as it stands in the link and in the description of our files.
_PRINTED_NUMBER = re.compile(rb"(?<![0-9A-Z])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,3}(?![-0-9A-Z])")


class Finding(Enum):
    """What a file is, compared with what was issued."""

    IDENTICAL = "identical"
    ANOTHER = "another-certificate"
    ALTERED = "altered"
    NOT_OURS = "not-ours"


@dataclass(frozen=True)
class CheckedFile:
    """Hold what was found out about a file.

    certificate: the one whose file it is, or which it names; None if it is not ours.
    """

    finding: Finding
    certificate: Certificate | None

    @property
    def heading(self) -> str:
        """Return the finding in a sentence; the script of the page has the same words."""
        headings = {
            Finding.IDENTICAL: _("This is the file that was issued, byte for byte."),
            Finding.ANOTHER: _("This is the file of another certificate, byte for byte."),
            Finding.ALTERED: _(
                "This file names the certificate, but it is not the file that was issued."
            ),
            Finding.NOT_OURS: _("This is not a file that was issued here."),
        }
        return headings[self.finding]

    @property
    def advice(self) -> str:
        """Say what the finding means for the reader."""
        advice = {
            Finding.IDENTICAL: _("Whether the certificate still counts is said by its record:"),
            Finding.ANOTHER: _("Its number is not the one that you asked about. Its record:"),
            Finding.ALTERED: _(
                "It was changed, or saved again by a program. Do not rely on what it says:"
                " compare it line by line with the record."
            ),
            Finding.NOT_OURS: _(
                "Neither is it one of our files, nor does it name one of our certificates. A scan"
                " or a photo cannot be checked this way: check the number instead."
            ),
        }
        return advice[self.finding]


def check_file(content: bytes, code: str = "") -> CheckedFile:
    """Compare a file with what was issued, in one statement.

    code: the number of the certificate that it should be; "" for any.
    """
    digest = hashlib.sha256(content).hexdigest()
    named = _numbers_in(content)
    by_code = _candidates(digest, named)
    for certificate in by_code.values():
        if certificate.pdf_sha256 == digest:
            return _identical(certificate, code)
    for number in (code, *named):
        if number in by_code:
            return CheckedFile(Finding.ALTERED, by_code[number])
    return CheckedFile(Finding.NOT_OURS, None)


def _candidates(digest: str, codes: list[str]) -> dict[str, Certificate]:
    """Return the certificates whose file has this SHA-256 or that have these numbers, by number."""
    is_candidate = Q(pdf_sha256=digest) | Q(code__in=codes)
    candidates = Certificate.objects.filter(is_candidate).defer("revoked_note")
    return {certificate.code: certificate for certificate in candidates}


def _identical(certificate: Certificate, code: str) -> CheckedFile:
    """Return the finding for the file of a certificate; code: of the one that was meant, or ""."""
    is_meant = not code or certificate.code == code
    finding = Finding.IDENTICAL if is_meant else Finding.ANOTHER
    return CheckedFile(finding, certificate)


def _numbers_in(content: bytes) -> list[str]:
    """Return the numbers that a file names, in its order, each once."""
    numbers: dict[str, None] = {}
    for text in _texts_of(content):
        for match in _PRINTED_NUMBER.finditer(text):
            code = match[0].decode("ascii").replace("-", "")
            if is_code(code):
                numbers[code] = None
            if len(numbers) == MAX_NUMBERS:
                return list(numbers)
    return list(numbers)


def _texts_of(content: bytes) -> Iterator[bytes]:
    """Yield what may hold a number as text: the file as it is, then its compressed parts."""
    yield content
    # Some programs write a zero byte before each letter.
    yield content.replace(b"\0", b"")
    for count, start in enumerate(_PART.finditer(content)):
        if count == MAX_PARTS:
            return
        yield _unpacked(content, start.end())


def _unpacked(content: bytes, start: int) -> bytes:
    """Return the beginning of the compressed part that starts there; b"" if there is none."""
    unpacker = zlib.decompressobj()
    with suppress(zlib.error):
        # What stands after the part is ignored.
        return unpacker.decompress(memoryview(content)[start:], MAX_PART_BYTES)
    return b""
