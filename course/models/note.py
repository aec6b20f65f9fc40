"""Models of what learners keep for themselves in a course. Nobody else reads it, nor do staff."""

import uuid
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


class NoteQuerySet(models.QuerySet["Note"]):
    def of(self, user: User, course: Course) -> Self:
        """Return what a learner keeps in a course, oldest first."""
        return self.filter(user=user, edition__course=course)

    def follow_to(self, edition: Edition) -> None:
        """Find the place of each note in another edition, or note that it is gone.

        Safe to repeat. Two queries if there is nothing to follow, else one more for each note.
        """
        notes = list(self.exclude(edition=edition).select_for_update())
        if not notes:
            return
        passages = quoted_passages(Passage.objects.filter(unit__edition=edition))
        for note in notes:
            note.move_to(edition, passages)


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

    def move_to(self, edition: Edition, passages: list[QuotedPassage]) -> None:
        """Find the place in another edition, and write it down. Needs a transaction."""
        place = follow(self.words, self.start, self._quoted_passage(), passages)
        self.edition = edition
        self.is_lost = place is None
        if place:
            self.unit_key, self.passage_key = place.unit_key, place.key
            self.start = place.start
        if self._doubles_a_bookmark():
            self.delete()
        else:
            self.save(
                update_fields=["edition", "unit_key", "passage_key", "start", "is_lost"],
            )

    def _quoted_passage(self) -> QuotedPassage:
        """Return the passage as it is in the note's own edition, or what is left of it."""
        passages = Passage.objects.filter(
            unit__edition=self.edition_id, unit__key=self.unit_key, key=self.passage_key
        )
        text = passages.values_list("text", flat=True).first()
        return QuotedPassage(self.unit_key, self.passage_key, text or self.words)

    def _doubles_a_bookmark(self) -> bool:
        """Return whether two passages with bookmarks have become one."""
        if self.kind != self.BOOKMARK or self.is_lost:
            return False
        others = Note.objects.filter(
            user=self.user_id,
            edition=self.edition_id,
            unit_key=self.unit_key,
            passage_key=self.passage_key,
        )
        return others.filter(start=None, text="", is_lost=False).exclude(pk=self.pk).exists()


def quoted_passages(passages: "models.QuerySet[Passage]") -> list[QuotedPassage]:
    """Return passages but footnotes with what they say, in the order of the course. One query."""
    shown = passages.exclude(kind=Passage.FOOTNOTES).order_by("unit__position", "position")
    rows = shown.values_list("unit__key", "key", "text")
    return [QuotedPassage(*row) for row in rows]
