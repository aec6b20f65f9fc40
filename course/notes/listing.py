"""A learner's notes in the order of the course: on a page, and as a file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.compiled_queries import CompiledQuery
from course.models import Enrolment, Note, Passage, Unit
from course.outline import units_of

LAST = 1_000_000  # the position of what is not in the edition


@dataclass(frozen=True)
class NotesOfUnit:
    """Hold the notes of one lesson in the order of its text.

    unit: None for those of lessons that the edition does not have.
    """

    unit: Unit | None
    notes: Sequence[Note]

    @property
    def heading(self) -> str:
        if self.unit is None:
            return _("No longer in the course")
        return str(self.unit)


_notes_of = CompiledQuery(Note.objects.of)


def notes_in_order(enrolment: Enrolment) -> list[Note]:
    """Return the notes of a learner in the order of the course, lost ones last.

    Two queries, one where there are no notes.
    """
    assert enrolment.user is not None
    notes = _notes_of.rows(enrolment.user.pk, enrolment.course_id)
    if not notes:
        return []
    units = units_by_key(enrolment)
    passages = _passage_positions(enrolment, notes)

    def order(note: Note) -> tuple[int, bool, int, int]:
        unit = units.get(note.unit_key)
        return (
            unit.position if unit else LAST,
            note.is_lost,
            passages.get((note.unit_key, note.passage_key), LAST),
            note.start or 0,
        )

    return sorted(notes, key=order)


def units_by_key(enrolment: Enrolment) -> dict[str, Unit]:
    """Return the units of the learner's edition."""
    units = units_of(enrolment.edition)
    return {unit.key: unit for unit in units}


def _passage_positions(enrolment: Enrolment, notes: Iterable[Note]) -> dict[tuple[str, str], int]:
    """Return where the passages stand that have notes, by the keys of unit and passage."""
    keys = {note.passage_key for note in notes}
    passages = Passage.objects.filter(
        unit__edition=enrolment.edition_id,
        key__in=keys,
    )
    rows = passages.values_list("unit__key", "key", "position")
    return {(unit_key, key): position for unit_key, key, position in rows}


def by_unit(enrolment: Enrolment, notes: Iterable[Note]) -> Iterator[NotesOfUnit]:
    """Yield the notes, which are in order, lesson by lesson."""
    notes = list(notes)
    if not notes:
        return
    units = units_by_key(enrolment)
    groups = groupby(notes, key=lambda note: units.get(note.unit_key))
    for unit, notes_of_unit in groups:
        yield NotesOfUnit(unit, list(notes_of_unit))


def as_markdown(enrolment: Enrolment) -> str:
    """Return all notes of a learner as a text that any editor opens."""
    lines = list(_head_lines(enrolment))
    notes = notes_in_order(enrolment)
    for group in by_unit(enrolment, notes):
        lines.append(f"\n## {group.heading}\n")
        for note in group.notes:
            lines += _lines_of(note, group.unit)
    return "\n".join(lines)


def _head_lines(enrolment: Enrolment) -> Iterator[str]:
    """Yield what the notes are of, and when they were downloaded."""
    edition = enrolment.edition
    title = _("Notes and bookmarks: %s") % edition.title
    yield f"# {title}\n"
    today = timezone.localdate()
    yield _("Edition %(number)d, downloaded on %(date)s.") % {
        "number": edition.number,
        "date": date_format(today),
    }


def _lines_of(note: Note, unit: Unit | None) -> Iterator[str]:
    """Yield the words that a note is about, its text, its day, and where to find them."""
    for line in note.words.splitlines():
        yield f"> {line}"
    if note.text:
        yield f"\n{note.text}"
    edited_on = timezone.localdate(note.edited_at)
    kind_and_date = _("%(kind)s, %(date)s") % {
        "kind": note.kind_in_words,
        "date": date_format(edited_on),
    }
    yield f"\n{kind_and_date}"
    if note.is_lost or unit is None:
        gone = _("The text this note was about is no longer in the lesson.")
        yield f"{gone}\n"
    else:
        lesson = unit.get_absolute_url()
        yield f"<{settings.BASE_URL}{lesson}#{note.passage_key}>\n"
