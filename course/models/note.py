"""Models of what learners keep for themselves in a course. Nobody else reads it, nor do staff."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from course.models.edition import Course, Edition
from course.models.texts import Passage
from course.text.quotes import QuotedPassage, follow, letters_of

PassageKeys = tuple[str, str]  # of a unit, and of a passage in it
MOVED_FIELDS = ("edition", "unit_key", "passage_key", "start", "is_lost")


class NoteQuerySet(models.QuerySet["Note"]):
    def of(self, user: User | int, course: Course | int) -> Self:
        """Return what a learner keeps in a course, oldest first.

        user, course: rows, or their primary keys.
        """
        return self.filter(user=user, edition__course=course)

    def bookmarks(self) -> Self:
        """Return those of whole passages without a text, whose passage is there."""
        return self.filter(start=None, text="", is_lost=False)

    def follow_to(self, edition: Edition) -> None:
        """Find the place of each note in another edition, or note that it is gone.

        Safe to repeat. Needs a transaction. At most six statements, but for each 500 notes one.
        """
        notes = list(self.exclude(edition=edition).select_for_update(of=("self",)))
        if not notes:
            return
        passages = _quoted_passages(edition)
        old_texts = _old_texts(notes)
        for note in notes:
            note.move_to(edition, passages, old_texts)

        doubled = _doubled_bookmarks(notes, self.filter(edition=edition))
        self.filter(pk__in=[note.pk for note in doubled]).delete()
        moved = [note for note in notes if note not in doubled]
        self.bulk_update(moved, MOVED_FIELDS, batch_size=500)


class Note(models.Model):
    """A place in a lesson that a learner keeps: a bookmark, marked words, or a text of their own.

    key: made by the learner's form, so that a form that is sent twice makes one note.
    edition, unit_key, passage_key: the passage that it belongs to.
    words: the marked words, or the beginning of the passage where all of it is meant.
    start: how many letters stand before the marked words; None where all of the passage is meant.
    is_lost: the passage or the marked words are not in this edition; the place is where they were.
    version: goes up with each change of the text.
    """

    BOOKMARK, HIGHLIGHT, NOTE = "bookmark", "highlight", "note"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes"
    )
    key = models.UUIDField(default=uuid.uuid4)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    unit_key = models.SlugField(max_length=80)
    passage_key = models.SlugField(max_length=80)
    words = models.TextField()
    start = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)
    is_lost = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["user", "unit_key"], name="course_note_of_lesson")]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="course_note_once"),
            models.UniqueConstraint(
                fields=["user", "edition", "unit_key", "passage_key"],
                condition=Q(start=None, text="", is_lost=False),
                name="course_note_one_bookmark",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_key}#{self.passage_key}"

    def get_absolute_url(self) -> str:
        return reverse("course:note", args=[self.edition.course.slug, self.key])

    @property
    def kind(self) -> str:
        if self.text:
            return self.NOTE
        return self.BOOKMARK if self.start is None else self.HIGHLIGHT

    @property
    def kind_in_words(self) -> str:
        words = {
            self.BOOKMARK: _("Bookmark"),
            self.HIGHLIGHT: _("Highlight"),
            self.NOTE: _("Note"),
        }
        return words[self.kind]

    @property
    def letters(self) -> int:
        """Return how many letters are marked; 0 where all of the passage is meant."""
        return 0 if self.start is None else len(letters_of(self.words))

    @property
    def place(self) -> PassageKeys:
        return self.unit_key, self.passage_key

    def move_to(
        self,
        edition: Edition,
        passages: Sequence[QuotedPassage],
        old_texts: Mapping[tuple[int, PassageKeys], str],
    ) -> None:
        """Take the place in another edition, without writing it down.

        old_texts: what passages of other editions say, by edition and place.
        """
        # What is lost already is looked for by the words alone.
        text = old_texts.get((self.edition_id, self.place), self.words)
        old = QuotedPassage(self.unit_key, self.passage_key, text)
        found = follow(self.words, self.start, old, passages)
        self.edition = edition
        self.is_lost = found is None
        if found:
            self.unit_key = found.unit_key
            self.passage_key = found.key
            self.start = found.start


def _quoted_passages(edition: Edition) -> list[QuotedPassage]:
    """Return the passages of an edition but footnotes, in the order of the course."""
    passages = Passage.objects.filter(unit__edition=edition).exclude(kind=Passage.FOOTNOTES)
    in_order = passages.order_by("unit__position", "position")
    rows = in_order.values_list("unit__key", "key", "text")
    return [QuotedPassage(*row) for row in rows]


def _old_texts(notes: Iterable[Note]) -> dict[tuple[int, PassageKeys], str]:
    """Return what the passages of the notes say, by edition and place."""
    passages = Passage.objects.filter(
        unit__edition__in={note.edition_id for note in notes},
        key__in={note.passage_key for note in notes},
    )
    rows = passages.values_list("unit__edition", "unit__key", "key", "text")
    return {(edition, (unit_key, key)): text for edition, unit_key, key, text in rows}


def _doubled_bookmarks(moved: Iterable[Note], there: NoteQuerySet) -> list[Note]:
    """Return the bookmarks whose passage has one already, as two passages have become one.

    there: the notes that were in the edition before.
    """
    taken = set(there.bookmarks().values_list("unit_key", "passage_key"))
    doubled = []
    for note in moved:
        if note.kind != Note.BOOKMARK or note.is_lost:
            continue
        if note.place in taken:
            doubled.append(note)
        taken.add(note.place)
    return doubled
