"""Write down what learners keep: each form once, and never one text over another."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from course.models import Edition, Enrolment, Note, Passage
from course.text.quotes import quote_from

MAX_NOTES = 5_000  # of one learner in one course
WORDS_OF_A_BEGINNING = 20


class UnknownPassageError(Exception):
    """No edition of the course has the passage."""


class UnmarkableError(Exception):
    """The words do not stand in the passage, so they cannot be marked."""


class TooManyNotesError(Exception):
    """The learner keeps as many notes as one course may hold."""


@dataclass(frozen=True)
class Draft:
    """Hold what a form says.

    words: letters to mark, "" for the whole passage. start: how many letters stand before them.
    seen: the version of the note that the writer started from; 0 for a new note.
    """

    unit_key: str
    passage_key: str
    words: str
    start: int
    text: str
    seen: int


@dataclass(frozen=True)
class Saved:
    """Hold the note that was saved.

    beside: the note of another text that stood there already, and stays; None if there is none.
    """

    note: Note
    beside: Note | None = None

    @property
    def notes(self) -> list[Note]:
        """Return what stands there now, the older text first."""
        return [self.beside, self.note] if self.beside else [self.note]


def save(enrolment: Enrolment, key: uuid.UUID, draft: Draft) -> Saved:
    """Save a draft as the note with this key. Safe to repeat.

    If the note was changed since the writer saw it, both texts are kept.
    Raises UnknownPassageError, UnmarkableError, TooManyNotesError.
    """
    with transaction.atomic():
        # Two devices of a learner wait for each other here.
        Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
        note = Note.objects.filter(user=enrolment.user, key=key).first()
        if note is None:
            added = _add(enrolment, key, draft)
            return Saved(added)
        return _save_over(note, draft)


def _save_over(note: Note, draft: Draft) -> Saved:
    """Save a draft over the note that has its key already."""
    is_bookmark_again = note.start is None and not draft.text
    if note.text == draft.text or is_bookmark_again:
        return Saved(note)
    if note.version == draft.seen:
        changed = _change(note, draft.text)
        return Saved(changed)
    return _keep_both(note, draft.text)


def _change(note: Note, text: str) -> Note:
    """Give a note another text."""
    note.text = text
    note.version += 1
    note.edited_at = timezone.now()
    note.save(update_fields=["text", "version", "edited_at"])
    return note


def _keep_both(note: Note, text: str) -> Saved:
    """Keep a text beside the note that has another one, as a note of its own."""
    if not text:
        return Saved(note)  # an emptied text loses nothing: what the other device wrote stays
    # The same text gets the same key, so that a form that is sent twice makes one note.
    key = uuid.uuid5(note.key, text)
    place = {
        "edition_id": note.edition_id,
        "unit_key": note.unit_key,
        "passage_key": note.passage_key,
        "words": note.words,
        "start": note.start,
        "is_lost": note.is_lost,
        "text": text,
    }
    other, _made = Note.objects.get_or_create(user_id=note.user_id, key=key, defaults=place)
    return Saved(other, beside=note)


def _add(enrolment: Enrolment, key: uuid.UUID, draft: Draft) -> Note:
    """Add a note, or return the bookmark that the passage has already."""
    note = _new_note(enrolment, key, draft)
    assert enrolment.user is not None
    kept = Note.objects.of(enrolment.user, enrolment.course)

    if note.kind == Note.BOOKMARK:
        here = kept.bookmarks().filter(
            edition=enrolment.edition_id,
            unit_key=note.unit_key,
            passage_key=note.passage_key,
        )
        if bookmark := here.first():
            return bookmark
    if kept.count() >= MAX_NOTES:
        raise TooManyNotesError

    note.save()
    if note.edition_id != enrolment.edition_id:
        # The page was older than the learner's edition.
        return _followed(note, enrolment.edition)
    return note


def _followed(note: Note, edition: Edition) -> Note:
    """Move a note to its place in another edition, and return it as it is there."""
    added = Note.objects.filter(pk=note.pk)
    added.follow_to(edition)
    return added.first() or note


def _new_note(enrolment: Enrolment, key: uuid.UUID, draft: Draft) -> Note:
    """Return a draft as a note that is not written yet.

    Raises UnknownPassageError, UnmarkableError.
    """
    passage = _passage_of(enrolment, draft)
    start, words = _marked(passage, draft)
    return Note(
        user=enrolment.user,
        key=key,
        edition=passage.unit.edition,
        unit_key=draft.unit_key,
        passage_key=draft.passage_key,
        words=words,
        start=start,
        text=draft.text,
    )


def _passage_of(enrolment: Enrolment, draft: Draft) -> Passage:
    """Return the passage in the learner's edition, else in the newest that has it."""
    passages = Passage.objects.filter(
        unit__edition__course=enrolment.course_id,
        unit__key=draft.unit_key,
        key=draft.passage_key,
    ).select_related("unit__edition")
    own = passages.filter(unit__edition=enrolment.edition_id).first()
    passage = own or passages.order_by("-unit__edition__number").first()
    if passage is None:
        raise UnknownPassageError
    return passage


def _marked(passage: Passage, draft: Draft) -> tuple[int | None, str]:
    """Return the start and the words of what is marked; None and the beginning for all of it."""
    quote = quote_from(passage.text, draft.words, draft.start) if draft.words else None
    if quote:
        return quote.start, quote.words
    if draft.words and not draft.text:
        raise UnmarkableError
    beginning = Truncator(passage.text).words(WORDS_OF_A_BEGINNING)
    return None, beginning or passage.key


def delete(enrolment: Enrolment, key: uuid.UUID, seen: int) -> bool:
    """Delete a note; return False if it was changed since its version ``seen``. Safe to repeat."""
    notes = Note.objects.filter(user=enrolment.user, key=key)
    notes.filter(version=seen).delete()
    return not notes.exists()
