"""Find certificates by the words of a name, whatever accents, case and order they are typed in."""

from collections.abc import Iterable

from accounts.people.folding import all_words_of
from certificates.models import Certificate, CertificateQuerySet, HolderWord


def index_holder(certificate: Certificate) -> None:
    """Store the words of the holder's name of a new certificate."""
    words = all_words_of(certificate.holder_name)
    HolderWord.objects.bulk_create(
        [HolderWord(certificate=certificate, word=word) for word in sorted(words)]
    )


def forget_holder(certificate: Certificate) -> None:
    """Delete the words of a name that pages no longer show."""
    HolderWord.objects.filter(certificate=certificate).delete()


def with_name(certificates: CertificateQuerySet, typed: Iterable[str]) -> CertificateQuerySet:
    """Return the certificates whose holder's name has a word that begins with each typed one.

    typed: folded words.
    """
    for word in typed:
        found = HolderWord.objects.filter(word__gte=word, word__startswith=word)
        # An upper end lets SQLite read a part of the index only.
        found = found.filter(word__lt=f"{word}\U0010ffff")
        certificates = certificates.filter(pk__in=found.values("certificate"))
    return certificates
