"""A learner's notes in the order of the course: on a page, and as a file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

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


def notes_in_order(enrolment: Enrolment) -> list[Note]:
    """Return the notes of a learner in the order of the course, lost ones last. Two queries."""
    assert enrolment.user is not None
    notes = list(Note.objects.of(enrolment.user, enrolment.course))
    units = {unit.key: unit.position for unit in units_of(enrolment.edition)}
    positions = _positions(enrolment, notes)

    def order(note: Note) -> tuple[int, bool, int, int]:
        passage = positions.get((note.unit_key, note.passage_key), LAST)
        return units.get(note.unit_key, LAST), note.is_lost, passage, note.start or 0

    return sorted(notes, key=order)


def _positions(enrolment: Enrolment, notes: Iterable[Note]) -> dict[tuple[str, str], int]:
    """Return where the passages stand that have notes, by the keys of unit and passage."""
    passages = Passage.objects.filter(
        unit__edition=enrolment.edition_id,
        key__in={note.passage_key for note in notes},
    )
    rows = passages.values_list("unit__key", "key", "position")
    return {(unit_key, key): position for unit_key, key, position in rows}


def by_unit(enrolment: Enrolment, notes: Iterable[Note]) -> Iterator[NotesOfUnit]:
    """Yield the notes, which are in order, lesson by lesson."""
    units = {unit.key: unit for unit in units_of(enrolment.edition)}
    for unit, group in groupby(notes, key=lambda note: units.get(note.unit_key)):
        yield NotesOfUnit(unit, list(group))


def as_markdown(enrolment: Enrolment) -> str:
    """Return all notes of a learner as a text that any editor opens."""
    on = date_format(timezone.localdate())
    title = _("Notes and bookmarks: %s") % enrolment.edition.title
    number = enrolment.edition.number
    about = _("Edition %(number)d, downloaded on %(date)s.") % {"number": number, "date": on}
    lines = [f"# {title}", "", about]
    for group in by_unit(enrolment, notes_in_order(enrolment)):
        heading = str(group.unit) if group.unit else _("No longer in the course")
        lines += ["", f"## {heading}"]
        for note in group.notes:
            lines += ["", *_lines_of(note, group.unit)]
    return "\n".join(lines) + "\n"


def _lines_of(note: Note, unit: Unit | None) -> Iterator[str]:
    """Yield the words that a note is about, its text, and where to find them."""
    for line in note.words.splitlines():
        yield f"> {line}"
    yield ""
    if note.text:
        yield from note.text.splitlines()
        yield ""
    made_on = date_format(timezone.localdate(note.made_at))
    if note.is_lost:
        gone = _("The text this note was about is no longer in the lesson.")
        yield f"{note.kind_in_words}, {made_on}. {gone}"
    else:
        assert unit is not None
        address = f"{settings.BASE_URL}{unit.get_absolute_url()}#{note.passage_key}"
        yield f"{note.kind_in_words}, {made_on}: <{address}>"
