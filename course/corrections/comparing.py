"""Compare two editions: lessons passage by passage, quizzes question by question."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from course.corrections.changed_sentences import ChangedSentences, changes
from course.corrections.edition_texts import EditionTexts, PlaceKey, PlaceText
from course.corrections.numbers import numbers_in
from course.corrections.questions import changed_questions
from course.models import Correction

Place, Kind = Correction.Place, Correction.Kind


def corrections_between(old: EditionTexts, new: EditionTexts) -> list[Correction]:
    """Return what ``new`` changes, in the order of the course, without edition and position."""
    places = _PlaceComparison(old, new)
    found: list[Correction] = []
    for place_key in dict.fromkeys([*new.places, *old.places]):
        found += places.corrections(place_key)
    return _with_moved_passages(found)


class _PlaceComparison:
    """Compare two editions place by place."""

    def __init__(self, old: EditionTexts, new: EditionTexts) -> None:
        self.old, self.new = old, new
        self.critical = old.critical | new.critical
        self.changed_units = {(Place.UNIT, key) for key in new.units.changed_since(old.units)}
        self.moved_places = _moved(old.places, new.places)
        self.questions: dict[PlaceKey, list[Correction]] = {}
        for correction in changed_questions(old.questions, new.questions):
            self.questions.setdefault((Place.UNIT, correction.key), []).append(correction)

    def corrections(self, place_key: PlaceKey) -> list[Correction]:
        """Return what differs at one place."""
        before = self.old.places.get(place_key)
        after = self.new.places.get(place_key)
        if before is None or after is None:
            found = [_whole_place(before, after), *self.kept_questions(place_key)]
        else:
            found = [
                *self.in_outline(before, after, place_key),
                *self.in_text(before, after, place_key),
                *self.of_questions(place_key),
            ]
        if not found and place_key in self.changed_units:
            found = [Correction(kind=Kind.DETAILS)]

        shown = after or before
        assert shown is not None
        for correction in found:
            correction.place, correction.key = place_key
            correction.title = shown.title
        return found

    def of_questions(self, place_key: PlaceKey) -> list[Correction]:
        """Return what differs in the questions of a quiz."""
        return self.questions.get(place_key, [])

    def kept_questions(self, place_key: PlaceKey) -> list[Correction]:
        """Return what differs in questions that a new quiz has from another one."""
        came_or_went = {Kind.ADDED, Kind.REMOVED}
        questions = self.of_questions(place_key)
        return [question for question in questions if question.kind not in came_or_went]

    def in_outline(
        self, before: PlaceText, after: PlaceText, place_key: PlaceKey
    ) -> Iterator[Correction]:
        """Yield that the place has another title, or stands elsewhere in the course."""
        if before.name != after.name:
            yield Correction(kind=Kind.TEXT, before=before.name, after=after.name)
        if place_key in self.moved_places:
            yield Correction(kind=Kind.MOVED)

    def in_text(
        self, before: PlaceText, after: PlaceText, place_key: PlaceKey
    ) -> Iterator[Correction]:
        """Yield what differs in the text, passage by passage."""
        if (before.html, before.text) == (after.html, after.text):
            return
        _place, key = place_key
        for change in changes(before.lines, after.lines):
            passages = {(key, change.old_passage), (key, change.new_passage)}
            yield Correction(
                kind=_kind(change),
                old_passage=change.old_passage,
                new_passage=change.new_passage,
                before="\n".join(change.before),
                after="\n".join(change.after),
                is_critical=not passages.isdisjoint(self.critical),
            )


def _kind(change: ChangedSentences) -> Correction.Kind:
    """Return the weightiest kind of change of a passage."""
    if change.is_moved:
        return Kind.MOVED
    if not change.before:
        return Kind.TEXT if change.old_passage else Kind.ADDED
    if not change.after:
        return Kind.TEXT if change.new_passage else Kind.REMOVED
    if change.before == change.after:
        return Kind.PICTURE
    if numbers_in(change.before) != numbers_in(change.after):
        return Kind.NUMBER
    return Kind.TEXT


def _whole_place(before: PlaceText | None, after: PlaceText | None) -> Correction:
    """Return that a place was added or removed; of a term with its definition."""
    return Correction(
        kind=Kind.ADDED if after else Kind.REMOVED,
        old_passage=before.passage if before else "",
        new_passage=after.passage if after else "",
        before=before.text if before else "",
        after=after.text if after else "",
    )


def _moved(old: Collection[PlaceKey], new: Collection[PlaceKey]) -> set[PlaceKey]:
    """Return the places that stand in another order; terms have none of their own."""
    in_both = {key for key in old if key in new and key[0] != Place.GLOSSARY}
    old_order = [key for key in old if key in in_both]
    new_order = [key for key in new if key in in_both]
    matcher = SequenceMatcher(None, old_order, new_order, autojunk=False)
    stayed: set[PlaceKey] = set()
    for start, _start_in_new, size in matcher.get_matching_blocks():
        stayed.update(old_order[start : start + size])
    return in_both - stayed


def _with_moved_passages(corrections: Iterable[Correction]) -> list[Correction]:
    """Join each removed passage with one of the same words that was added elsewhere."""
    corrections = list(corrections)
    removed: Mapping[str, Correction] = {
        correction.before: correction
        for correction in corrections
        if correction.kind == Kind.REMOVED and correction.old_passage
    }
    joined: set[int] = set()
    for correction in corrections:
        source = removed.get(correction.after) if correction.kind == Kind.ADDED else None
        if source is None or id(source) in joined or not correction.new_passage:
            continue
        joined.add(id(source))
        correction.kind = Kind.MOVED
        correction.before = source.before
    return [correction for correction in corrections if id(correction) not in joined]
