"""A learner's notes, for the search."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from course.models import Enrolment, Note
from course.notes.listing import by_unit, notes_in_order
from course.search.own_texts import OwnText

WORDS_OF_A_TITLE = 8


class SearchedNotes:
    """Find bookmarks, marked words and notes of the searching learner alone."""

    place = "notes"
    title: str | Promise = _("Your notes")

    def texts(self, enrolment: Enrolment) -> Iterator[OwnText]:
        """Yield the notes in the order of the course; two statements."""
        notes = notes_in_order(enrolment)
        for group in by_unit(enrolment, notes):
            for note in group.notes:
                yield _own_text(note, group.heading, enrolment.course.slug)


def _own_text(note: Note, lesson: str, slug: str) -> OwnText:
    if note.is_lost:
        address = reverse("course:note", args=[slug, note.key])
    else:
        unit = reverse("course:unit", args=[slug, note.unit_key])
        address = f"{unit}#note-{note.key}"
    return OwnText(
        title=Truncator(note.text or note.words).words(WORDS_OF_A_TITLE),
        text=f"{note.words}\n{note.text}",
        address=address,
        detail=lesson,
    )
