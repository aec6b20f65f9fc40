"""Print a learner's own notes of a course in the looks of the guide."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.middleware import zone_of
from certificates import documents
from certificates.printing import full_date
from course.models import Enrolment, Note, Provider, Unit
from course.names.paper_fonts import without_glyph
from course.notes.listing import by_unit

# Stands for a letter that no font of ours has. Both faces have this one.
REPLACEMENT = "\N{BLACK SQUARE}"
# Spaces that a font may lack. Line ends stay.
OTHER_SPACES = re.compile(r"[^\S\n ]")
# Signs without a look of their own: directions, joiners, variants of emoji, soft hyphens.
UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x9f\xad"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)
LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")


@dataclass(frozen=True)
class PrintedNote:
    """Hold a note as it is printed.

    words: what it is about.
    day: when it was changed last, in words.
    """

    note: Note
    words: str
    text: str
    day: str


@dataclass(frozen=True)
class PrintedLesson:
    """Hold the notes of one lesson.

    unit: None for those of lessons that the edition does not have.
    """

    unit: Unit | None
    heading: str
    notes: Sequence[PrintedNote]


@dataclass(frozen=True)
class PrintedNotes:
    """Hold the PDF and what is said about it."""

    pdf: bytes
    pages: int
    has_replaced: bool


def render(enrolment: Enrolment, notes: Sequence[Note], read_at: datetime) -> PrintedNotes:
    """Return the notes, which are in order, as a PDF with the day they were read.

    The dates are those of the learner's time zone.
    """
    edition = enrolment.edition
    zone = zone_of(enrolment.user.time_zone if enrolment.user else "UTC")
    with translation.override(edition.language), timezone.override(zone):
        lessons = list(_lessons(enrolment, notes))
        has_replaced = _has_replaced(lessons)
        context = {
            "edition": edition,
            "provider": Provider.get(),
            "lessons": lessons,
            "has_replaced": has_replaced,
            "replacement": REPLACEMENT,
            **_dates(read_at),
        }
        html = render_to_string("print/notes.html", context)
    pdf, pages = documents.render_numbered(lambda _starts: html)
    return PrintedNotes(pdf, pages, has_replaced)


def _dates(read_at: datetime) -> dict[str, str]:
    """Return when the notes were read: the day in words, and the time for the PDF."""
    return {
        "day": full_date(timezone.localdate(read_at)),
        "at": read_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _lessons(enrolment: Enrolment, notes: Sequence[Note]) -> Iterator[PrintedLesson]:
    """Yield the notes lesson by lesson, as they are printed."""
    for group in by_unit(enrolment, notes):
        printed = [_printed(note) for note in group.notes]
        yield PrintedLesson(group.unit, group.heading, printed)


def _printed(note: Note) -> PrintedNote:
    """Return a note in letters that can be printed."""
    return PrintedNote(
        note=note,
        words=printable(note.words),
        text=printable(note.text),
        day=full_date(timezone.localdate(note.edited_at)),
    )


def _has_replaced(lessons: Sequence[PrintedLesson]) -> bool:
    """Return whether letters were replaced in any note."""
    for lesson in lessons:
        for note in lesson.notes:
            before = note.note.words + note.note.text
            after = note.words + note.text
            if after.count(REPLACEMENT) > before.count(REPLACEMENT):
                return True
    return False


def printable(text: str) -> str:
    """Return a text with REPLACEMENT for each letter that no font of ours has."""
    text = LINE_ENDS.sub("\n", text)
    text = UNSEEN.sub("", text)
    text = OTHER_SPACES.sub(" ", text)
    missing = without_glyph(text)
    table = str.maketrans(dict.fromkeys(missing, REPLACEMENT))
    return text.translate(table)
