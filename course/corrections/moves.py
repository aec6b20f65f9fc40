"""Find what stands at another place of the course and says the same."""

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from course.corrections.edition_texts import PlaceKey
from course.models import Correction


def moved_places(old: Collection[PlaceKey], new: Collection[PlaceKey]) -> set[PlaceKey]:
    """Return the lessons, quizzes and pages of the guide that stand in another order."""
    # The terms of the glossary are sorted by their words.
    in_both = {key for key in old if key in new and key[0] != Correction.Place.GLOSSARY}
    old_order = [key for key in old if key in in_both]
    new_order = [key for key in new if key in in_both]
    matcher = SequenceMatcher(None, old_order, new_order, autojunk=False)
    stayed: set[PlaceKey] = set()
    for start, _start_in_new, size in matcher.get_matching_blocks():
        stayed.update(old_order[start : start + size])
    return in_both - stayed


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
        is_passage = correction.kind == Correction.Kind.ADDED and correction.new_passage
        source = removed.pop(correction.after, None) if is_passage else None
        if source is not None:
            correction.kind = Correction.Kind.MOVED
            correction.before = source.before
            joined.append(source)
    return [correction for correction in corrections if correction not in joined]
