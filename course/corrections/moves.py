"""Find what stands at another place of the course and says the same."""

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from course.corrections.edition_texts import PlaceKey
from course.models import Correction


def moved_places(old: Collection[PlaceKey], new: Collection[PlaceKey]) -> set[PlaceKey]:
    """Return the lessons, quizzes and pages of the guide that stand in another order."""
    in_both = set(old).intersection(new)
    old_order = [key for key in old if key in in_both and _has_order(key)]
    new_order = [key for key in new if key in in_both and _has_order(key)]
    matcher = SequenceMatcher(None, old_order, new_order, autojunk=False)
    stayed: set[PlaceKey] = set()
    for start, _start_in_new, size in matcher.get_matching_blocks():
        stayed.update(old_order[start : start + size])
    return set(old_order) - stayed


def _has_order(place_key: PlaceKey) -> bool:
    """Return whether authors decide where the place stands; terms are sorted by their words."""
    place, _key = place_key
    return place != Correction.Place.GLOSSARY


def join_moved_passages(corrections: Sequence[Correction]) -> list[Correction]:
    """Return the corrections, with one for a passage that was taken to another page.

    That is a removed passage, and an added one with the same words.
    """
    removed = {}
    for correction in corrections:
        if correction.kind == Correction.Kind.REMOVED and correction.old_passage:
            removed[correction.before] = correction

    joined = []
    for correction in corrections:
        is_added = correction.kind == Correction.Kind.ADDED
        has_source = correction.after in removed
        if is_added and correction.new_passage and has_source:
            source = removed.pop(correction.after)
            correction.kind = Correction.Kind.MOVED
            correction.before = source.before
            joined.append(source)
    return [correction for correction in corrections if correction not in joined]
