"""Compare two editions: lessons passage by passage, quizzes question by question."""

from collections.abc import Iterable, Iterator

from course.corrections.changed_questions import changed_questions
from course.corrections.changed_sentences import ChangedSentences, changes
from course.corrections.edition_texts import EditionTexts, PlaceKey, PlaceText
from course.corrections.moves import join_moved_passages, moved_places
from course.corrections.numbers import numbers_in
from course.models import Correction

Kind = Correction.Kind
UNIT = Correction.Place.UNIT


def corrections_between(old: EditionTexts, new: EditionTexts) -> list[Correction]:
    """Return what ``new`` changes, in the order of the course, without edition and position."""
    comparison = _Comparison(old, new)
    corrections: list[Correction] = []
    for place_key in dict.fromkeys([*new.places, *old.places]):
        corrections += comparison.of_place(place_key)
    return join_moved_passages(corrections)


class _Comparison:
    """Compare two editions place by place.

    critical: passages that are critical in either. questions: what differs in them, by quiz.
    """

    def __init__(self, old: EditionTexts, new: EditionTexts) -> None:
        self.old = old
        self.new = new
        self.critical = old.critical | new.critical
        self.changed_units = new.units.changed_since(old.units)
        self.moved_places = moved_places(old.places, new.places)
        questions = changed_questions(old.questions, new.questions)
        self.questions = _by_quiz(questions)

    def of_place(self, place_key: PlaceKey) -> list[Correction]:
        """Return what differs at one place, with the name of the place."""
        place, key = place_key
        corrections = list(self.found_at(place_key))
        is_changed_unit = place == UNIT and key in self.changed_units
        if is_changed_unit and not corrections:
            details = Correction(kind=Kind.DETAILS)
            corrections.append(details)

        shown = self.new.places.get(place_key) or self.old.places[place_key]
        for correction in corrections:
            correction.place = place
            correction.key = key
            correction.title = shown.title
        return corrections

    def found_at(self, place_key: PlaceKey) -> Iterator[Correction]:
        """Yield what differs at a place, without the name of the place."""
        before = self.old.places.get(place_key)
        after = self.new.places.get(place_key)
        if before and after:
            yield from self.in_outline(place_key, before, after)
            yield from self.in_text(place_key, before, after)
            yield from self.of_questions(place_key)
        elif after:
            yield Correction(kind=Kind.ADDED, new_passage=after.passage, after=after.text)
            yield from self.kept_questions(place_key)
        elif before:
            yield Correction(kind=Kind.REMOVED, old_passage=before.passage, before=before.text)

    def in_outline(
        self, place_key: PlaceKey, before: PlaceText, after: PlaceText
    ) -> Iterator[Correction]:
        """Yield that the place has another title, or stands elsewhere in the course."""
        if before.name != after.name:
            yield Correction(kind=Kind.TEXT, before=before.name, after=after.name)
        if place_key in self.moved_places:
            yield Correction(kind=Kind.MOVED)

    def in_text(
        self, place_key: PlaceKey, before: PlaceText, after: PlaceText
    ) -> Iterator[Correction]:
        """Yield what differs in the text, passage by passage."""
        if before.html == after.html and before.text == after.text:
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
        old = unit_key, change.old_passage
        new = unit_key, change.new_passage
        return old in self.critical or new in self.critical

    def of_questions(self, place_key: PlaceKey) -> list[Correction]:
        """Return what differs in the questions of a quiz."""
        place, key = place_key
        return self.questions.get(key, []) if place == UNIT else []

    def kept_questions(self, place_key: PlaceKey) -> Iterator[Correction]:
        """Yield what differs in questions that a new quiz has from another one."""
        for correction in self.of_questions(place_key):
            if correction.kind not in {Kind.ADDED, Kind.REMOVED}:
                yield correction


def _by_quiz(corrections: Iterable[Correction]) -> dict[str, list[Correction]]:
    """Return the corrections of questions by the key of their quiz."""
    by_quiz: dict[str, list[Correction]] = {}
    for correction in corrections:
        of_quiz = by_quiz.setdefault(correction.key, [])
        of_quiz.append(correction)
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
    if numbers_in(change.before) != numbers_in(change.after):
        return Kind.NUMBER
    return Kind.TEXT
