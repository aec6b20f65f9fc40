"""Compare two editions: lessons passage by passage, quizzes question by question."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from course.corrections.changed_questions import changed_questions
from course.corrections.changed_sentences import ChangedSentences, changes
from course.corrections.edition_texts import EditionTexts, PlaceKey, PlaceText
from course.corrections.moves import join_moved_passages, moved_places
from course.corrections.numbers import numbers_in
from course.models import Correction

Kind = Correction.Kind
UNIT = Correction.Place.UNIT
Corrections = Iterator[Correction]
QuestionsByQuiz = Mapping[str, list[Correction]]


def corrections_between(old: EditionTexts, new: EditionTexts) -> list[Correction]:
    """Return what ``new`` changes, in the order of the course, without edition and position."""
    comparison = _Comparison(old, new)
    corrections: list[Correction] = []
    place_keys = dict.fromkeys([*new.places, *old.places])
    for place_key in place_keys:
        corrections += comparison.of_place(place_key)
    return join_moved_passages(corrections)


class _Comparison:
    """Compare two editions place by place.

    critical: passages that are critical in either. questions: what differs in them, by quiz.
    """

    def __init__(self, old: EditionTexts, new: EditionTexts) -> None:
        self.old_places = old.places
        self.new_places = new.places
        self.critical = old.critical | new.critical
        self.changed_units = new.units.changed_since(old.units)
        self.moved_places = moved_places(old.places, new.places)
        self.questions = _by_quiz(old, new)

    def of_place(self, place_key: PlaceKey) -> list[Correction]:
        """Return what differs at one place, with the name of the place."""
        place, key = place_key
        corrections = list(self.found_at(place_key))
        is_unit = place == UNIT
        if is_unit and key in self.changed_units and not corrections:
            details = Correction(kind=Kind.DETAILS)
            corrections.append(details)

        shown = self.new_places.get(place_key)
        if shown is None:
            shown = self.old_places[place_key]
        for correction in corrections:
            correction.place = place
            correction.key = key
            correction.title = shown.title
        return corrections

    def found_at(self, place_key: PlaceKey) -> Corrections:
        """Yield what differs at a place, without the name of the place."""
        before = self.old_places.get(place_key)
        after = self.new_places.get(place_key)
        if before and after:
            yield from self.in_outline(place_key, before, after)
            yield from self.in_text(place_key, before, after)
            yield from self.of_questions(place_key)
        elif after:
            yield Correction(kind=Kind.ADDED, new_passage=after.passage, after=after.text)
            yield from self.kept_questions(place_key)
        elif before:
            yield Correction(kind=Kind.REMOVED, old_passage=before.passage, before=before.text)

    def in_outline(self, place_key: PlaceKey, before: PlaceText, after: PlaceText) -> Corrections:
        """Yield that the place has another title, or stands elsewhere in the course."""
        if before.name != after.name:
            yield Correction(
                kind=Kind.TEXT,
                before=before.name,
                after=after.name,
            )
        if place_key in self.moved_places:
            yield Correction(kind=Kind.MOVED)

    def in_text(self, place_key: PlaceKey, before: PlaceText, after: PlaceText) -> Corrections:
        """Yield what differs in the text, passage by passage."""
        has_same_html = before.html == after.html
        has_same_text = before.text == after.text
        if has_same_html and has_same_text:
            return
        _place, unit_key = place_key
        for change in changes(before.lines, after.lines):
            yield Correction(
                kind=_kind(change),
                old_passage=change.old_passage,
                new_passage=change.new_passage,
                before="\n".join(change.before),
                after="\n".join(change.after),
                is_critical=self.is_critical(unit_key, change),
            )

    def is_critical(self, unit_key: str, change: ChangedSentences) -> bool:
        """Return whether the passage is critical in one of the two editions."""
        passages = {
            (unit_key, change.old_passage),
            (unit_key, change.new_passage),
        }
        return not passages.isdisjoint(self.critical)

    def of_questions(self, place_key: PlaceKey) -> list[Correction]:
        """Return what differs in the questions of a quiz."""
        place, key = place_key
        if place != UNIT:
            return []
        return self.questions.get(key, [])

    def kept_questions(self, place_key: PlaceKey) -> Corrections:
        """Yield what differs in questions that a new quiz has from another one."""
        for correction in self.of_questions(place_key):
            is_in_one_edition = correction.kind in {Kind.ADDED, Kind.REMOVED}
            if not is_in_one_edition:
                yield correction


def _by_quiz(old: EditionTexts, new: EditionTexts) -> QuestionsByQuiz:
    """Return what differs in questions, by the key of their quiz."""
    by_quiz = defaultdict(list)
    for correction in changed_questions(old.questions, new.questions):
        by_quiz[correction.key].append(correction)
    return by_quiz


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
    numbers_before = numbers_in(change.before)
    numbers_after = numbers_in(change.after)
    if numbers_before != numbers_after:
        return Kind.NUMBER
    return Kind.TEXT
