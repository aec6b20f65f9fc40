"""Find certificates by the words of a name, whatever accents, case and order they are typed in."""

from collections.abc import Iterable

from certificates.models import Certificate, CertificateQuerySet, HolderWord
from course.search.words import WORD, fold

APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ＇", " "))
NO_LANGUAGE = ""  # a name has no spelling of one


def index_holder(certificate: Certificate) -> None:
    """Store the words of the holder's name of a new certificate."""
    words = all_words_of(certificate.holder_name)
    HolderWord.objects.bulk_create(
        [HolderWord(certificate=certificate, word=word) for word in sorted(words)]
    )


def all_words_of(name: str) -> set[str]:
    """Return the words by which a name is found: "O'Brien" as one word and as two."""
    return {*words_of(name), *words_of(name.translate(APOSTROPHES))}


def words_of(name: str) -> list[str]:
    """Return the words of a name in small letters without accents."""
    words = [fold(match[0], NO_LANGUAGE) for match in WORD.finditer(name)]
    return [word for word in words if word]


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
