"""Find what stands at another place of the course and says the same."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from course.corrections.edition_texts import PlaceKey
from course.models import Correction


def moved_places(old: Collection[PlaceKey], new: Collection[PlaceKey]) -> set[PlaceKey]:
    """Return the lessons, quizzes and pages of the guide that stand in another order."""
    in_both = set(old).intersection(new)
    ordered = {key for key in in_both if _has_order(key)}
    old_order = [key for key in old if key in ordered]
    new_order = [key for key in new if key in ordered]
    return ordered.difference(_in_same_order(old_order, new_order))


def _has_order(place_key: PlaceKey) -> bool:
    """Return whether authors decide where the place stands; terms are sorted by their words."""
    place, _key = place_key
    return place != Correction.Place.GLOSSARY


def _in_same_order(old: Sequence[PlaceKey], new: Sequence[PlaceKey]) -> Iterator[PlaceKey]:
    """Yield the places, as many as possible, that follow one another as before."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for start, _start_in_new, size in matcher.get_matching_blocks():
        end = start + size
        yield from old[start:end]


def join_moved_passages(corrections: Sequence[Correction]) -> list[Correction]:
    """Return the corrections, with one for a passage that was taken to another page.

    That is a removed passage, and an added one with the same words.
    """
    removed = _removed_passages(corrections)
    joined = []
    for correction in corrections:
        if not _adds_passage(correction):
            continue
        source = removed.pop(correction.after, None)
        if source is None:
            continue
        correction.kind = Correction.Kind.MOVED
        correction.before = source.before
        joined.append(source)
    return [correction for correction in corrections if correction not in joined]


def _removed_passages(corrections: Iterable[Correction]) -> dict[str, Correction]:
    """Return the corrections that take a passage out, by the words of the passage."""
    removed = {}
    for correction in corrections:
        is_removed = correction.kind == Correction.Kind.REMOVED
        if is_removed and correction.old_passage:
            removed[correction.before] = correction
    return removed


def _adds_passage(correction: Correction) -> bool:
    is_added = correction.kind == Correction.Kind.ADDED
    return is_added and bool(correction.new_passage)
