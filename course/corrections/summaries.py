"""Say in public what each edition changed, in its authors' words."""

from collections.abc import Iterable
from dataclasses import dataclass

from course.models import Correction, Edition

# Of corrections of which the public is told no more than how many there are.
UNEXPLAINED_MARKS = {"", Correction.Mark.EDITORIAL}


@dataclass(frozen=True)
class EditionSummary:
    """Hold what an edition says of itself.

    explained: one correction for each thing that its authors explain and do not call editorial.
    places: how many places differ from the edition before.
    """

    edition: Edition
    explained: tuple[Correction, ...]
    places: int


def edition_summaries() -> list[EditionSummary]:
    """Return every edition but the first of each course, newest first. Two queries."""
    editions = Edition.objects.filter(number__gt=1).select_related("course")
    corrections: dict[int, list[Correction]] = {}
    rows = Correction.objects.defer("before", "after")
    for correction in rows.order_by("edition", "position"):
        corrections.setdefault(correction.edition_id, []).append(correction)
    return [
        _summary(edition, corrections.get(edition.pk, []))
        for edition in editions.order_by("-published_at", "-pk")
    ]


def _summary(edition: Edition, corrections: Iterable[Correction]) -> EditionSummary:
    # Several places may have the same words: the guide repeats lessons.
    by_words: dict[tuple[str, str], Correction] = {}
    places = 0
    for correction in corrections:
        places += 1
        if correction.mark not in UNEXPLAINED_MARKS:
            words = correction.what, correction.why
            by_words.setdefault(words, correction)
    explained = tuple(by_words.values())
    return EditionSummary(edition, explained, places)
