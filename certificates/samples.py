"""Check sample certificates, so that a text that does not fit shows before anybody finishes."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import printing
from certificates.codes import CODE_LENGTH
from certificates.issuing import snapshot
from certificates.models import Certificate
from course.models import Edition, Enrolment, Provider
from course.names.paper_fonts import without_glyph

# 120 letters, the most that enrolment takes: what fits beside them fits beside each name. They say
# that this is a sample, so that nobody can pass one off as a certificate.
LONGEST_NAME = (
    "Sample and No Certificate. The Longest Name That Learners Can Enter Has One Hundred and"
    " Twenty Letters as These Have Now"
)
# No certificate has this number, and its check character is wrong on purpose.
SAMPLE_CODE = "0" * (CODE_LENGTH - 1) + "1"
# The provider's fields that are printed in each part of the paper.
FIELDS_OF_PART = {
    "header": ("legal_name", "address", "web", "contact"),
    "limits": ("accreditation",),
    "facts": ("signatory_name", "signatory_title"),
}


def editions_in_use() -> QuerySet[Edition]:
    """Return the newest edition of each course, and those with learners in progress."""
    newer = Edition.objects.filter(course=OuterRef("course"), number__gt=OuterRef("number"))
    in_progress = Enrolment.objects.filter(edition=OuterRef("pk"), completed_at=None, ended_at=None)
    in_use = Edition.objects.filter(~Exists(newer) | Exists(in_progress.exclude(user=None)))
    return in_use.select_related("course").order_by("course", "number")


def sample(edition: Edition, provider: Provider) -> Certificate:
    """Return an unsaved certificate with the longest name, on a day when credit counts."""
    today = timezone.localdate()
    enrolment = Enrolment(
        course=edition.course,
        edition=edition,
        holder_name=LONGEST_NAME,
        completed_on=max(today, provider.accredited_from or today),
        completed_zone=provider.time_zone,
    )
    certificate = snapshot(enrolment, edition.course.slug, provider)
    certificate.code = SAMPLE_CODE
    certificate.verify_url = settings.BASE_URL + reverse("certificates:verify")
    return certificate


def provider_mistakes(provider: Provider) -> Iterator[tuple[str, str]]:
    """Yield each field of a provider that would hold certificates, with what to do."""
    mistakes = list(_unprintable_fields(provider))
    # With letters that do not print, the page needs another amount of room.
    yield from mistakes or _crowded_fields(provider)


def _unprintable_fields(provider: Provider) -> Iterator[tuple[str, str]]:
    """Yield the fields with letters that the certificate cannot print, with what to do."""
    names = [name for fields in FIELDS_OF_PART.values() for name in fields]
    for name in names:
        if letters := without_glyph(getattr(provider, name)):
            text = _("The certificate cannot print: %s. Write this in Latin letters.")
            yield name, text % " ".join(letters)


def _crowded_fields(provider: Provider) -> Iterator[tuple[str, str]]:
    """Yield the longest field of each part that has no room, with what to do."""
    crowded: set[str] = set()
    for edition in editions_in_use():
        crowded |= set(printing.fitted(sample(edition, provider)).crowded)

    for part, names in FIELDS_OF_PART.items():
        longest = max(names, key=lambda name: len(getattr(provider, name)))
        if part in crowded and getattr(provider, longest):
            yield (
                longest,
                _(
                    "The certificate has no room for this text. "
                    "Shorten it or try the other paper, then save again."
                ),
            )
