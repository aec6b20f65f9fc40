"""Tags that show learners their own notes in a lesson."""

from collections import defaultdict
from collections.abc import Iterable

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from course.models import Course, Note
from course.notes.kept_notes import writer_token

register = template.Library()
END_OF_LINK = "</a>"


@register.simple_block_tag
def with_own_notes(content: str, notes: Iterable[Note], course: Course) -> SafeString:
    """Return the text of a lesson with the notes under their passages, and lost ones at the end."""
    # The text is the same for everybody and rendered once; only these lines are the learner's.
    lost: list[Note] = []
    for passage_key, notes_of_passage in _by_passage(notes, lost).items():
        place = _place_of_notes(content, passage_key)
        if place is None:
            lost += notes_of_passage
            continue
        shown = {"notes": notes_of_passage, "course": course}
        html = render_to_string("course/notes/own_notes.html", shown)
        content = content[:place] + html + content[place:]
    if lost:
        content += render_to_string("course/notes/lost.html", {"notes": lost, "course": course})
    return mark_safe(content)  # noqa: S308 (a rendered template with rendered templates in it)


def _place_of_notes(content: str, passage_key: str) -> int | None:
    """Return where in a lesson the notes of a passage go: after the link to a new one."""
    link = content.find(f'<a class="note-link" href="notes/{passage_key}/"')
    if link < 0:
        return None
    return content.index(END_OF_LINK, link) + len(END_OF_LINK)


def _by_passage(notes: Iterable[Note], lost: list[Note]) -> dict[str, list[Note]]:
    """Return the notes by the key of their passage; put lost ones into ``lost``."""
    by_passage: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        if note.is_lost:
            lost.append(note)
        else:
            by_passage[note.passage_key].append(note)
    return by_passage


@register.simple_tag
def writer_of(user: User) -> str:
    """Return the text by which a form for a note says whose it is."""
    return writer_token(user)
