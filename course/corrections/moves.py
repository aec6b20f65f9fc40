"""Find what stands at another place of the course and says the same."""

from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher

from course.corrections.edition_texts import PlaceKey
from course.models import Correction

Kind = Correction.Kind
GLOSSARY = Correction.Place.GLOSSARY
Places = Collection[PlaceKey]


def moved_places(old: Places, new: Places) -> set[PlaceKey]:
    """Return the lessons, quizzes and pages of the guide that stand in another order."""
    old_order = _ordered_places(old, new)
    new_order = _ordered_places(new, old)
    moved = set(old_order)
    matcher = SequenceMatcher(None, old_order, new_order, autojunk=False)
    for start, _start_in_new, size in matcher.get_matching_blocks():
        end = start + size
        moved.difference_update(old_order[start:end])
    return moved


def _ordered_places(places: Places, other_places: Places) -> list[PlaceKey]:
    """Return the places of both editions that stand where authors put them."""
    ordered = []
    for place_key in places:
        place, _key = place_key
        # Terms are sorted by their words.
        if place != GLOSSARY and place_key in other_places:
            ordered.append(place_key)
    return ordered


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
        correction.kind = Kind.MOVED
        correction.before = source.before
        joined.append(source)
    return [correction for correction in corrections if correction not in joined]


def _removed_passages(corrections: Iterable[Correction]) -> dict[str, Correction]:
    """Return the corrections that take a passage out, by the words of the passage."""
    removed = {}
    for correction in corrections:
        is_removed = correction.kind == Kind.REMOVED
        if is_removed and correction.old_passage:
            removed[correction.before] = correction
    return removed


def _adds_passage(correction: Correction) -> bool:
    is_added = correction.kind == Kind.ADDED
    return is_added and bool(correction.new_passage)
