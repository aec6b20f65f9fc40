"""Compare a name that a clerk types with the name on a record, which is not shown."""

import unicodedata

from accounts.people.folding import PLAIN_LETTERS
from certificates.models import Certificate


def matches(certificate: Certificate, typed: str) -> bool:
    """Return whether this is the name on the record; its order counts."""
    name = _folded(typed)
    return bool(name) and name == _folded(certificate.holder_name)


def _folded(name: str) -> str:
    """Return the letters and digits of a name in one form.

    Capitals, accents, spaces, hyphens and apostrophes make no difference.
    """
    letters = unicodedata.normalize("NFKD", name)
    letters = letters.casefold().translate(PLAIN_LETTERS)
    return "".join(filter(str.isalnum, letters))
